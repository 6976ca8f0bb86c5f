"""Whether a relation holds at a point, decided by enclosures: yes, no with the value that shows it, or undecided."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.balls.exact_zero import is_exact_zero
from derivations.balls.failures import NotCoveredError, UndecidedError
from derivations.balls.precision import working
from derivations.balls.quadratic_form import candidates, certificate_of_definiteness, direction_of_negativity
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flint import fmpq

    from derivations.balls.evaluate import Evaluation
    from derivations.balls.number import Number
    from derivations.language.goal import Goal


@dataclass(frozen=True)
class Decision:
    """A decided relation: it holds unless ``meaning`` says in words how it fails.

    Then ``shown`` is the expression whose value contradicts the relation by having one of the ``signs``; ``left`` and ``right`` are its two
    sides.
    """

    shown: sp.Expr = sp.S.Zero
    left: sp.Expr = sp.S.Zero
    right: sp.Expr = sp.S.Zero
    meaning: str = ""
    signs: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the relation holds at the point."""
        return not self.meaning


HOLDS = Decision()
NOT_ZERO = (-1, 1)


def decide(goal: Goal, evaluation: Evaluation) -> Decision:
    """Decide a goal at the point of the evaluation.

    Raises:
        UndecidedError: the balls are too wide, or an equality holds to within them without being exact.
        NotDefinedError: some part has no value there.
        NotCoveredError: the goal is not about explicit arrays, or holds a function without a row in the table.
    """
    arrays = (goal.left, goal.right) if goal.relation in PAIRS else (goal.residual,)
    if not all(isinstance(array, Tensor) for array in arrays):
        message = "only explicit arrays have values at a point"
        raise NotCoveredError(message)
    return RELATIONS[goal.relation](goal, evaluation)


def side(value: Any, position: int) -> sp.Expr:
    """One entry of a side that is kept for the report; zero where there is none."""
    return value.entries[position] if isinstance(value, Tensor) and position < len(value.entries) else sp.S.Zero


def _contradicted(goal: Goal, position: int, meaning: str, signs: tuple[int, ...]) -> Decision:
    where = f"entry {position} of " if len(goal.residual.entries) > 1 else ""
    shown = goal.residual.entries[position]
    return Decision(shown, side(goal.left, position), side(goal.right, position), f"{where}the difference {meaning}", signs)


def _zero(goal: Goal, evaluation: Evaluation) -> Decision:
    undecided = False
    for position, entry in enumerate(goal.residual.entries):
        try:
            if evaluation.sign(entry) != 0:
                return _contradicted(goal, position, "is not zero", NOT_ZERO)
        except UndecidedError:
            undecided = True
    if undecided:
        message = "zero to within the radius"
        raise UndecidedError(message)
    return HOLDS


def _nonzero(goal: Goal, evaluation: Evaluation) -> Decision:
    undecided = False
    for entry in goal.residual.entries:
        try:
            if evaluation.sign(entry) != 0:
                return HOLDS
        except UndecidedError:
            undecided = True
    if not goal.residual.entries or (undecided and not all(is_exact_zero(entry, evaluation) for entry in goal.residual.entries)):
        message = "zero to within the radius"
        raise UndecidedError(message)
    return _contradicted(goal, 0, "is exactly zero", (0,))


def _signed(goal: Goal, evaluation: Evaluation) -> Decision:
    """Every entry is nonnegative, or positive."""
    least = 1 if goal.relation == "positive" else 0
    undecided = False
    for position, entry in enumerate(goal.residual.entries):
        try:
            if evaluation.sign(entry) < least:
                return _contradicted(goal, position, "is negative" if least == 0 else "is not positive", (-1, 0)[: least + 1])
        except UndecidedError:
            undecided = True
    if undecided:
        vanishing = [i for i, entry in enumerate(goal.residual.entries) if least and is_exact_zero(entry, evaluation)]
        if vanishing:
            return _contradicted(goal, vanishing[0], "is exactly zero", (0,))
        message = "the sign of an entry"
        raise UndecidedError(message)
    return HOLDS


def _definite(goal: Goal, evaluation: Evaluation) -> Decision:
    """The matrix is positive (semi-)definite: by its pivots, or refuted by a rational direction."""
    numbers = [[evaluation.number(entry) for entry in row] for row in goal.residual.rows()]
    with working(evaluation.precision):
        if certificate_of_definiteness(numbers, strict=goal.relation == "pd"):
            return HOLDS
        direction = direction_of_negativity(numbers, strict=goal.relation == "pd") or _kernel(goal, numbers, evaluation)
    if direction is None:
        message = "the signs of the pivots"
        raise UndecidedError(message)
    form = _form(goal.residual, direction)
    meaning = f"v^T A v in the direction v = ({', '.join(map(str, direction))}) is not as asserted"
    return Decision(form, form, sp.S.Zero, meaning, (-1, 0) if goal.relation == "pd" else (-1,))


def _kernel(goal: Goal, numbers: list[list[Number]], evaluation: Evaluation) -> tuple[fmpq, ...] | None:
    """A rational direction in which the form of a matrix that should be positive definite is exactly zero."""
    if goal.relation != "pd":
        return None
    return next((v for v in candidates(numbers) if is_exact_zero(_form(goal.residual, v), evaluation)), None)


def _form(matrix: Tensor, direction: Sequence[fmpq]) -> sp.Expr:
    """v^T A v as an expression."""
    weights = [sp.Rational(int(weight.p), int(weight.q)) for weight in direction]
    pairs = itertools.product(weights, weights)
    return sp.Add(*(a * b * entry for (a, b), entry in zip(pairs, matrix.entries, strict=True)))


def _proportional(goal: Goal, evaluation: Evaluation) -> Decision:
    """All 2x2 minors vanish, both arrays vanish or neither does, and for a positive factor the products of entries are not negative."""
    pairs = list(zip(goal.left.entries, goal.right.entries, strict=True))
    for (a, b), (c, d) in itertools.combinations(pairs, 2):
        if _certain(evaluation, a * d - b * c) not in (0, None):
            return Decision(a * d - b * c, a * d, b * c, "a 2x2 minor is not zero", NOT_ZERO)
    for entries, other in ((goal.left.entries, goal.right.entries), (goal.right.entries, goal.left.entries)):
        alive = [entry for entry in other if _certain(evaluation, entry) not in (0, None)]
        if alive and all(_is_zero(evaluation, entry) for entry in entries):
            return Decision(alive[0], alive[0], sp.S.Zero, "one array vanishes, the other does not: an entry", NOT_ZERO)
    if goal.relation == "positively_proportional":
        form = sp.Add(*(a * b for a, b in pairs))
        if _certain(evaluation, form) == -1:
            return Decision(form, form, sp.S.Zero, "the dot product is negative", (-1,))
    if _certainly_proportional(goal, pairs, evaluation):
        return HOLDS
    message = "proportional to within the radius"
    raise UndecidedError(message)


def _certainly_proportional(goal: Goal, pairs: list[tuple[sp.Expr, sp.Expr]], evaluation: Evaluation) -> bool:
    """Exact minors, all zero, with either both arrays zero or a pair of entries that gives the factor."""
    if any(_certain(evaluation, a * d - b * c) != 0 for (a, b), (c, d) in itertools.combinations(pairs, 2)):
        return False
    signs = [(_certain(evaluation, a), _certain(evaluation, b)) for a, b in pairs]
    if all(pair == (0, 0) for pair in signs):
        return True
    wanted = ((1, 1), (-1, -1)) if goal.relation == "positively_proportional" else ((1, 1), (-1, -1), (1, -1), (-1, 1))
    return any(pair in wanted for pair in signs)


def _is_zero(evaluation: Evaluation, expression: sp.Expr) -> bool:
    """Whether a number is zero: exactly so where the ball leaves it open."""
    sign = _certain(evaluation, expression)
    return sign == 0 if sign is not None else is_exact_zero(expression, evaluation)


def _certain(evaluation: Evaluation, expression: sp.Expr) -> int | None:
    """The sign, or ``None`` when the ball does not decide it."""
    try:
        return evaluation.sign(expression)
    except UndecidedError:
        return None


PAIRS = ("proportional", "positively_proportional")
RELATIONS: dict[str, Callable[[Goal, Evaluation], Decision]] = {
    "zero": _zero,
    "nonzero": _nonzero,
    "nonnegative": _signed,
    "positive": _signed,
    "psd": _definite,
    "pd": _definite,
    "proportional": _proportional,
    "positively_proportional": _proportional,
}
