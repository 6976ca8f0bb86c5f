"""From a contradiction at a point to a finding: a sharp enclosure, a second opinion that agrees with it, and exact strings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mpmath
import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation, as_ball
from derivations.balls.exact_zero import is_exact_zero
from derivations.balls.failures import CannotEncloseError
from derivations.balls.number import sign_of
from derivations.balls.precision import LADDER, digits_of
from derivations.balls.second_opinion import second_opinion
from derivations.balls.self_test import agrees, exact_rational
from verify.verdict import Finding, Witness

if TYPE_CHECKING:
    from derivations.balls.decide import Decision
    from derivations.balls.point import Point
    from derivations.language.goal import Goal

DIGITS = 50
SHOWN = 15  # digits of an enclosure that is printed
SHARP = 40  # bits of relative accuracy that a printed enclosure has at least
ENGINES = ("python-flint arb", "mpmath 50 digits")
ARITHMETIC = ((DIGITS, 20), (4 * DIGITS, 20), (digits_of(LADDER[-1]), 20))  # digits to work with, digits that must then agree
QUADRATURE = ((20, 8),)


@dataclass(frozen=True)
class Contradiction:
    """A goal that an enclosure contradicts at a point."""

    goal: Goal
    decision: Decision
    point: Point


def confirm(found: Contradiction, careful: Evaluation) -> Finding | None:
    """The finding ``refuted``, or ``disputed`` when mpmath firmly says something else; ``None`` when mpmath cannot tell.

    ``careful`` evaluates at the point with the bits of the second rung of the ladder.
    """
    ball = _sharp(found.decision.shown, careful)
    if ball is None or sign_of(ball) not in found.decision.signs:
        return None
    opinion = _opinion(found, ball)
    if opinion is None:
        return None
    confirmed, value = opinion
    witness = _witness(found, ball, careful)
    if confirmed:
        return Finding("refuted", "certified", ENGINES, f"{found.decision.meaning}: {witness.enclosure}", witness=witness)
    detail = f"the enclosure {witness.enclosure} does not contain the second evaluator's {mpmath.nstr(value, SHOWN)}"
    return Finding("disputed", "", ENGINES, detail, witness=witness)


def _sharp(expression: sp.Expr, careful: Evaluation) -> arb | None:
    """An enclosure with enough digits to print; of an exact value, the value."""
    for precision in LADDER[1:]:
        evaluation = careful if precision == careful.precision else Evaluation(careful.point, precision)
        try:
            ball = as_ball(evaluation.number(expression), precision)
        except CannotEncloseError:
            continue
        if is_exact_zero(expression, evaluation):
            return arb(0)
        if ball.is_exact() or (not ball.contains(0) and ball.rel_accuracy_bits() >= SHARP):
            return ball
    return None


def _opinion(found: Contradiction, ball: arb) -> tuple[bool, mpmath.mpf] | None:
    """Whether mpmath agrees, with its value; ``None`` when its own digits do not suffice to say.

    The value is computed twice, with ``D`` and ``2 D`` digits: their difference measures what cancellation has cost the first. Numeric
    quadrature may confirm, but it is not believed against a ball.
    """
    integrates = found.decision.shown.has(sp.Integral)
    for digits, trusted in QUADRATURE if integrates else ARITHMETIC:
        try:
            rough, fine = (second_opinion(found.decision.shown, found.point, count) for count in (digits, 2 * digits))
        except (CannotEncloseError, mpmath.libmp.NoConvergence):
            return None
        with mpmath.workdps(2 * digits):
            if ball.is_zero() and abs(fine) < mpmath.mpf(10) ** (-digits // 2):
                return True, fine
            if fine != 0 and abs(fine - rough) <= abs(fine) * mpmath.mpf(10) ** -trusted:  # zero: all its digits may have cancelled
                agreed = agrees(ball, fine, fmpq(1, 10**trusted)) and _same_side(ball, fine)
                return (agreed, fine) if agreed or not integrates else None
    return None


def _same_side(ball: arb, value: mpmath.mpf) -> bool:
    """Whether both values have one sign."""
    return bool(ball * arb(exact_rational(mpmath.sign(value))) > 0) or bool(ball.is_zero() and value == 0)


def _witness(found: Contradiction, ball: arb, careful: Evaluation) -> Witness:
    """The point and both sides as strings that a reader can check."""
    point = found.point
    used = {**{str(symbol): _exact(symbol, point, careful) for symbol in sorted(point, key=str)}, **point.jets.shown()}
    left, right = (_decimal(expression, careful) for expression in (found.decision.left, found.decision.right))
    return Witness(used, left, right, ball.str(SHOWN))


def _exact(symbol: sp.Symbol, point: Point, careful: Evaluation) -> str:
    """The value of a symbol: a fraction, or the closed form that a hypothesis gives it."""
    number = careful.number(symbol)
    if isinstance(number, fmpq):
        return str(number)
    places = {other: sp.Rational(int(value.p), int(value.q)) for other, value in point.items() if isinstance(value, fmpq)}
    return str(point[symbol].subs(places))


def _decimal(expression: sp.Expr, careful: Evaluation) -> str:
    """One side of the statement as an exact number, an enclosure or an infinity."""
    if expression in (sp.oo, -sp.oo):
        return str(expression)
    try:
        number = careful.number(expression)
    except CannotEncloseError:
        return "not enclosed"
    if not isinstance(number, fmpq) and is_exact_zero(expression, careful):
        return "0"
    return str(number) if isinstance(number, fmpq) else number.str(SHOWN)
