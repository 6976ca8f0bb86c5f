"""What a remembered result depends on beside its claim: the code that decides and the versions of what it calls."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import platform
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent.parent
_PACKAGES = ("derivations", "numeric", "verify")  # what is computed; how it is rendered changes no verdict
_SUFFIXES = frozenset({".py", ".json", ".toml"})  # the ledgers are input, not code
_PLUGINS = ("fisherproof.experiments", "fisherproof.families")  # groups of entry points
_LIBRARIES = ("mpmath", "numpy", "python-flint", "scipy", "sympy")


def canonical(value: Any) -> str:
    """Write plain JSON in the one way in which equal values are equal texts.

    >>> canonical({"b": 1, "a": [2]})
    '{"a":[2],"b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


@cache
def code_digest(root: Path = _ROOT) -> str:
    """SHA-256 of the source files of the packages that compute, with their paths."""
    return hashlib.sha256(canonical([_tree_digest(root / package) for package in _PACKAGES]).encode()).hexdigest()


def _tree_digest(folder: Path) -> str:
    """SHA-256 of the source files below a folder, or of one file, with their paths."""
    digest = hashlib.sha256()
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES)
    for path in files:
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def formulas() -> str:
    """SHA-256 of what the translation of a formula for a page depends on: its code and the converter."""
    rests_on = [_tree_digest(_ROOT / "reports" / "mathematics"), importlib.metadata.version("latex2mathml"), platform.python_version()]
    return hashlib.sha256(canonical(rests_on).encode()).hexdigest()


@cache
def own_version() -> str:
    """The version of the installed distribution, or of the source tree that runs without being installed."""
    try:
        return importlib.metadata.version("fisherproof")
    except importlib.metadata.PackageNotFoundError:
        source = _ROOT / "pyproject.toml"
        known = tomllib.loads(source.read_text(encoding="utf-8"))["project"]["version"] if source.is_file() else "unknown"
        return f"{known} (not installed)"


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that decide, read from their metadata: nothing is imported."""
    found = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    return {"python": f"{platform.python_implementation()} {platform.python_version()}", **found}


@cache
def plugins() -> dict[str, str]:
    """Source digests of the packages that installed plug-ins come from, found without importing them."""
    entries = [entry for group in _PLUGINS for entry in importlib.metadata.entry_points(group=group)]
    tops = sorted({entry.module.partition(".")[0] for entry in entries})
    found = {top: importlib.util.find_spec(top) for top in tops}
    return {top: _tree_digest(_source(spec.origin)) for top, spec in found.items() if spec is not None and spec.origin is not None}


def _source(origin: str) -> Path:
    """The folder of a package, the file of a module."""
    path = Path(origin)
    return path.parent if path.name == "__init__.py" else path


def surroundings() -> str:
    """SHA-256 of code, plug-ins and versions together."""
    return hashlib.sha256(canonical([code_digest(), plugins(), versions()]).encode()).hexdigest()
