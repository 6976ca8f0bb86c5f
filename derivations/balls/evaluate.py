"""Enclosures of expressions at exact points: rational arithmetic as long as it lasts, balls from there on."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import arb, fmpq

from derivations.balls.bessel import of_first_kind
from derivations.balls.failures import NotCoveredError, NotDefinedError, UndecidedError
from derivations.balls.implicit_root import is_their_zero, roots_among
from derivations.balls.inverse import entry_of_inverse
from derivations.balls.logarithm import logarithm
from derivations.balls.number import Number, floor, fraction, largest, power, product, settled, sign_of
from derivations.balls.point import Point
from derivations.balls.precision import working
from derivations.balls.rank import rank
from derivations.balls.relations import holds
from derivations.balls.remembered import remembered
from derivations.balls.self_test import checked_function

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_RANGE, LONGEST_NESTED = 10_000, 30

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
        self._zeros = roots_among(point)

    @classmethod
    def at(cls, point: Point, precision: int) -> Evaluation:
        """The evaluation that everybody shares who looks at one point, which nobody changes, with one precision."""
        if precision not in point.evaluations:
            point.evaluations[precision] = cls(point, precision)
        found: Evaluation = point.evaluations[precision]
        return found

    def number(self, expression: sp.Expr) -> Number:
        """The value: an exact rational or a ball. Raises as :func:`enclose` does."""
        known = self._known.get(expression)
        if known is not None:
            return known
        with working(self.precision):
            return self._value(expression)

    def sign(self, expression: sp.Expr) -> int:
        """-1, 0 or 1, decided; 0 only for an exact zero."""
        return sign_of(self.number(expression))

    def _value(self, expression: sp.Expr) -> Number:
        known = self._known.get(expression)
        if known is None:
            rule = ARITHMETIC.get(type(expression))
            known = self._known[expression] = settled(self._compute(expression) if rule is None else rule(self, expression))
        return known

    def _values(self, expression: sp.Expr) -> list[Number]:
        """The values of the terms of a sum, or of the factors of a product: most of all that is ever evaluated."""
        known, found = self._known, []
        for part in expression._args:  # noqa: SLF001 - what `args` returns
            number = known.get(part)
            found.append(self._value(part) if number is None else number)
        return found

    def _sum(self, expression: sp.Add) -> Number:
        if self._zeros and is_their_zero(expression, self.point, self._zeros, self.precision):
            return fmpq(0)
        return functools.reduce(operator.add, self._values(expression))

    def _product(self, expression: sp.Mul) -> Number:
        return product(self._values(expression))

    def _power(self, expression: sp.Pow) -> Number:
        base, exponent = self._values(expression)
        if exponent == 0 and expression.exp.is_integer:  # the empty product, of zeros too
            return fmpq(1)
        try:
            return power(base, exponent)
        except (NotDefinedError, UndecidedError):
            if isinstance(base, arb) and exponent > 0 and self._vanishes(expression.base):  # a root of it, though no ball shows the zero
                return fmpq(0)
            raise

    def _compute(self, expression: sp.Expr) -> Number:
        if expression.is_Rational:
            return fraction(expression)
        if self._zeros and is_their_zero(expression, self.point, self._zeros, self.precision):
            return fmpq(0)
        if expression.is_Symbol:
            return self._symbol(expression)
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
        return holds(condition, self._compared)

    def _compared(self, left: sp.Expr, right: sp.Expr) -> int:
        """The sign of a difference; zero at a root that is no rational number, too."""
        try:
            return sign_of(self._value(left) - self._value(right))
        except UndecidedError:
            if self._vanishes(left - right):
                return 0
            raise

    def _vanishes(self, expression: sp.Expr) -> bool:
        """Whether an expression is an exact zero that no ball shows."""
        from derivations.balls.exact_zero import is_exact_zero

        return is_exact_zero(expression, self)

    def rank(self, expression: sp.Expr) -> Number:
        """The rank of a matrix, of which an entry may be an exact zero that no ball shows."""
        rows, columns, *parts = expression.args
        sizes, numbers = (fraction(rows), fraction(columns)), [self._value(part) for part in parts]
        try:
            return rank(*sizes, *numbers)
        except UndecidedError:
            pairs = zip(numbers, parts, strict=True)
            exact = (fmpq(0) if isinstance(number, arb) and self._vanishes(part) else number for number, part in pairs)
            return rank(*sizes, *exact)

    def limit(self, expression: sp.Limit) -> Number:
        """A limit that an expansion tells at this point."""
        from derivations.balls.limits import limit_at

        return self._value(limit_at(expression, self.point))

    def accumulated(self, expression: sp.Expr) -> Number:
        """A sum or product with exact finite bounds, term by term; infinite sums and integrals by certified quadrature."""
        *inside, (index, low, high) = expression.args
        body = inside[0] if len(inside) == 1 else expression.func(*inside)
        if isinstance(expression, sp.Integral) or sp.oo in (high, -low):
            from derivations.balls.integrals import certified_integral, certified_series

            rule = certified_integral if isinstance(expression, sp.Integral) else certified_series
            return remembered(rule, expression, self.point, self.precision)
        ends = [self._value(end) for end in (low, high)]
        whole = [int(end.p) for end in ends if isinstance(end, fmpq) and end.q == 1]
        if isinstance(expression, sp.Sum) and not body.has(sp.Sum) and len(whole) == len(ends) and whole[1] - whole[0] > LONGEST_RANGE:
            from derivations.balls.long_sums import long_sum

            return long_sum(self, expression, *whole)
        if len(whole) < len(ends) or whole[1] - whole[0] > (LONGEST_NESTED if body.has(sp.Sum) else LONGEST_RANGE):
            message = f"the range from {low} to {high}"
            raise NotCoveredError(message)
        terms = [Evaluation({**self.point, index: fmpq(n)}, self.precision).number(body) for n in range(whole[0], whole[1] + 1)]
        return product(terms) if isinstance(expression, sp.Product) else functools.reduce(operator.add, terms, fmpq(0))


ARITHMETIC: dict[type, Callable[[Evaluation, Any], Number]] = {
    sp.Add: Evaluation._sum,  # noqa: SLF001 - rules of the class, by the type of the expression
    sp.Mul: Evaluation._product,  # noqa: SLF001
    sp.Pow: Evaluation._power,  # noqa: SLF001
    sp.Symbol: Evaluation._symbol,  # noqa: SLF001
    **{type(number): lambda _, number: fraction(number) for number in (*map(sp.Integer, (-1, 0, 1, 2)), sp.S.Half, sp.Rational(1, 3))},
}
EXACT: dict[str, Callable[..., Number]] = {
    **{name: functools.partial(of_first_kind, name) for name in ("besseli", "besselj")},
    "Abs": abs,
    "sign": lambda number: fmpq(sign_of(number)),
    "floor": floor,
    "ceiling": lambda number: -floor(-number),
    "Max": largest,
    "Min": lambda *numbers: -largest(*(-number for number in numbers)),
    "KroneckerDelta": lambda i, j: fmpq(sign_of(i - j) == 0),
    "EntryOfInverse": entry_of_inverse,
}
SPECIAL: dict[str, Callable[[Evaluation, sp.Expr], Number]] = {
    "ImplicitRoot": lambda evaluation, root: root.enclosure(evaluation.precision),
    "Jet": Evaluation.jet,
    "Piecewise": Evaluation.piecewise,
    "Rank": Evaluation.rank,
    "log": logarithm,
    "Sum": Evaluation.accumulated,
    "Product": Evaluation.accumulated,
    "Integral": Evaluation.accumulated,
    "Limit": Evaluation.limit,
}
