"""Values of laws: a density is asserted at them, and what says that something is one is demanded as what says that a law exists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.linear_algebra import determinant
from derivations.support import Box, Counts, Integers, Interval, PositiveDefinite, Simplex, Sphere, Spins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from derivations.language.tensor import Tensor
    from derivations.support import Support


@dataclass(frozen=True)
class Value:
    """What is taken for a value of a law with a support."""

    law: str
    support: Support
    y: Tensor

    def __str__(self) -> str:
        """In words, for errors."""
        return f"a value of {self.law}"

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The symbols of the value and of the ends of the support."""
        return set().union(*(entry.free_symbols for entry in (*self.y.entries, *self.support.ends)))

    def map(self, function: Callable[[sp.Expr], sp.Expr]) -> Value:
        """The same with every expression transformed, e.g. by a substitution."""
        support = replace(self.support, total=function(self.support.total)) if isinstance(self.support, Counts) else self.support
        return replace(self, support=support, y=self.y.map(function))

    def demands(self) -> Iterator[tuple[str, sp.Expr]]:
        """What must hold and assumptions do not show: "positive", "nonnegative", "integer", or "zero" of what must vanish."""
        for kind, expression in self._demands():
            known = sp.expand(expression) == 0 if kind == "zero" else getattr(expression, f"is_{kind}")
            if not known:
                yield kind, expression

    def _demands(self) -> Iterator[tuple[str, sp.Expr]]:
        entries = self.y.entries
        match self.support:
            case Integers():
                yield "integer", self.y.item
            case Simplex():
                yield from (("positive", entry) for entry in entries)
                yield "zero", sp.Add(*entries) - 1
            case Counts(total=total):
                yield from ((kind, entry) for entry in entries for kind in ("nonnegative", "integer"))
                yield "zero", sp.Add(*entries) - total
            case Box(sides=sides):
                yield from (pair for side, entry in zip(sides, entries, strict=True) for pair in _between(side, entry))
            case Sphere():
                yield "zero", sp.Add(*(entry**2 for entry in entries)) - 1
            case Spins():
                yield from (("zero", entry**2 - 1) for entry in entries)
            case PositiveDefinite():
                yield from _definite(self.y.rows())


def _between(side: Interval, entry: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    yield from (("positive", gap) for gap in (entry - side.low, side.high - entry) if not gap.has(sp.oo))


def _definite(rows: list[list[sp.Expr]]) -> Iterator[tuple[str, sp.Expr]]:
    """Symmetry, and Sylvester's criterion."""
    yield from (("zero", rows[i][j] - rows[j][i]) for i in range(len(rows)) for j in range(i))
    yield from (("positive", determinant([row[:size] for row in rows[:size]])) for size in range(1, len(rows) + 1))
