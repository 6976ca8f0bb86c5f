"""How goals about elements fail at a point: for each relation the number that shows it, or none."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from derivations.star_algebra.quadratic import negative_direction
from verify.provers.free_algebra import sides
from verify.star.witnesses import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.star_algebra.element import Element
    from derivations.star_algebra.evaluation import Evaluation
    from verify.problem import Goal


def exact_failure(goal: Goal, evaluation: Evaluation) -> Failure | None:
    """How a goal fails at an exact point; ``None`` exactly if it holds there."""
    if goal.relation in ("proportional", "positively_proportional"):
        return _independence(goal, evaluation)
    if goal.relation in ("psd", "pd"):
        return _indefinite(goal, evaluation)
    if goal.relation == "zero":
        return _first_gap(goal, evaluation, lambda gap: gap != 0)
    values = evaluation.value(goal.residual.recipe)
    if goal.relation == "nonzero":
        return _vanishing(goal.residual) if all(value == 0 for value in values.entries()) else None
    wrong = [place for place, value in enumerate(values.entries()) if value < 0 or (goal.relation == "positive" and value == 0)]
    return _entry(goal, values, wrong[0]) if wrong else None


def certain_failure(goal: Goal, balls: Evaluation) -> Failure | None:
    """The same where values are enclosed only: some entry is certainly wrong. Definiteness and proportionality are left open."""
    if goal.relation == "zero":
        return _first_gap(goal, balls, lambda gap: not gap.contains(0))
    if goal.relation not in ("nonnegative", "positive"):
        return None
    values = balls.value(goal.residual.recipe)
    wrong = [place for place, value in enumerate(values.entries()) if value < 0]
    return _entry(goal, values, wrong[0]) if wrong else None


def _first_gap(goal: Goal, evaluation: Evaluation, differs: Any) -> Failure | None:
    left, right = sides(goal)
    gaps = evaluation.value(left.recipe) - evaluation.value(right.recipe)
    wrong = [place for place, gap in enumerate(gaps.entries()) if differs(gap)]
    if not wrong:
        return None
    return Failure((left, right), lambda a, b: a[wrong[0]] - b[wrong[0]], f"{_where(gaps, wrong[0])}left - right", "the two sides differ")


def _where(matrix: Any, place: int) -> str:
    row, column = divmod(place, matrix.ncols())
    return f"entry {row},{column} of " if len(matrix.entries()) > 1 else ""


def _entry(goal: Goal, values: Any, place: int) -> Failure:
    name = "left - right" if goal.right is not None else "the value"
    return Failure((goal.residual,), lambda a: a[place], f"{_where(values, place)}{name}", f"should be {goal.relation}")


def _vanishing(residual: Element) -> Failure:
    return Failure((residual,), _square, "the sum of the squares of the entries", "every entry is zero")


def _square(entries: Sequence[Any]) -> Any:
    return sum(entry * entry for entry in entries)


def _independence(goal: Goal, evaluation: Evaluation) -> Failure | None:
    """Two arrays that are no (positive) multiples of each other: one vanishes, a minor does not, or they point apart."""
    is_positive = goal.relation == "positively_proportional"
    elements = (goal.left, goal.right)
    left, right = (list(evaluation.value(side.recipe).entries()) for side in elements)
    meaning = f"the two sides are not {'positive ' if is_positive else ''}multiples of each other"
    if (_square(left) == 0) != (_square(right) == 0):
        return Failure(elements, lambda a, b: _square(a) - _square(b), "one side is zero: |left|^2 - |right|^2", meaning)
    pairs = itertools.combinations(range(len(left)), 2)
    skew = next(((i, j) for i, j in pairs if left[i] * right[j] != left[j] * right[i]), None)
    if skew is not None:
        i, j = skew
        name = f"the minor left[{i}] right[{j}] - left[{j}] right[{i}]"
        return Failure(elements, lambda a, b: a[i] * b[j] - a[j] * b[i], name, meaning)
    if is_positive and _inner(left, right) < 0:
        return Failure(elements, _inner, "the inner product of the two sides", meaning)
    return None


def _inner(left: Sequence[Any], right: Sequence[Any]) -> Any:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _indefinite(goal: Goal, evaluation: Evaluation) -> Failure | None:
    direction = negative_direction(evaluation.value(goal.residual.recipe), strict=goal.relation == "pd")
    if direction is None:
        return None
    weights = [(int(entry.p), int(entry.q)) for entry in direction]  # integers, which every kind of number can be multiplied by

    def form(entries: Sequence[Any]) -> Any:
        pairs = zip(itertools.product(weights, weights), entries, strict=True)
        return sum(entry * (p * r) / (q * t) for ((p, q), (r, t)), entry in pairs)

    meaning = f"the matrix is not positive {'definite' if goal.relation == 'pd' else 'semidefinite'}"
    notes = (("direction", f"[{', '.join(map(str, direction))}]"),)
    return Failure((goal.residual,), form, "direction^T A direction", meaning, notes)
