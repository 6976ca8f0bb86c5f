"""Refutation of inequalities beside roots that nobody can name: where an entry, a part of it or its slope changes its sign.

``(gamma(x) - 3)**2 >= 1/10**9`` fails in an interval that no random point meets. Mutants are not looked at so closely: a statement that
nobody proves is.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.precision import LADDER
from derivations.language.tensor import Tensor
from verify.instances import sample_problem
from verify.numeric_support import has_unevaluated, is_explicit
from verify.provers import Prover
from verify.provers.ball_refutation import first_refutation
from verify.sign_changes import SHORT, beside, parts_of, roots_between

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem
    from verify.verdict import Finding

NAME = "turning points"
TRIES = 12
BASES = 2
MOST = 200  # points


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Look at the inequalities of numbers at points beside the roots; the other goals need not be of that kind."""
    goals = [goal for goal in problem.goals if goal.relation in ("positive", "nonnegative")]
    if not goals or not is_explicit(problem) or has_unevaluated(problem):
        return None
    drawn = (sample_problem(problem, generator) for _ in range(TRIES))
    bases = itertools.islice((point for point in drawn if point is not None), BASES)
    points = (point for base in bases for goal in goals for point in _beside(goal, base, problem))
    return first_refutation(problem, goals, itertools.islice(points, MOST), LADDER[1])


def _beside(goal: Goal, base: Point, problem: Problem) -> Iterator[Point]:
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in base.items() if isinstance(value, fmpq)}
    entries = goal.residual.entries if isinstance(goal.residual, Tensor) else ()
    for entry in (entry for entry in entries if entry.count_ops() <= SHORT):
        for symbol in sorted(entry.free_symbols & set(places), key=str):
            others = {other: value for other, value in places.items() if other != symbol}
            alone = entry.xreplace(dict(problem.domain.solved)).xreplace(others)
            for root in (root for part in (*parts_of(alone, symbol), sp.diff(alone, symbol)) for root in roots_between(part, symbol)):
                yield from (base.extended({symbol: number}) for number in beside(root))


PROVER = Prover(NAME, 790, _decide)
