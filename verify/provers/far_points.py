"""Refutation of equalities farther out than the search looks: functions with periods, roots of squares, integrals over longer ranges.

``asin(sin(x)) == x`` holds up to a quarter of a turn, ``integrate(abs(cos(y)), y, 0, x) == sin(x)`` too, and if hypotheses allow little
more, that lies at their bounds; ``entropy(Poisson(a)) <= log(2*pi*exp(1)*a)/2`` holds down to 1/8. Mutants are not looked at so closely:
a statement that nobody proves is.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from flint import fmpq

from derivations.balls.precision import QUICK
from verify.numeric_support import has_quadrature, is_explicit
from verify.points.boundary_points import boundary_points
from verify.points.instances import sample_problem
from verify.points.nearby_points import nearby_points
from verify.points.switching_points import bound_points
from verify.provers import Prover
from verify.provers.ball_refutation import first_refutation
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.balls.point import Point
    from verify.problem import Problem

NAME = "far points"
TRIES, BASES = 12, 2
FACTORS = (fmpq(5), fmpq(-5), fmpq(20), fmpq(-20))
ENDS_OF_INTEGRALS = 8
OF_INTEGRALS = (fmpq(4), fmpq(-4), fmpq(12), fmpq(1, 16), fmpq(1, 256))  # every point is a certified quadrature


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Look at multiples of drawn points and at the ends of the domain; inequalities without integrals have been looked at there."""
    is_dear = has_quadrature(problem)
    goals = [goal for goal in problem.goals if goal.relation == "zero" or is_dear]
    if not goals or not is_explicit(problem):
        return None
    drawn = (sample_problem(problem, generator, push=2 * attempt >= TRIES) for attempt in range(TRIES))
    bases = list(itertools.islice((point for point in drawn if point is not None), BASES))
    points = nearby_points(problem, bases, OF_INTEGRALS if is_dear else FACTORS, farthest=not is_dear)
    ends = itertools.chain(bound_points(problem, bases), boundary_points(problem, bases) if is_dear else ())
    within = itertools.islice(ends, ENDS_OF_INTEGRALS if is_dear else None)
    doubts: list[Point] = []
    found = first_refutation(problem, goals, itertools.chain(points, within), QUICK, doubts)
    return found or (_doubt(doubts[0]) if doubts else None)


def _doubt(point: Point) -> Finding:
    """What takes support away: an enclosure is rigorous, and a refutation asks for two evaluators."""
    shown = ", ".join(f"{symbol} = {value}" for symbol, value in sorted(point.items(), key=str))
    detail = f"it fails by an enclosure at {shown}, which no second evaluator confirms"
    return Finding("inconclusive", "searched", ("python-flint arb",), detail)


PROVER = Prover(NAME, 795, _decide)
