"""Packages that the interpreter lacks: which one, and what installs it. Standard library only, since any other may be the one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from derivations.errors import FisherproofError

OWN = ("accuracy", "benchmarks", "derivations", "numeric", "reports", "verify")
NAMES = {"flint": "python-flint", "markdown_it": "markdown-it-py"}  # where the module is not called as its package is
COMPUTING = ("flint", "mpmath", "numpy", "pebble", "scipy", "sympy")  # what every worker imports
PINS = Path(__file__).resolve().parent.parent / "requirements.txt"


def require_packages() -> None:
    """Look for what workers import, before one is started.

    Raises:
        FisherproofError: the interpreter lacks a package; the message says how to install it.
    """
    for module in COMPUTING:
        if module not in sys.modules and importlib.util.find_spec(module) is None:
            raise FisherproofError(_advice(module))


def missing_package(error: BaseException) -> str | None:
    """What to install, if the error says that a package is missing; None for other errors, also for a module of our own.

    >>> missing_package(ModuleNotFoundError("No module named 'flint'", name="flint")).partition(",")[0]
    'Loading python-flint: expected the package'
    >>> missing_package(ModuleNotFoundError("No module named 'verify.clu'", name="verify.clu"))
    """
    module = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    return _advice(module) if module and module not in OWN else None


def _advice(module: str) -> str:
    name = NAMES.get(module, module)
    what = f"-r {PINS}" if PINS.is_file() else name
    return (
        f"Loading {name}: expected the package, got an interpreter without it ({sys.executable}). "
        f"Install what is missing: {sys.executable} -m pip install {what}"
    )
