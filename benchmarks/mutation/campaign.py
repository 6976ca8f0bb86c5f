"""Plant mutants one by one, each in a process of its own that sees a copy of the package, and ask the tests."""

from __future__ import annotations

import importlib
import os
import random
import shutil
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from benchmarks.measurement import ROOT
from benchmarks.mutation.operators import Mutant, mutants, planted
from benchmarks.mutation.reach import Chosen, Recorder, judges, load
from benchmarks.mutation.targets import FILES, FOLDERS, TESTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Fate = Literal["killed", "survived", "timed out"]

SAID, REACHED = "said.txt", "reached.json"
PATIENCE = 120  # seconds that the tests of one mutant may take: several times what all of them take without a mistake
FIRST_PATIENCE = 1200  # the same for all tests, watched
COPIED, LINKED = ("numeric", "tests"), ("benchmarks", "derivations", "reports", "verify", "docs")
WARM = ("mpmath", "numpy", "scipy.integrate", "scipy.linalg", "scipy.sparse.linalg", "scipy.special", "sympy", "flint")


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant, and after how many seconds."""

    mutant: Mutant
    fate: Fate
    seconds: float


def everything() -> list[Mutant]:
    """All mutants of what is mutated, in a fixed order."""
    package = ROOT / "numeric"
    paths = [path for folder in FOLDERS for path in sorted((package / folder).rglob("*.py"))] + [package / name for name in FILES]
    return [mutant for path in paths for mutant in mutants(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))]


def sample(size: int, seed: int, part: str = "") -> list[Mutant]:
    """So many mutants drawn without replacement, in random order: its beginning is a sample, too. Paths hold ``part``."""
    found = [mutant for mutant in everything() if part in mutant.module]
    chosen = random.Random(seed).sample(range(len(found)), min(size, len(found)))  # noqa: S311 - a sample, no secret
    return [found[index] for index in chosen]


def copied(folder: Path) -> Path:
    """The project in a folder: what is mutated and its tests as copies, the rest as links."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(chosen: Sequence[Mutant], folder: Path) -> Iterator[Outcome]:
    """The fate of every mutant.

    Raises:
        AssertionError: the tests fail without a mistake.
    """
    for name in WARM:  # a process that is forked need not load them again
        importlib.import_module(name)
    files = sorted(path.relative_to(folder).as_posix() for name in TESTS for path in folder.glob(f"tests/{name}.py"))
    clean = judged(folder, files, Recorder(folder, folder / REACHED), FIRST_PATIENCE)
    if clean != "survived":
        said = (folder / SAID).read_text(encoding="utf-8")[-2000:]
        message = f"testing mutants: expected tests that pass without a mistake, got {clean}. Mend them first: {said}"
        raise AssertionError(message)
    reach = load(folder / REACHED)
    for mutant in chosen:
        path = folder / mutant.module
        original = path.read_text(encoding="utf-8")
        started = time.monotonic()
        asked = judges(reach, mutant.module, original, mutant.line)
        try:
            path.write_text(planted(original, mutant.number), encoding="utf-8")
            files = sorted({test.partition("::")[0] for test in asked})
            fate = judged(folder, files, Chosen(asked), PATIENCE) if asked else "survived"
        finally:
            path.write_text(original, encoding="utf-8")
        yield Outcome(mutant, fate, time.monotonic() - started)


def judged(folder: Path, files: Sequence[str], plugin: object, patience: float) -> Fate:
    """Run these test files in a forked process until the first failure."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = _pytest(folder, files, plugin)
        except BaseException:  # noqa: BLE001 - the parent's frames must not be unwound here
            traceback.print_exc()
        finally:
            os._exit(code)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timed out"


def _pytest(folder: Path, files: Sequence[str], plugin: object) -> int:
    """In the forked process: the exit code of the tests of the copy; what they say goes to a file."""
    os.setpgid(0, 0)
    os.chdir(folder)
    sys.dont_write_bytecode = True
    sys.path[:] = [str(folder), *(entry for entry in sys.path if Path(entry or ".").resolve() != ROOT)]
    os.environ.update(FISHERPROOF_PROFILE="ci", PYTHONPATH=str(folder))
    with Path(SAID).open("w", encoding="utf-8") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    pytest: Any = importlib.import_module("pytest")
    options = ["-x", "-q", "--tb=short", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow"]
    return int(pytest.main([*options, *files], plugins=[plugin]))
