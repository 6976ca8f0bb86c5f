"""Refutation of equalities farther out than the search looks: functions with periods, roots of squares, integrals over longer ranges.

``asin(sin(x)) == x`` holds up to a quarter of a turn, ``integrate(abs(cos(y)), y, 0, x) == sin(x)`` too. Mutants are not looked at so
closely: a statement that nobody proves is.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from flint import fmpq

from derivations.balls.precision import QUICK
from verify.instances import sample_problem
from verify.nearby_points import nearby_points
from verify.numeric_support import has_quadrature, is_explicit
from verify.provers import Prover
from verify.provers.ball_refutation import first_refutation

if TYPE_CHECKING:
    import random

    from verify.problem import Problem
    from verify.verdict import Finding

NAME = "far points"
TRIES, BASES = 12, 2
FACTORS = (fmpq(5), fmpq(-5), fmpq(20), fmpq(-20))
OF_INTEGRALS = (fmpq(4), fmpq(-4), fmpq(12))  # every point is a certified quadrature


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Look at all goals at multiples of drawn points; inequalities have been looked at, but for those of integrals."""
    is_dear = has_quadrature(problem)
    goals = [goal for goal in problem.goals if goal.relation == "zero" or is_dear]
    if not goals or not is_explicit(problem):
        return None
    drawn = (sample_problem(problem, generator) for _ in range(TRIES))
    bases = list(itertools.islice((point for point in drawn if point is not None), BASES))
    points = nearby_points(problem, bases, OF_INTEGRALS if is_dear else FACTORS, farthest=not is_dear)
    return first_refutation(problem, goals, points, QUICK)


PROVER = Prover(NAME, 795, _decide)
