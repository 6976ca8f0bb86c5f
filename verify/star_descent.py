"""A walk downhill over exact points: where a number that should be nonnegative is hard to hit negative by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.recipe import walk
from verify.star_points import is_admissible

if TYPE_CHECKING:
    import random

    from derivations.star_algebra.recipe import Node
    from verify.problem import Problem

STEPS = 60
_HALF_STEPS = (1, 1, 2, 4)


def descend(problem: Problem, recipe: Node, start: Evaluation, generator: random.Random) -> Evaluation:
    """The lowest point that ``STEPS`` random changes of letters without structure lead to; it stops below zero."""
    free = {node.payload.name for node in walk(recipe) if node.operation == "letter" and _is_free(node.payload)}
    names = sorted(key for key in start.point.letters if key.split("(")[0] in free and key not in problem.domain.letters)
    best, lowest = start, _value(start, recipe)
    for _ in range(STEPS if names else 0):
        if lowest is None or lowest < 0:
            break
        moved = _moved(best, generator.choice(names), generator)
        value = _value(moved, recipe)
        if value is not None and value < lowest and is_admissible(problem, moved):
            best, lowest = moved, value
    return best


def _is_free(letter: Any) -> bool:
    return not (letter.symmetric or letter.invertible or letter.definite) and letter.entries == "real"


def _value(evaluation: Evaluation, recipe: Node) -> Any:
    try:
        return min(evaluation.value(recipe).entries())
    except (ZeroDivisionError, DerivationError):
        return None


def _moved(evaluation: Evaluation, name: str, generator: random.Random) -> Evaluation:
    """The same point with one letter reversed, scaled, or moved in one entry."""
    point = evaluation.point.copy()
    value = point.letters[name]
    field = point.field
    kind = generator.randrange(4)
    if kind == 0:
        point.letters[name] = value * field.number(-1)
    elif kind == 1:
        point.letters[name] = value * field.number(*generator.choice(((2, 1), (1, 2))))
    else:
        entries = list(value.entries())
        entries[generator.randrange(len(entries))] += field.number(generator.choice((-1, 1)), generator.choice(_HALF_STEPS))
        point.letters[name] = field.matrix(value.nrows(), value.ncols(), entries)
    return Evaluation(point)
