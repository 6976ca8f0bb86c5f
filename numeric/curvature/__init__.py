"""Curvature matrices as linear operators: one file each, which holds one constant ``MATRIX``, the class; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numeric.curvature.operator import Curvature

MACHINERY = frozenset({"dual", "gram", "inverses", "joint", "kronecker", "operator", "output", "sample_space"})


@cache
def matrices() -> Mapping[str, type[Curvature]]:
    """All matrices by name, in alphabetical order; each is called with a linearisation and options of its own.

    >>> "fisher" in matrices()
    True
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in MACHINERY)
    found = {name: importlib.import_module(f"{__name__}.{name}").MATRIX for name in modules}
    wrong = [name for name, each in found.items() if each.name != name]
    if wrong:
        message = f"reading the curvature matrices: expected each to be named as its file, got others in {', '.join(wrong)}. Rename them."
        raise DomainError(message)
    return MappingProxyType(found)


def matrix(name: str) -> type[Curvature]:
    """The matrix of this name.

    Raises:
        DomainError: there is none; the message lists those there are.
    """
    if name not in matrices():
        message = f"choosing a curvature matrix: expected one of {', '.join(matrices())}, got {name!r}. Add numeric/curvature/{name}.py."
        raise DomainError(message)
    return matrices()[name]
