"""Hypotheses that are affine in a declared number, solved for it at a point: c**2 == 2*k/(u @ A @ u) hardly ever holds at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError
from derivations.star_algebra.evaluation import Evaluation

if TYPE_CHECKING:
    from derivations.star_algebra.recipe import Node
    from verify.problem import Problem

_TRIED = (1, 2, 3)  # three points tell a line from most curves; the solution is checked
_SIGNS = {"real": (-1, 0, 1), "positive": (1,), "nonnegative": (0, 1), "negative": (-1,)}  # of the members of a kind


def with_number_solved(problem: Problem, recipe: Node, evaluation: Evaluation) -> Evaluation | None:
    """The point with one number of the statement changed so that ``recipe`` vanishes; ``None`` if none does it."""
    solved = {symbol.name for symbol in problem.domain.solved}
    for name, variable in sorted(problem.domain.variables.items()):
        if name in solved or name not in evaluation.point.numbers or variable.type.kind not in _SIGNS:
            continue
        try:
            moved = _moved(name, recipe, evaluation)
        except (ZeroDivisionError, DerivationError):
            continue
        if moved is not None and _sign(moved.point.numbers[name]) in _SIGNS[variable.type.kind]:
            return moved
    return None


def _moved(name: str, recipe: Node, evaluation: Evaluation) -> Evaluation | None:
    number = evaluation.point.field.number
    first, second, third = ([*_at(name, number(value), evaluation).value(recipe).entries()] for value in _TRIED)
    slopes = [b - a for a, b in zip(first, second, strict=True)]
    places = [1 - start / slope for start, slope in zip(first, slopes, strict=True) if slope != 0]
    if not places or any(c - b != slope for b, c, slope in zip(second, third, slopes, strict=True)):
        return None
    moved = _at(name, places[0], evaluation)
    return moved if all(entry == 0 for entry in moved.value(recipe).entries()) else None


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


def _at(name: str, value: Any, evaluation: Evaluation) -> Evaluation:
    """The same point with another value of a number."""
    point = evaluation.point.copy()
    point.numbers[name] = value
    return Evaluation(point)
