"""An interpreter without a package that is needed: the message says which one and what installs it, and no defect is claimed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from calling import ROOT, TRUE, begin, document

if TYPE_CHECKING:
    from pathlib import Path

HIDING = """
import importlib.machinery as machinery
import os

hidden = set(os.environ["HIDDEN"].split())
finder = machinery.PathFinder
spec, distributions = finder.find_spec, finder.find_distributions
finder.find_spec = classmethod(lambda cls, name, path=None, target=None: None if name in hidden else spec(name, path, target))
finder.find_distributions = classmethod(lambda cls, context: [] if context.name in hidden else distributions(context))
"""
DERIVE = ("derive", "fisher(Gamma(k, b), [k, b])", "--let", "k=positive", "--let", "b=positive")


def without(hidden: str, *arguments: str, folder: Path) -> tuple[int, str, str]:
    """Call the command in an interpreter that finds none of the hidden modules and distributions: status, output, messages."""
    (folder / "hiding").mkdir(exist_ok=True)
    (folder / "hiding" / "sitecustomize.py").write_text(HIDING, encoding="utf-8")
    path = os.pathsep.join([str(folder / "hiding"), str(ROOT)])
    process = begin("-m", "verify", *arguments, folder=folder, PYTHONPATH=path, HIDDEN=hidden)
    out, err = process.communicate(timeout=240)
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("hidden", "name", "arguments"),
    [
        ("flint python-flint", "python-flint", ("check", "notes.md")),
        ("flint", "python-flint", DERIVE),
        ("numpy", "numpy", ("kernel", "exp(x)", "--let", "x=real")),
        ("pebble", "pebble", ("snapshot", "check", "--only", "Exponential.entropy")),
        ("rich", "rich", ("check", "notes.md")),
        ("click", "click", ("list",)),
    ],
)
def test_the_missing_package_is_named(hidden: str, name: str, arguments: tuple[str, ...], tmp_path: Path) -> None:
    """The call ends with status 2, one line that names the package and a command that installs it."""
    document(tmp_path, TRUE)
    status, out, err = without(hidden, *arguments, folder=tmp_path)
    assert (status, out) == (2, "")
    assert err.startswith(f"Error: Loading {name}: expected the package, got an interpreter without it (")
    assert "Install what is missing: " in err
    assert " -m pip install " in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "build" / "logs").exists()


def test_what_needs_no_package_works_without_it(tmp_path: Path) -> None:
    """The claims are listed without any library that computes."""
    status, out, _ = without("flint python-flint sympy numpy scipy mpmath pebble", "list", "H2.7", folder=tmp_path)
    assert (status, "H2.7" in out) == (0, True)
