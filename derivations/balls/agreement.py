"""How well a goal that cannot be decided at a point agrees with it: to how many digits equalities and boundaries hold."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import arb

from derivations.balls.failures import UndecidedError
from derivations.balls.number import Number, sign_of
from derivations.balls.precision import working
from derivations.balls.quadratic_form import certificate_of_definiteness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.balls.evaluate import Evaluation
    from derivations.language.goal import Goal

EXACT = 10**6  # digits of an agreement without any radius


def digits_of_agreement(goal: Goal, evaluation: Evaluation) -> int | None:
    """The digits to which enclosures confirm a goal at a point; ``None`` when they confirm nothing.

    Equalities: the negative decimal logarithm of the largest absolute value in the enclosure of the residual. Inequalities: no limit where
    the sign is decided, else the digits to which the value is zero. Definiteness and inequality by pivots are decided or not.

    Raises:
        CannotEncloseError: some part has no enclosure.
    """
    with working(evaluation.precision):
        if goal.relation == "zero":
            return _least([_zero_digits(evaluation.number(entry)) for entry in goal.residual.entries])
        if goal.relation in ("nonnegative", "positive"):
            return _least([_sign_digits(evaluation.number(entry), strict=goal.relation == "positive") for entry in goal.residual.entries])
        if goal.relation == "nonzero":
            return EXACT if any(_excludes_zero(evaluation.number(entry)) for entry in goal.residual.entries) else None
        if goal.relation in ("psd", "pd"):
            rows = [[evaluation.number(entry) for entry in row] for row in goal.residual.rows()]
            return EXACT if certificate_of_definiteness(rows, strict=goal.relation == "pd") else None
        return _proportional_digits(goal, evaluation)


def _least(found: Sequence[int | None]) -> int | None:
    """The smallest number of digits; ``None`` as soon as one entry is not confirmed."""
    numbers = [digits for digits in found if digits is not None]
    return min(numbers, default=EXACT) if len(numbers) == len(found) else None


def _zero_digits(number: Number) -> int | None:
    """Digits after the point to which a number is known to be zero; ``None`` if it is not zero."""
    ball = arb(number)
    if not ball.contains(0):
        return None
    if ball.is_zero():
        return EXACT
    return max(0, int((-ball.abs_upper().log() / arb(10).log()).floor().mid().fmpq().p))


def _sign_digits(number: Number, *, strict: bool) -> int | None:
    try:
        return EXACT if sign_of(number) >= int(strict) else None
    except UndecidedError:
        return None if strict else _zero_digits(number)


def _excludes_zero(number: Number) -> bool:
    try:
        return sign_of(number) != 0
    except UndecidedError:
        return False


def _proportional_digits(goal: Goal, evaluation: Evaluation) -> int | None:
    """All minors vanish to so many digits, neither array does, and the factor has the sign that is asked for."""
    pairs = list(zip(goal.left.entries, goal.right.entries, strict=True))
    numbers = [(evaluation.number(a), evaluation.number(b)) for a, b in pairs]
    if not all(any(_excludes_zero(pair[i]) for pair in numbers) for i in (0, 1)):
        return _least([_zero_digits(number) for pair in numbers for number in pair])
    if goal.relation == "positively_proportional" and not arb(evaluation.number(sp.Add(*(a * b for a, b in pairs)))) > 0:
        return None
    minors = [a * d - b * c for (a, b), (c, d) in itertools.combinations(pairs, 2)]
    return _least([_zero_digits(evaluation.number(minor)) for minor in minors])
