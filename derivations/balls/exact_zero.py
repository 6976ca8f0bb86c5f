"""Exact zeros at a point that no ball can show: the normal form decides them once the numbers are put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from flint import arb, fmpq

from derivations.balls.failures import CannotEncloseError
from derivations.balls.implicit_root import is_multiple_of_theirs, roots_among
from derivations.balls.point import Point
from derivations.balls.precision import working
from derivations.normal_form import decide_zero
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.balls.evaluate import Evaluation

LEAST_BITS = 256
TINY = fmpq(1, 10**30)
FARTHEST = 10**6
LARGEST = 2000  # operations in an expression that is worth a normal form


def is_exact_zero(expression: sp.Expr, evaluation: Evaluation) -> bool:
    """Whether the value is certainly zero: an exact zero of rational arithmetic, or the zero of the normal form of its numbers."""
    try:
        number = evaluation.number(expression)
    except CannotEncloseError:
        return False
    if isinstance(number, fmpq):
        return bool(number == 0)
    with working(evaluation.precision):
        if evaluation.precision < LEAST_BITS or not number.contains(0) or not number.abs_upper() < arb(TINY):
            return False
    if roots_among(evaluation.point):  # the normal form knows nothing of such a number
        return is_multiple_of_theirs(expression, evaluation.point, evaluation.precision)
    if _is_too_far(expression, evaluation.point):
        return False  # it takes for ever
    if expression.has(sp.Integral):
        return False  # at a point an integral is of powers with large numerators, whose factors take longer than all else
    at_point = _with_numbers(expression, evaluation.point)
    return at_point.count_ops() <= LARGEST and decide_zero([at_point]).zero is True


def _is_too_far(expression: sp.Expr, point: Mapping[sp.Symbol, object]) -> bool:
    """Whether some number is so large that SymPy would write out digamma(x) as x fractions, or 2**x with x bits."""
    return any(isinstance(value, fmpq) and abs(value) > FARTHEST for value in point.values()) and not expression.is_algebraic_expr()


def _with_numbers(expression: sp.Expr, point: object) -> sp.Expr:
    """The expression with every symbol and every derivative of an arbitrary function replaced by its exact value."""
    if not isinstance(point, Point):
        return expression
    defined = {symbol: value for symbol, value in point.items() if isinstance(value, sp.Basic)}
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in point.items() if isinstance(value, fmpq)}
    jets = {jet: point.jets.values[key] for jet, key in point.jets.keys.items()}
    expression = expression.xreplace({jet: sp.Rational(int(value.p), int(value.q)) for jet, value in jets.items()})
    return replaced(replaced(expression, defined), places)  # the names that integrals and sums bind stay
