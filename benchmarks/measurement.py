"""One row of the table: what was measured, what was predicted before it was measured for the first time, and what came out."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Measurement:
    """``predicted`` was written down before the first run and stays as it was, right or wrong; ``remark`` says over what was measured."""

    name: str
    predicted: str
    measured: str
    remark: str = ""


def seconds(value: float) -> str:
    """A time with three significant digits and its unit."""
    return f"{1000 * value:.3g} ms" if value < 1 else f"{value:.3g} s"


def interleaved(actions: Mapping[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """The seconds of every action in ``runs`` rounds; each round takes every action once, so that a slow minute touches all alike."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(runs):
        for name, action in actions.items():
            started = time.perf_counter()
            action()
            taken[name].append(time.perf_counter() - started)
    return taken


def shown(times: list[float]) -> str:
    """The median, with the smallest and the largest."""
    return f"{seconds(median(times))} ({seconds(min(times))} to {seconds(max(times))})"


def asked(program: str, does: str, *, names: str = "") -> argparse.Namespace:
    """What the command line of a program asks for: ``write``, and ``names`` if it takes any; ``--help`` says what it does."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=does)
    parser.add_argument("--write", action="store_true", help="write what is measured into the documentation as well")
    if names:
        parser.add_argument("names", metavar=names, nargs="*", help="measure these only")
    return parser.parse_args()


def python(*arguments: str, folder: Path | None = None) -> str:
    """What the interpreter prints when it is called with these arguments in a folder, by default a new one; it must not fail."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as fresh:
        command = [sys.executable, *arguments]
        found = subprocess.run(command, cwd=folder or fresh, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    return found.stdout


def revision() -> str:
    """The commit whose sources are measured, with a plus where files were changed since; ``unknown`` without a history."""
    git = shutil.which("git")
    if git is None:
        return "unknown"
    command = [git, "-C", str(ROOT), "describe", "--always", "--dirty=+", "--exclude=*"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    return found.stdout.strip() or "unknown"


def markdown(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ("---",) * len(head), *lines))
