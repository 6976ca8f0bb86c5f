"""Refutation of statements about every dimension: an exact point in small dimensions, re-evaluated in balls."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq

from derivations.errors import DerivationError
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import UnsupportedError
from derivations.star_algebra.point import BallPoint
from derivations.star_algebra.quadratic import negative_direction
from verify.provers import Prover
from verify.provers.free_algebra import is_star, sides
from verify.star_descent import descend
from verify.star_hypotheses import solved_problem
from verify.star_points import dependent, draw, names_of, small_dimensions
from verify.verdict import Finding, Witness

if TYPE_CHECKING:
    import random

    from verify.problem import Goal, Problem

TRIES = 14
_DRAWS = 20  # draws for one choice of dimensions until the hypotheses hold
_DESCENTS = 4
_LONGEST = 400


def refute_star(problem: Problem, generator: random.Random, tries: int = TRIES) -> Finding | None:
    """Search for an exact point at which some goal about elements fails.

    Returns:
        A finding ``refuted`` with its witness; ``disputed`` if balls contradict the exact value; ``None`` if no point was found.
    """
    if not any(is_star(goal) for goal in problem.goals):
        return None
    problem = solved_problem(problem)
    goals = [goal for goal in problem.goals if is_star(goal)]
    for attempt, dimensions in zip(range(tries), small_dimensions(names_of(problem)), strict=False):
        evaluation = _first(problem, dimensions, generator)
        if evaluation is None:
            continue
        for goal in goals:
            try:
                found = _contradiction(goal, evaluation)
                if found is None and attempt < _DESCENTS:
                    found = _downhill(problem, goal, evaluation, generator)
            except UnsupportedError:
                found = _in_balls(goal, evaluation)
            except (ZeroDivisionError, DerivationError):
                continue
            if found is not None:
                return found
    return None


def _first(problem: Problem, dimensions: dict[str, int], generator: random.Random) -> Evaluation | None:
    found = (draw(problem, dimensions, generator) for _ in range(_DRAWS))
    return next((evaluation for evaluation in found if evaluation is not None), None)


def _downhill(problem: Problem, goal: Goal, evaluation: Evaluation, generator: random.Random) -> Finding | None:
    """The same at a lower point, for goals about the sign of a number."""
    if goal.relation not in ("nonnegative", "positive"):
        return None
    return _contradiction(goal, descend(problem, goal.residual.recipe, evaluation, generator))


def _contradiction(goal: Goal, evaluation: Evaluation) -> Finding | None:
    """A finding if the goal fails at the point, exactly."""
    if goal.relation in ("psd", "pd"):
        return _indefinite(goal, evaluation)
    if goal.relation in ("zero", "proportional", "positively_proportional"):
        return _unequal(goal, evaluation)
    values = evaluation.value(goal.residual.recipe).entries()
    if goal.relation == "nonzero":
        return _finding(goal, evaluation, values[0], "every entry is exactly zero") if all(value == 0 for value in values) else None
    for value in values:
        if value < 0 or (goal.relation == "positive" and value == 0):
            return _finding(goal, evaluation, value, f"an entry that should be {goal.relation} is {value}")
    return None


def _unequal(goal: Goal, evaluation: Evaluation) -> Finding | None:
    left, right = sides(goal) if goal.relation == "zero" else (goal.left, goal.right)
    a, b = evaluation.value(left.recipe), evaluation.value(right.recipe)
    if goal.relation != "zero":
        if dependent(a.entries(), b.entries(), positive=goal.relation == "positively_proportional"):
            return None
        multiples = "positive multiples" if goal.relation == "positively_proportional" else "multiples"
        detail = f"the two sides are not {multiples} of each other"
        return Finding("refuted", "certified", ("fmpq_mat",), detail, witness=_witness(evaluation, a, b, f"exactly: {detail}"))
    if a == b:
        return None
    place, gap = next((divmod(i, a.ncols()), gap) for i, gap in enumerate((a - b).entries()) if gap != 0)
    second = Evaluation(BallPoint(evaluation.point))
    ball = second.value(left.recipe)[place] - second.value(right.recipe)[place]
    where = f"entry {place[0]},{place[1]} of left - right" if len(a.entries()) > 1 else "left - right"
    witness = _witness(evaluation, a, b, f"{where} is exactly {gap}, in balls {ball.str(8)}")
    if not ball.overlaps(arb(gap)):
        return Finding("disputed", "", ("fmpq_mat", "arb_mat"), "two evaluations at one exact point disagree", witness=witness)
    return Finding("refuted", "certified", ("fmpq_mat", "arb_mat"), f"{where} is {gap}", witness=witness)


def _indefinite(goal: Goal, evaluation: Evaluation) -> Finding | None:
    matrix = evaluation.value(goal.residual.recipe)
    direction = negative_direction(matrix, strict=goal.relation == "pd")
    if direction is None:
        return None
    form = sum((a * matrix[i, j] * b for i, a in enumerate(direction) for j, b in enumerate(direction)), fmpq(0))
    text = f"[{', '.join(map(str, direction))}]"
    point = {**_point(evaluation), "direction": text}
    witness = Witness(point, _text(matrix), "", f"direction^T A direction is exactly {form}")
    return Finding("refuted", "certified", ("fmpq_mat",), f"the quadratic form is {form} in the direction {text}", witness=witness)


def _in_balls(goal: Goal, evaluation: Evaluation) -> Finding | None:
    """The same for values that are not rational: some entry has to be certainly wrong."""
    with contextlib.suppress(DerivationError, ZeroDivisionError):
        return _certainly_wrong(goal, evaluation)
    return None


def _certainly_wrong(goal: Goal, evaluation: Evaluation) -> Finding | None:
    balls = Evaluation(BallPoint(evaluation.point))
    if goal.relation == "zero":
        left, right = (balls.value(side.recipe) for side in sides(goal))
        wrong = [gap for gap in (left - right).entries() if not gap.contains(0)]
    elif goal.relation in ("nonnegative", "positive"):
        left = balls.value(goal.residual.recipe)
        right = left - left
        wrong = [value for value in left.entries() if value < 0]
    else:
        return None
    if not wrong:
        return None
    witness = Witness(_point(evaluation), _text(left), _text(right), wrong[0].str(15))
    return Finding("refuted", "certified", ("arb_mat",), f"an entry is {wrong[0].str(8)}", witness=witness)


def _finding(goal: Goal, evaluation: Evaluation, value: Any, detail: str) -> Finding:
    matrix = evaluation.value(goal.residual.recipe)
    ball = Evaluation(BallPoint(evaluation.point)).value(goal.residual.recipe)
    witness = Witness(_point(evaluation), _text(matrix), "0", f"exactly {value}")
    if not all(enclosure.overlaps(arb(exact)) for enclosure, exact in zip(ball.entries(), matrix.entries(), strict=True)):
        return Finding("disputed", "", ("fmpq_mat", "arb_mat"), "two evaluations at one exact point disagree", witness=witness)
    return Finding("refuted", "certified", ("fmpq_mat", "arb_mat"), detail, witness=witness)


def _witness(evaluation: Evaluation, left: Any, right: Any, enclosure: str) -> Witness:
    return Witness(_point(evaluation), _text(left), _text(right), enclosure)


def _point(evaluation: Evaluation) -> dict[str, str]:
    """Dimensions, numbers, matrices and weights that were drawn, as exact strings."""
    point = evaluation.point
    drawn = {**point.numbers, **{name: _text(value) for name, value in point.letters.items()}}
    laws = {f"weights of {name}": f"[{', '.join(map(str, weights))}]" for name, weights in point.laws.items()}
    everything = {**{name: str(size) for name, size in point.dimensions.items()}, **drawn, **laws}
    return {name: str(everything[name]) for name in sorted(everything)}


def _text(matrix: Any) -> str:
    """A matrix as nested lists, a column as a list, a single entry as a number."""
    rows = [[entry.str(15) if isinstance(entry, arb) else str(entry) for entry in row] for row in matrix.tolist()]
    if matrix.ncols() == 1:
        text = rows[0][0] if len(rows) == 1 else f"[{', '.join(row[0] for row in rows)}]"
    else:
        text = f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


PROVER = Prover("star_refutation", 8, refute_star)
