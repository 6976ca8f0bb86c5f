"""Mutant operators: small changes of a statement that a sound checker must be able to refute. One theme a file, discovered."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator

Level = Literal["expression", "definition"]


@dataclass(frozen=True)
class Operator:
    """One kind of change.

    ``changes`` gives, for a node of the statement, every node that may stand in its place; it never alters the node itself. The
    ``definition`` level changes what a word means (the arguments of KL swapped, a factor 1/2 dropped, another measure); the ``expression``
    level changes signs, factors, terms, exponents and indices.
    """

    name: str
    level: Level
    changes: Callable[[ast.expr], Iterator[ast.expr]]


@cache
def operators() -> tuple[Operator, ...]:
    """All operators of this folder, sorted by level and name; two of one name are an error."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found = [operator for module in modules for operator in getattr(module, "OPERATORS", ())]
    names = [operator.name for operator in found]
    if len(set(names)) != len(names):
        message = f"Discovering mutant operators: expected distinct names, got {sorted(names)}. Rename one of them."
        raise RuntimeError(message)
    return tuple(sorted(found, key=lambda operator: (operator.level, operator.name)))
