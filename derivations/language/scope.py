"""Declared names as values: symbols with assumptions, tensors of symbols, letters of the free *-algebra, functions and laws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError
from derivations.generic_law import GenericLaw
from derivations.jets import jet_function
from derivations.language.tensor import Tensor
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.language.types import TypeSpec

ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"negative": True},
    "unit": {"positive": True},
    "integer": {"integer": True},
    "natural": {"integer": True, "nonnegative": True},
    "positive integer": {"integer": True, "positive": True},
    "simplex": {"positive": True},
    "symmetric": {"real": True},
    "spd": {"real": True},
    "invertible": {"real": True},
}


def symbol_of(name: str, kind: str) -> sp.Symbol:
    """The SymPy symbol of a declared number."""
    return sp.Symbol(name, **ASSUMPTIONS[kind])


def tensor_of(name: str, spec: TypeSpec) -> Tensor:
    """The tensor of symbols of a declared variable with explicit dimensions; symmetric types share symbols across the diagonal."""
    if not spec.shape:
        return Tensor.scalar(symbol_of(name, spec.kind))
    if len(spec.shape) == 1:
        return Tensor.vector([symbol_of(f"{name}_{i}", spec.kind) for i in range(int(spec.shape[0]))])
    shared = spec.kind in ("symmetric", "spd")
    rows, columns = (int(size) for size in spec.shape)
    places = [[(min(i, j), max(i, j)) if shared else (i, j) for j in range(columns)] for i in range(rows)]
    return Tensor.matrix([[_matrix_symbol(name, i, j, spec.kind) for i, j in row] for row in places])


def _matrix_symbol(name: str, i: int, j: int, kind: str) -> sp.Symbol:
    return symbol_of(f"{name}_{i}_{j}", "positive" if kind == "spd" and i == j else kind)


@dataclass(frozen=True)
class SmoothFunction:
    """An arbitrary smooth function: called, it gives its jet of order zero (one a component)."""

    name: str
    spec: TypeSpec

    def __call__(self, *arguments: Tensor) -> Any:
        """The value at the arguments; shape of the declared result."""
        result = self.spec.result
        assert result is not None  # noqa: S101 - parse_type guarantees it
        flat = tuple(entry for argument in arguments for entry in argument.entries)
        if result.is_abstract:
            return Element.letter(self.name, result.shape, kind=result.kind, arguments=flat)
        if not result.shape:
            return Tensor.scalar(jet_function(self.name, flat))
        layout = tensor_of(self.name, result)
        return layout.map(lambda symbol: jet_function(symbol.name, flat))


@dataclass
class Scope:
    """The meaning of every name at one place of a claim. ``parent`` is the scope around an operator that binds a name."""

    values: dict[str, Any] = field(default_factory=dict)
    parent: Scope | None = None

    def find(self, name: str) -> Any:
        """The value of a name; a missing one is a defect of the kind checker."""
        if name in self.values:
            return self.values[name]
        if self.parent is None:
            message = f"Reading the name {name!r}: expected a declared name. Declare it in `let`."
            raise DerivationError(message)
        return self.parent.find(name)

    def has(self, name: str) -> bool:
        """Whether the name means something here."""
        return name in self.values or (self.parent is not None and self.parent.has(name))


def declare(types: Mapping[str, TypeSpec], instances: Mapping[str, Callable[[Scope], Any]] | None = None) -> Scope:
    """The scope of a claim. ``instances`` replaces declared laws and functions by concrete ones (for witnesses)."""
    scope = Scope()
    special = []
    for name, spec in types.items():
        if spec.kind in ("law", "smooth"):
            special.append((name, spec))
        elif spec.is_abstract:
            scope.values[name] = Element.letter(name, spec.shape, kind=spec.kind)
        else:
            scope.values[name] = tensor_of(name, spec)
    for name, spec in special:
        scope.values[name] = instances[name](scope) if instances and name in instances else _special(name, spec, scope)
    return scope


def _special(name: str, spec: TypeSpec, scope: Scope) -> Any:
    if spec.kind == "smooth":
        return SmoothFunction(name, spec)
    at = tuple(entry for argument in spec.arguments for entry in scope.find(argument).entries)
    return GenericLaw(name, at)
