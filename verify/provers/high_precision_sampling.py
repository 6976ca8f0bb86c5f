"""Support by mpmath at exact random points, for goals that the tables of balls do not cover: agreement, not proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError, NotDefinedError
from derivations.balls.precision import QUICK
from derivations.balls.second_opinion import second_opinion
from verify.contrary import contrary_is_proved
from verify.numeric_support import has_quadrature, is_explicit, sides_of
from verify.points.instances import is_defined, is_member, sample_problem
from verify.points.near_zero import near_zero
from verify.points.nearby_points import nearby_points
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    import sympy as sp

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem

POINTS, TRIES = 8, 24
DIGITS = 30
LARGEST = 10**9  # of a side
FACTORS = (fmpq(4), fmpq(-4), fmpq(12))  # how much farther out one looks in the end
ENOUGH = 12  # digits of agreement, relative to the sides


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """The goals of sampled values: equalities and inequalities; definiteness and proportionality are left alone."""
    if not is_explicit(problem) or any(goal.relation not in CHECKS for goal in problem.goals):
        return None
    confirmed: list[int] = []
    sides: set[tuple[int, ...]] = set()
    bases: list[Point] = []
    for attempt in range(TRIES):
        point = sample_problem(problem, generator, push=not confirmed and 2 * attempt >= TRIES)
        if point is None:
            continue
        try:
            digits = min(CHECKS[goal.relation](goal, point) for goal in problem.goals)
            sides.add(sides_of(problem, point))
        except NotDefinedError:
            continue
        except (CannotEncloseError, mpmath.libmp.NoConvergence):
            return None
        if digits < ENOUGH or len(sides) > 1:
            return None
        confirmed.append(digits)
        bases.append(point)
        if len(confirmed) == POINTS and (contrary_is_proved(problem, generator) or _fails_farther_out(problem, bases)):
            return None
        if len(confirmed) == POINTS and (doubt := near_zero(problem, generator)):
            return doubt
        if len(confirmed) == POINTS:
            detail = f"agreement to {min(confirmed)} digits at {POINTS} exact random points"
            return Finding("supported", "numeric", (f"mpmath {DIGITS} digits",), detail)
    return None


def _fails_farther_out(problem: Problem, bases: list[Point]) -> bool:
    """Whether the goals fail at a multiple of a point: functions with periods agree for a while.

    A quadrature that does not settle there counts, too: it may well be that it settles only where they agree.
    """
    farthest = max(bases, key=lambda base: max((abs(value) for value in base.values() if isinstance(value, fmpq)), default=fmpq(0)))
    for point in nearby_points(problem, [farthest], FACTORS, farthest=False):
        evaluation = Evaluation(point, QUICK)
        try:
            is_inside = is_member(problem.domain, evaluation) and is_defined(problem, evaluation)
            if is_inside and min(CHECKS[goal.relation](goal, point) for goal in problem.goals) < ENOUGH:
                return True
        except NotDefinedError:
            continue
        except (CannotEncloseError, mpmath.libmp.NoConvergence):
            return has_quadrature(problem)
    return False


def _equal(goal: Goal, point: Point) -> int:
    """The digits to which the residual vanishes beside the larger side."""
    sides = [value.entries for value in (goal.left, goal.right) if value is not None]
    found = [DIGITS]
    for position, entry in enumerate(goal.residual.entries):
        value = abs(second_opinion(entry, point, DIGITS))
        scale = max([mpmath.mpf(1), *(abs(second_opinion(side[position], point, DIGITS)) for side in sides if position < len(side))])
        if scale > LARGEST:  # a term of ordinary size would be lost in the rounding of such sides
            message = f"expected sides of at most {LARGEST}, got larger ones"
            raise CannotEncloseError(message)
        if value:
            found.append(int(mpmath.floor(-mpmath.log10(value / scale))))
    return min(found)


def _different(goal: Goal, point: Point) -> int:
    return DIGITS if any(_is_clear(entry, point) for entry in goal.residual.entries) else 0


def _is_clear(entry: sp.Expr, point: Point) -> bool:
    return bool(abs(second_opinion(entry, point, DIGITS)) > mpmath.mpf(10) ** -ENOUGH)


def _signed(goal: Goal, point: Point) -> int:
    """Clearly positive entries, or entries that vanish to within rounding where that is allowed."""
    values: list[Any] = [second_opinion(entry, point, DIGITS) for entry in goal.residual.entries]
    slack = mpmath.mpf(10) ** -ENOUGH
    return DIGITS if all(value > (slack if goal.relation == "positive" else -slack) for value in values) else 0


CHECKS: dict[str, Callable[[Goal, Point], int]] = {"zero": _equal, "nonzero": _different, "nonnegative": _signed, "positive": _signed}

PROVER = Prover("high precision sampling", 900, _decide)
