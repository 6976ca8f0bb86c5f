"""Support in every dimension: at exact random matrices of several small sizes every goal holds, exactly or within enclosures."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from flint import arb

from derivations.balls.agreement import EXACT
from derivations.balls.precision import working
from derivations.errors import DerivationError
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import UnsupportedError
from derivations.star_algebra.point import BallPoint
from verify.provers import Prover
from verify.provers.free_algebra import is_star, sides
from verify.provers.star_refutation import against, drawn
from verify.star_failures import exact_failure
from verify.star_hypotheses import solved_problem
from verify.star_points import names_of, small_dimensions
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Goal, Problem

NAME = "sampled dimensions"
POINTS = 70  # ten rounds of the choices of small sizes
TRIES = 140
LARGER, EVERY = 7, 10  # every tenth point has larger matrices
BITS, DIGITS = 256, 30  # of enclosures


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Support where every goal is about elements and holds at enough points; what fails at one of them is refuted there."""
    if not problem.goals or not all(is_star(goal) for goal in problem.goals):
        return None
    problem = solved_problem(problem)
    found: list[int] = []
    names = names_of(problem)
    for attempt, small in enumerate(islice(small_dimensions(names), TRIES)):
        sizes = dict.fromkeys(names, LARGER) if attempt % EVERY == EVERY - 1 else small  # what holds for small numbers only fails there
        evaluation = drawn(problem, sizes, generator, flat=attempt % 2 == 1)
        if evaluation is None:
            continue
        try:
            agreed = [_digits(goal, evaluation) for goal in problem.goals]
        except ZeroDivisionError:
            continue
        if None in agreed:
            return against(problem.goals[agreed.index(None)], evaluation)
        found.append(min(digits for digits in agreed if digits is not None))
        if len(found) == POINTS:
            return _finding(found)
    return None


def _finding(found: list[int]) -> Finding:
    shown = "decided exactly" if min(found) == EXACT else f"enclosures agree to {min(found)} digits"
    detail = f"{shown} at {POINTS} exact random points of small dimensions; no proof for every dimension"
    return Finding("supported", "certified", ("python-flint",), detail)


def _digits(goal: Goal, evaluation: Evaluation) -> int | None:
    """The digits to which a goal holds at a point; ``None`` if it fails or nothing is certain.

    Raises:
        ZeroDivisionError: the goal is not defined there.
    """
    try:
        return EXACT if exact_failure(goal, evaluation) is None else None
    except UnsupportedError:
        with suppress(DerivationError), working(BITS):
            return _enclosed(goal, Evaluation(BallPoint(evaluation.point)))
    return None


def _enclosed(goal: Goal, balls: Evaluation) -> int | None:
    """Enclosures of equalities and signs; definiteness and proportionality of enclosed values stay open."""
    if goal.relation == "zero":
        left, right = sides(goal)
        return _least([_vanishing(gap) for gap in (balls.value(left.recipe) - balls.value(right.recipe)).entries()])
    if goal.relation not in ("nonnegative", "positive"):
        return None
    values = balls.value(goal.residual.recipe).entries()
    is_strict = goal.relation == "positive"
    return _least([EXACT if value > 0 else None if is_strict else _vanishing(value) for value in values])


def _least(found: list[int | None]) -> int | None:
    return None if None in found else min((digits for digits in found if digits is not None), default=EXACT)


def _vanishing(value: arb) -> int | None:
    """The digits asked for, if a value is zero to so many."""
    return DIGITS if value.contains(0) and value.abs_upper() < arb(10) ** -DIGITS else None


PROVER = Prover(NAME, 810, _decide)
