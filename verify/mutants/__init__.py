"""Mutant operators: small changes of a statement that a sound checker must be able to refute. One theme a file, discovered."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator, Mapping

    from derivations.language.types import TypeSpec

Level = Literal["expression", "definition"]
Types: TypeAlias = "Mapping[str, TypeSpec]"


@dataclass(frozen=True)
class Operator:
    """One kind of change.

    ``changes`` gives, for a node of the statement, every node that may stand in its place; it never alters the node itself. The
    ``definition`` level changes what a word means (the arguments of KL swapped, a factor 1/2 dropped, another measure); the ``expression``
    level changes signs, factors, terms, exponents and indices. ``declared`` gives further changes that depend on the declared types.
    """

    name: str
    level: Level
    changes: Callable[[ast.expr], Iterator[ast.expr]]
    declared: Callable[[ast.expr, Types], Iterator[ast.expr]] | None = None

    def of(self, node: ast.expr, types: Types) -> Iterator[ast.expr]:
        """Every node that may stand in the place of one, in a statement whose names have these types."""
        yield from self.changes(node)
        if self.declared is not None:
            yield from self.declared(node, types)


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
