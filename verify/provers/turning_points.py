"""Refutation of inequalities beside roots that nobody can name: where an entry, a part of it or its slope changes its sign.

``(gamma(x) - 3)**2 >= 1/10**9`` fails in an interval that no random point meets. Mutants are not looked at so closely: a statement that
nobody proves is.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import mpmath
import sympy as sp
from flint import fmpq

from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import LADDER
from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from verify.numeric_support import has_unevaluated, is_explicit
from verify.points.descent import Descent, can_descend
from verify.points.instances import sample_problem
from verify.points.sign_changes import SHORT, beside, parts_of, roots_between
from verify.provers import Prover
from verify.provers.ball_refutation import first_refutation

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem
    from verify.verdict import Finding

NAME = "turning points"
TRIES = 12
BASES, STARTS = 2, 6  # points beside whose roots one looks, and from which one descends
MOST = 200  # points
SIMPLE, FINE = 60, 10**30  # denominators


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Look at the inequalities of numbers at points beside the roots; the other goals need not be of that kind."""
    goals = [goal for goal in problem.goals if goal.relation in ("positive", "nonnegative")]
    if not goals or not is_explicit(problem) or has_unevaluated(problem):
        return None
    drawn = (sample_problem(problem, generator) for _ in range(TRIES))
    bases = itertools.islice((point for point in drawn if point is not None), STARTS)
    starts = list(bases)
    points = (point for base in starts[:BASES] for goal in goals for point in _beside(goal, base, problem))
    lowest = (point for goal in goals for base in starts for point in _lowest(goal, base))
    return first_refutation(problem, goals, itertools.chain(itertools.islice(points, MOST), lowest), LADDER[1])


def _beside(goal: Goal, base: Point, problem: Problem) -> Iterator[Point]:
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in base.items() if isinstance(value, fmpq)}
    entries = goal.residual.entries if isinstance(goal.residual, Tensor) else ()
    for entry in (entry for entry in entries if entry.count_ops() <= SHORT):
        for symbol in sorted(entry.free_symbols & set(places), key=str):
            others = {other: value for other, value in places.items() if other != symbol}
            alone = replaced(replaced(entry, problem.domain.solved), others)
            for root in (root for part in (*parts_of(alone, symbol), sp.diff(alone, symbol)) for root in roots_between(part, symbol)):
                yield from (base.extended({symbol: number}) for number in beside(root))


def _lowest(goal: Goal, base: Point) -> Iterator[Point]:
    """Where descents from a point end, as they are and rounded to simple fractions."""
    for height in goal.residual.entries if isinstance(goal.residual, Tensor) else ():
        try:
            found = Descent(height).from_point(base) if can_descend(height) else None
        except (CannotEncloseError, mpmath.libmp.NoConvergence):
            continue
        if found is not None:
            yield base.extended({symbol: _rounded(at, SIMPLE) for symbol, at in found.items()})
            yield base.extended({symbol: _rounded(at, FINE) for symbol, at in found.items()})


def _rounded(number: fmpq, denominator: int) -> fmpq:
    return fmpq(int((number * denominator + fmpq(1, 2)).floor()), denominator)


PROVER = Prover(NAME, 790, _decide)
