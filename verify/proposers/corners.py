"""Points at which several bounds are met at once: ``x*y < 6`` for ``x <= 2`` and ``y <= 3`` fails at a corner only."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from flint import fmpq

from derivations.language.tensor import Tensor
from verify.points.roots import roots_in
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sympy as sp

    from derivations.balls.point import Point
    from verify.problem import Problem

MOST = 64  # corners
RELATIONS = ("positive", "nonnegative")


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first point with two or more coordinates moved to where a bound that names no other one holds with equality."""
    ends: dict[sp.Symbol, list[sp.Expr]] = {}
    for goal in problem.domain.hypotheses:
        entries = goal.residual.entries if goal.relation == "nonnegative" and isinstance(goal.residual, Tensor) else ()
        for entry in (entry for entry in entries if len(entry.free_symbols) == 1):
            symbol = next(iter(entry.free_symbols))
            ends.setdefault(symbol, []).extend(roots_in(entry, symbol))
    if len(ends) > 1 and any(goal.relation in RELATIONS for goal in problem.goals):
        symbols = sorted(ends, key=str)
        for corner in itertools.islice(itertools.product(*(dict.fromkeys(ends[symbol]) for symbol in symbols)), MOST):
            yield bases[0].extended({symbol: _number(place) for symbol, place in zip(symbols, corner, strict=True)})


def _number(place: sp.Expr) -> fmpq | sp.Expr:
    return fmpq(int(place.p), int(place.q)) if place.is_Rational else place


PROPOSER = Proposer("corners", propose)
