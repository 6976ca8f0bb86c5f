"""Enclosures of expressions at exact points: rational arithmetic as long as it lasts, balls from there on."""

from __future__ import annotations

import functools
import math
import operator
from typing import TYPE_CHECKING

import sympy as sp
from flint import arb, fmpq

from verify.balls.failures import NotCoveredError, NotDefinedError, UndecidedError
from verify.balls.point import Point
from verify.balls.precision import working
from verify.balls.self_test import checked_function

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Number = fmpq | arb
LARGEST_EXACT = 20_000  # bits of a fraction that is still worth its exactness
LONGEST_RANGE = 10_000

CONSTANTS: dict[str, Callable[[], arb]] = {"Pi": arb.pi, "Exp1": arb.const_e, "EulerGamma": arb.const_euler, "Catalan": arb.const_catalan}


def enclose(expression: sp.Expr, point: Mapping[sp.Symbol, fmpq | sp.Expr], precision: int) -> arb:
    """A ball that contains the value at an exact point, computed with ``precision`` bits.

    A symbol maps to a rational or, when a hypothesis defines it, to an expression in other symbols.

    Raises:
        NotDefinedError: the expression has no finite real value there.
        UndecidedError: a branch, a sign or a pole cannot be decided at this precision.
        NotCoveredError: no table covers a part of the expression.

    >>> x = sp.Symbol("x")
    >>> enclose(sp.log(x) + sp.Rational(1, 3), {x: fmpq(2)}, 64).str(10)
    '[1.026480514 +/- 1.07e-10]'
    """
    return as_ball(Evaluation(point, precision).number(expression), precision)


def as_ball(number: Number, precision: int) -> arb:
    """The ball of a number."""
    with working(precision):
        return number if isinstance(number, arb) else arb(number)


class Evaluation:
    """All values at one point and precision; shared subexpressions are evaluated once.

    A value is an exact rational where arithmetic allows it and a ball otherwise, so that exact zeros and branches on a boundary are seen.
    """

    def __init__(self, point: Mapping[sp.Symbol, fmpq | sp.Expr], precision: int) -> None:
        """Start with no value known."""
        self.point = point
        self.precision = precision
        self._known: dict[sp.Basic, Number] = {}

    def number(self, expression: sp.Expr) -> Number:
        """The value: an exact rational or a ball. Raises as :func:`enclose` does."""
        with working(self.precision):
            return self._value(expression)

    def sign(self, expression: sp.Expr) -> int:
        """-1, 0 or 1, decided; 0 only for an exact zero."""
        return sign_of(self.number(expression))

    def _value(self, expression: sp.Expr) -> Number:
        known = self._known.get(expression)
        if known is None:
            known = self._compute(expression)
            if isinstance(known, arb):
                known = _settled(known)
            self._known[expression] = known
        return known

    def _compute(self, expression: sp.Expr) -> Number:
        if expression.is_Rational:
            return fmpq(int(expression.p), int(expression.q))
        if expression.is_Symbol:
            return self._symbol(expression)
        if expression.is_Add:
            return functools.reduce(operator.add, [self._value(term) for term in expression.args])
        if expression.is_Mul:
            return product([self._value(factor) for factor in expression.args])
        if expression.is_Pow:
            return power(self._value(expression.base), self._value(expression.exp))
        name = type(expression).__name__
        if name in CONSTANTS:
            return CONSTANTS[name]()
        if name in SPECIAL:
            return SPECIAL[name](self, expression)
        arguments = [self._value(argument) for argument in expression.args]
        if name in EXACT:
            return EXACT[name](*arguments)
        return checked_function(name, len(arguments))(*(arb(argument) for argument in arguments))

    def _symbol(self, symbol: sp.Symbol) -> Number:
        if symbol not in self.point:
            message = f"the point gives {symbol} no value"
            raise NotCoveredError(message)
        number = self.point[symbol]
        return self._value(number) if isinstance(number, sp.Basic) else number

    def jet(self, expression: sp.Expr) -> Number:
        """The value that the point gives to a derivative of an arbitrary smooth function."""
        if not isinstance(self.point, Point):
            message = f"the point gives {expression} no value"
            raise NotCoveredError(message)
        return self.point.jets.value(expression, [self._value(argument) for argument in expression.args[2:]])

    def piecewise(self, expression: sp.Piecewise) -> Number:
        """The value of the first branch whose condition holds; earlier conditions must be decided."""
        for body, condition in expression.args:
            if self.holds(condition):
                return self._value(body)
        message = f"no branch of {expression} applies"
        raise NotDefinedError(message)

    def holds(self, condition: sp.Basic) -> bool:
        """Whether a condition holds, decided."""
        if condition in (sp.true, sp.false):
            return bool(condition)
        if isinstance(condition, sp.And | sp.Or):
            return (all if isinstance(condition, sp.And) else any)(self.holds(part) for part in condition.args)
        if isinstance(condition, sp.Not):
            return not self.holds(condition.args[0])
        relation = RELATIONS.get(type(condition).__name__)
        if relation is None:
            message = f"the condition {condition}"
            raise NotCoveredError(message)
        left, right = (self._value(side) for side in condition.args)
        return relation(sign_of(left - right), 0)

    def accumulated(self, expression: sp.Expr) -> Number:
        """A sum or product with exact finite bounds, term by term; infinite sums and integrals by certified quadrature."""
        body, (index, low, high) = expression.args[0], expression.args[1]
        if len(expression.args) > 2:  # noqa: PLR2004 - a body and one range
            message = "more than one range"
            raise NotCoveredError(message)
        if isinstance(expression, sp.Integral) or sp.oo in (high, -low):
            from verify.balls.quadrature import certified_integral, certified_series

            rule = certified_integral if isinstance(expression, sp.Integral) else certified_series
            return rule(expression, self.point, self.precision)
        ends = [self._value(end) for end in (low, high)]
        if not all(isinstance(end, fmpq) and end.q == 1 for end in ends) or ends[1] - ends[0] > LONGEST_RANGE:
            message = f"the range from {low} to {high}"
            raise NotCoveredError(message)
        terms = [Evaluation({**self.point, index: fmpq(n)}, self.precision).number(body) for n in range(int(ends[0].p), int(ends[1].p) + 1)]
        return product(terms) if isinstance(expression, sp.Product) else functools.reduce(operator.add, terms, fmpq(0))


def _settled(ball: arb) -> Number:
    """A ball without radius becomes the rational that it is; an infinite one is no value."""
    if not ball.is_finite():
        message = "the ball is not finite"
        raise UndecidedError(message)
    if ball.is_zero():
        return fmpq(0)
    if not ball.is_exact() or abs(int(ball.man_exp()[1])) > LARGEST_EXACT:
        return ball
    return ball.fmpq()


def sign_of(number: Number) -> int:
    """-1, 0 or 1; 0 only for an exact zero.

    Raises:
        UndecidedError: the ball contains zero and more.
    """
    if number > 0:
        return 1
    if number < 0:
        return -1
    if isinstance(number, fmpq) or number.is_zero():
        return 0
    message = f"the sign of {number.str(8)}"
    raise UndecidedError(message)


def product(factors: Sequence[Number]) -> Number:
    """The product; an exact zero wins, since every factor is finite."""
    result: Number = fmpq(1)
    for factor in factors:
        result = result * factor
        if isinstance(factor, fmpq) and factor == 0:
            return fmpq(0)
    return result


def power(base: Number, exponent: Number) -> Number:
    """Real powers: integer exponents of any base, other exponents of a positive base only."""
    if isinstance(exponent, fmpq) and exponent.q == 1:
        return _integer_power(base, int(exponent.p))
    sign = sign_of(base)
    if sign < 0 or (sign == 0 and sign_of(exponent) <= 0):
        message = "a real power of a number that is not positive"
        raise NotDefinedError(message)
    if sign == 0:
        return fmpq(0)
    if isinstance(exponent, fmpq) and exponent.q == 2:  # noqa: PLR2004 - a square root
        return _integer_power(_square_root(base), int(exponent.p))
    return arb(base) ** arb(exponent)


def _integer_power(base: Number, exponent: int) -> Number:
    if exponent <= 0 and sign_of(base) == 0:
        message = "zero to a power that is not positive"
        raise NotDefinedError(message)
    if isinstance(base, fmpq) and base.height_bits() * abs(exponent) <= LARGEST_EXACT:
        return base**exponent
    return arb(base) ** exponent


def _square_root(base: Number) -> Number:
    if isinstance(base, fmpq):
        top, bottom = math.isqrt(int(base.p)), math.isqrt(int(base.q))
        if top * top == base.p and bottom * bottom == base.q:
            return fmpq(top, bottom)
    return arb(base).sqrt()


def _floor(number: Number) -> Number:
    if isinstance(number, fmpq):
        return fmpq(number.floor())
    unique = number.floor().unique_fmpz()
    if unique is None:
        message = f"the floor of {number.str(8)}"
        raise UndecidedError(message)
    return fmpq(unique)


def _largest(*numbers: Number) -> Number:
    return functools.reduce(lambda a, b: max(a, b) if isinstance(a, fmpq) and isinstance(b, fmpq) else arb(a).max(arb(b)), numbers)


EXACT: dict[str, Callable[..., Number]] = {
    "Abs": abs,
    "sign": lambda number: fmpq(sign_of(number)),
    "floor": _floor,
    "ceiling": lambda number: -_floor(-number),
    "Max": _largest,
    "Min": lambda *numbers: -_largest(*(-number for number in numbers)),
    "KroneckerDelta": lambda i, j: fmpq(sign_of(i - j) == 0),
}
SPECIAL: dict[str, Callable[[Evaluation, sp.Expr], Number]] = {
    "Jet": Evaluation.jet,
    "Piecewise": Evaluation.piecewise,
    "Sum": Evaluation.accumulated,
    "Product": Evaluation.accumulated,
    "Integral": Evaluation.accumulated,
}
RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "StrictGreaterThan": operator.gt,
    "GreaterThan": operator.ge,
    "StrictLessThan": operator.lt,
    "LessThan": operator.le,
    "Equality": operator.eq,
    "Unequality": operator.ne,
}
