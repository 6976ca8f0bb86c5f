"""What is known about the symbols beyond their own assumptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sympy as sp


@dataclass(frozen=True)
class Facts:
    """Knowledge that holds at every point of the domain.

    ``substitutions`` maps a symbol to the expression that parametrises it (``p -> t/(1 + t)`` with ``t > 0`` for ``p`` in (0, 1)); the
    parametrisation must reach every admissible value. ``positive``, ``nonnegative`` and ``nonzero`` are expressions with that property.
    """

    substitutions: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    positive: tuple[sp.Expr, ...] = ()
    nonnegative: tuple[sp.Expr, ...] = ()
    nonzero: tuple[sp.Expr, ...] = ()

    def key(self) -> tuple[object, ...]:
        """A hashable copy, for caches."""
        return (tuple(sorted(self.substitutions.items(), key=str)), self.positive, self.nonnegative, self.nonzero)
