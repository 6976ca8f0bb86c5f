"""Refutation of statements about every dimension: an exact point in small dimensions, evaluated twice."""

from __future__ import annotations

import contextlib
from itertools import islice
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import UnsupportedError
from derivations.star_algebra.point import BallPoint
from verify.convexity.hypotheses import is_moved
from verify.provers import Prover
from verify.provers.free_algebra import is_star
from verify.star.descent import descend
from verify.star.failures import certain_failure, exact_failure
from verify.star.hypotheses import solved_problem
from verify.star.points import draw, names_of, small_dimensions
from verify.star.witnesses import confirmed

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from verify.problem import Goal, Problem
    from verify.verdict import Finding

TRIES = 14
_DRAWS = 20  # draws for one choice of dimensions until the hypotheses hold
_DESCENTS = 4
_ZEROS = 8  # points at which every other letter or number that may vanish does
STRICT = frozenset({"positive", "nonzero", "pd"})  # what may fail where something vanishes


def refute_star(problem: Problem, generator: random.Random, tries: int = TRIES) -> Finding | None:
    """Search for an exact point at which some goal about elements fails.

    Returns:
        A finding ``refuted`` with its witness; ``disputed`` if the second evaluator contradicts the first; ``None`` if no point was found.
    """
    if not any(is_star(goal) for goal in problem.goals) or any(map(is_moved, problem.domain.everywhere)):
        return None  # small sizes have the Hessian as numbers, and show where a function is convex
    problem = solved_problem(problem)
    goals = [goal for goal in problem.goals if is_star(goal)]
    for attempt, dimensions in zip(range(tries), small_dimensions(names_of(problem)), strict=False):
        evaluation = drawn(problem, dimensions, generator, flat=2 * attempt >= tries)
        if evaluation is None:
            continue
        for goal in goals:
            found = against(goal, evaluation)
            if found is None and attempt < _DESCENTS:
                found = _downhill(problem, goal, evaluation, generator)
            if found is not None:
                return found
    return _at_zeros(problem, goals, generator)


def _at_zeros(problem: Problem, goals: Sequence[Goal], generator: random.Random) -> Finding | None:
    """The same for strict goals where matrices, vectors and numbers vanish."""
    strict = [goal for goal in goals if goal.relation in STRICT]
    for dimensions in islice(small_dimensions(names_of(problem)), _ZEROS if strict else 0):
        evaluation = drawn(problem, dimensions, generator, flat=False, zeros=True)
        findings = (against(goal, evaluation) for goal in strict) if evaluation is not None else ()
        if found := next((finding for finding in findings if finding is not None), None):
            return found
    return None


def drawn(problem: Problem, dimensions: dict[str, int], generator: random.Random, *, flat: bool, zeros: bool = False) -> Evaluation | None:
    """A point of the domain in the given dimensions; ``None`` if the draws have none."""
    found = (draw(problem, dimensions, generator, flat=flat, zeros=zeros) for _ in range(_DRAWS))
    return next((evaluation for evaluation in found if evaluation is not None), None)


def against(goal: Goal, evaluation: Evaluation) -> Finding | None:
    """A finding if the goal certainly fails at the point, exactly or in balls, and the second evaluator has been asked."""
    with contextlib.suppress(ZeroDivisionError, DerivationError):
        try:
            return _contradiction(goal, evaluation)
        except UnsupportedError:
            balls = Evaluation(BallPoint(evaluation.point))
            failure = certain_failure(goal, balls)
            return confirmed(goal, balls, failure) if failure is not None else None
    return None


def _downhill(problem: Problem, goal: Goal, evaluation: Evaluation, generator: random.Random) -> Finding | None:
    """The same at a lower point, for goals about the sign of a number."""
    if goal.relation not in ("nonnegative", "positive"):
        return None
    with contextlib.suppress(ZeroDivisionError, DerivationError):
        return _contradiction(goal, descend(problem, goal.residual.recipe, evaluation, generator))
    return None


def _contradiction(goal: Goal, evaluation: Evaluation) -> Finding | None:
    """A finding if the goal fails at the point, exactly."""
    failure = exact_failure(goal, evaluation)
    return confirmed(goal, evaluation, failure) if failure is not None else None


PROVER = Prover("star_refutation", 8, refute_star)
