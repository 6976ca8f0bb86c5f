"""What a remembered result depends on beside its claim: the code that decides and the versions of what it calls."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from functools import cache
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent.parent
_PACKAGES = ("derivations", "numeric", "verify")  # what is computed; how it is rendered changes no verdict
_SUFFIXES = frozenset({".py", ".json", ".toml"})  # the ledgers are input, not code
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
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted(path for path in (root / package).rglob("*") if path.suffix in _SUFFIXES):
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that decide, read from their metadata: nothing is imported."""
    found = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    return {"python": f"{platform.python_implementation()} {platform.python_version()}", **found}


def surroundings() -> str:
    """SHA-256 of code and versions together."""
    return hashlib.sha256(canonical([code_digest(), versions()]).encode()).hexdigest()
