"""Calling ``fisherproof`` as a user does, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRUE = 'claim = "(x + 1)**2 == x**2 + 2*x + 1"'
FALSE = 'claim = "(x + 1)**2 == x**2 + 1"'


def surroundings(**changes: str) -> dict[str, str]:
    """The environment of a call: the project can be imported, neither colours nor a width are asked for."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR"}}
    return {**inherited, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]), **changes}


def python(*arguments: str, folder: Path, timeout: float = 240.0) -> subprocess.CompletedProcess[str]:
    """Run the interpreter with the arguments in a folder."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=surroundings(), capture_output=True, text=True, timeout=timeout, check=False)  # noqa: S603 - our own interpreter


def begin(*arguments: str, folder: Path, **changes: str) -> subprocess.Popen[str]:
    """Start the interpreter with the arguments in a folder and return at once."""
    command = [sys.executable, *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=folder, env=surroundings(**changes), text=True, **pipes)  # noqa: S603 - our own interpreter


def call(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``fisherproof`` with the arguments in a folder."""
    return python("-m", "verify", *arguments, folder=folder)


def document(folder: Path, *claims: str, name: str = "notes.md") -> str:
    """Write a document whose claims have the ids c0, c1, ... and return its name."""
    blocks = [f'```claim\nid = "c{number}"\n{claim}\n```' for number, claim in enumerate(claims)]
    context = '```context\nx = "real"\n```'
    (folder / name).write_text("\n\n".join(["# Notes", context, *blocks]), encoding="utf-8")
    return name
