"""From a failure at an exact point with named dimensions to a finding: both sides, the number that shows it, and a second opinion on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mpmath
from flint import arb, fmpq

from derivations.balls.self_test import agrees, exact_rational
from derivations.language.tensor import Tensor
from derivations.star_algebra.element import Element
from derivations.star_algebra.fields import UnsupportedError
from derivations.star_algebra.second_opinion import second_opinion
from verify.verdict import Finding, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from derivations.star_algebra.evaluation import Evaluation
    from verify.problem import Goal

SECOND = "mpmath 50 digits"
DIGITS = (50, 200)  # the second count is asked when cancellation may have cost the first its digits
TRUSTED = 20  # decimal digits that must agree
_LONGEST = 400
_SHOWN = 15


@dataclass(frozen=True)
class Failure:
    """How a goal fails at a point: a number, made of the entries of ``elements``, that the goal does not allow.

    ``number`` takes one list of entries (row by row) for each element and uses field operations only, so that every evaluator can be
    asked for it; ``name`` says in words which number it is, ``meaning`` what is wrong with it, ``notes`` is added to the point.
    """

    elements: tuple[Element, ...]
    number: Callable[..., Any]
    name: str
    meaning: str
    notes: tuple[tuple[str, str], ...] = ()


def confirmed(goal: Goal, evaluation: Evaluation, failure: Failure) -> Finding | None:
    """The finding ``refuted``, or ``disputed`` if the second evaluator has another value; ``None`` if it has none.

    ``evaluation`` is the first evaluator, exact or in balls, in which the failure was seen.
    """
    first = failure.number(*(list(evaluation.value(element.recipe).entries()) for element in failure.elements))
    opinions = []
    for digits in DIGITS:
        try:
            opinions.append(_opinion(failure, evaluation, digits))
        except UnsupportedError:
            return None
        if same(first, opinions[-1]):
            break
    engines = (evaluation.point.field.name, SECOND)
    value = f"exactly {first}" if isinstance(first, fmpq) else first.str(_SHOWN)
    witness = Witness(point_of(evaluation, failure.notes), *_sides(goal, evaluation), f"{failure.name} is {value}")
    if not same(first, opinions[-1]):
        detail = f"{failure.name} is {value}, and {mpmath.nstr(opinions[-1], _SHOWN)} by the second evaluator"
        return Finding("disputed", "", engines, detail, witness=witness)
    return Finding("refuted", "certified", engines, f"{failure.meaning}: {failure.name} is {value}", witness=witness)


def _opinion(failure: Failure, evaluation: Evaluation, digits: int) -> Any:
    point = getattr(evaluation.point, "exact", evaluation.point)
    with mpmath.workdps(digits):
        return failure.number(*(second_opinion(element.recipe, point, digits) for element in failure.elements))


def same(first: Any, second: Any) -> bool:
    """Whether a decimal value agrees with an exact number, sign included, or lies in a ball.

    >>> with mpmath.workdps(50):
    ...     same(fmpq(1, 3), mpmath.mpf(1) / 3), same(fmpq(1, 3), mpmath.mpf("0.34")), same(fmpq(0), mpmath.mpf("1e-9"))
    (True, False, False)
    """
    tolerance = fmpq(1, 10**TRUSTED)
    if isinstance(first, arb):
        return agrees(first, second, tolerance)
    return bool(abs(exact_rational(second) - first) <= tolerance * (abs(first) if first != 0 else 1))


def _sides(goal: Goal, evaluation: Evaluation) -> tuple[str, str]:
    """Both sides of the statement at the point; what has no two sides with values, as a definite matrix, is compared with zero."""
    texts = [_side(side, evaluation) for side in (goal.left, goal.right)]
    if texts[0] is None or texts[1] is None:
        return text_of(evaluation.value(goal.residual.recipe)), "0"
    return texts[0], texts[1]


def _side(side: Any, evaluation: Evaluation) -> str | None:
    """One side, if it is an element or a number that has a value at the point."""
    if isinstance(side, Tensor) and not side.shape:
        side = Element.scalar(side.item)
    try:
        return text_of(evaluation.value(side.recipe)) if isinstance(side, Element) else None
    except UnsupportedError:
        return None


def point_of(evaluation: Evaluation, notes: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """Dimensions, numbers, matrices and weights that were drawn, as exact strings."""
    point = getattr(evaluation.point, "exact", evaluation.point)
    drawn = {**point.numbers, **{name: text_of(value) for name, value in point.letters.items()}}
    laws = {f"weights of {name}": f"[{', '.join(map(str, weights))}]" for name, weights in point.laws.items()}
    everything = {**{name: str(size) for name, size in point.dimensions.items()}, **drawn, **laws, **dict(notes)}
    return {name: str(everything[name]) for name in sorted(everything)}


def text_of(matrix: Any) -> str:
    """A matrix as nested lists, a column as a list, a single entry as a number."""
    rows = [[entry.str(_SHOWN) if isinstance(entry, arb) else str(entry) for entry in row] for row in matrix.tolist()]
    if matrix.ncols() == 1:
        text = rows[0][0] if len(rows) == 1 else f"[{', '.join(row[0] for row in rows)}]"
    else:
        text = f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
