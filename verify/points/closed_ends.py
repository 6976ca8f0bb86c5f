"""Points at the ends that belong to a domain: where a number that may be zero is zero, and where a hypothesis with ``>=`` is an equation.

The integral of a*x/(1 + a*x**2)**2 from 0 to infinity is 1/2 for every positive a, and 0 where a = 0. Nothing here is trusted: every
point is checked like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from verify.points.roots import LARGEST, roots_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from verify.problem import Problem

MOST = 5  # numbers that are moved by themselves, the first ones by name


def closed_ends(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first point with one number at a closed end of its domain, then with all that may be zero there."""
    if not bases:
        return
    base = bases[0]
    free = sorted((symbol for symbol in base if symbol not in problem.domain.solved and isinstance(base.get(symbol), fmpq)), key=str)
    alone = [symbol for symbol in free if symbol.is_nonnegative and symbol.is_zero is None][:MOST]
    yield from (base.extended({symbol: fmpq(0)}) for symbol in alone)
    if len(alone) > 1:
        yield base.extended(dict.fromkeys(alone, fmpq(0)))
    for bound in _bounds(problem)[:MOST]:
        for symbol in sorted(bound.free_symbols & set(free), key=str):
            others = {other: sp.Rational(int(base[other].p), int(base[other].q)) for other in free if other != symbol}
            yield from (base.extended({symbol: _exact(root)}) for root in roots_in(replaced(bound, others), symbol))


def _exact(root: sp.Expr) -> fmpq | sp.Expr:
    return fmpq(int(root.p), int(root.q)) if root.is_Rational else root


def _bounds(problem: Problem) -> list[sp.Expr]:
    """What hypotheses say is not negative, as far as it is short."""
    goals = [goal for goal in problem.domain.hypotheses if goal.relation == "nonnegative"]
    return [entry for goal in goals if isinstance(goal.residual, Tensor) for entry in goal.residual.entries if entry.count_ops() <= LARGEST]
