"""Enclosures of expressions over all values of a variable from some start on, as scaled intervals."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NoReturn

import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import NotCoveredError, UndecidedError
from derivations.balls.scaled import INFINITY, Scaled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOG_DEGREE = fmpq(1, 4)  # log t <= (4/e) t^(1/4)


class Ray:
    """All values of the variable from ``start`` >= 1 on.

    The logarithm of the variable is enclosed by a power of it or, without ``logs_as_powers``, by an interval that is open above: the
    first keeps sums with polynomials bounded, the second keeps quotients away from zero.
    """

    def __init__(self, variable: sp.Symbol, start: fmpq, point: Mapping[sp.Symbol, Any], bits: int, *, logs_as_powers: bool) -> None:
        """Everything but the variable has its value at ``point``."""
        self.variable = variable
        self.start = start
        self.constants = Evaluation(point, bits)
        self.logs_as_powers = logs_as_powers
        self._known: dict[sp.Expr, Scaled] = {}

    def value(self, expression: sp.Expr) -> Scaled:
        """The enclosure.

        Raises:
            CannotEncloseError: no rule covers a part of it, or an argument may leave the domain.
        """
        if expression not in self._known:
            self._known[expression] = self._compute(expression)
        return self._known[expression]

    def constant(self, ball: arb | fmpq) -> Scaled:
        """A number that does not depend on the variable."""
        return Scaled.constant(self.start, arb(ball))

    def _compute(self, expression: sp.Expr) -> Scaled:
        if expression == self.variable:
            return Scaled.variable(self.start)
        if self.variable not in expression.free_symbols:
            return self.constant(self.constants.number(expression))
        if expression.is_Add:
            return functools.reduce(Scaled.plus, map(self.value, expression.args))
        if expression.is_Mul:
            return functools.reduce(Scaled.times, map(self.value, expression.args))
        if expression.is_Pow:
            return self._power(expression)
        if isinstance(expression, sp.sin | sp.cos):
            return Scaled(self.start, fmpq(0), arb(-1), arb(1))
        if isinstance(expression, sp.log | sp.polygamma | sp.loggamma):
            return self._logarithmic(expression)
        return self._monotone(expression)

    def _power(self, expression: sp.Expr) -> Scaled:
        if self.variable in expression.exp.free_symbols:
            return self.value(sp.exp(expression.exp * sp.log(expression.base)))
        exponent = self.constants.number(expression.exp)
        if not isinstance(exponent, fmpq):
            message = "a power with an irrational exponent far out"
            raise NotCoveredError(message)
        return self.value(expression.base).power(exponent)

    def _monotone(self, expression: sp.Expr) -> Scaled:
        name = type(expression).__name__
        if name not in INCREASING or len(expression.args) != 1:
            message = f"{name} far out"
            raise NotCoveredError(message)
        function, at_low, at_high = INCREASING[name]
        return self.value(expression.args[0]).monotone(function, at_low(), at_high())

    def split_log(self, expression: sp.Expr) -> tuple[fmpq, Scaled]:
        r"""A logarithm or digamma function as :math:`k \log t` + rest, so that logarithms of one size can cancel."""
        if isinstance(expression, sp.log):
            growth, tamed = self.without_growth(expression.args[0])
            if growth != 0:
                return self._split_product(growth, sp.log(tamed))
            inner = self._positive(expression.args[0])
            high = inner.high.log().upper() if inner.high.is_finite() else INFINITY
            return inner.degree, Scaled(self.start, fmpq(0), inner.low.log().lower(), high)
        inner = self._positive(expression.args[1])  # log x - 1/x < digamma(x) < log x - 1/(2x)
        between = Scaled(self.start, fmpq(0), arb(-1), arb(-1) / 2)
        degree, rest = self.split_log(sp.log(expression.args[1]))
        return degree, rest.plus(inner.reciprocal().times(between))

    def _split_product(self, growth: sp.Expr, rest: sp.Expr) -> tuple[fmpq, Scaled]:
        """The logarithm of exp(growth) h, where ``rest`` is what SymPy makes of log h."""
        degree, remainder = self.split_log(rest) if isinstance(rest, sp.log) else (fmpq(0), self.value(rest))
        return degree, remainder.plus(self.value(growth))

    def _positive(self, expression: sp.Expr) -> Scaled:
        inner = self.value(expression)
        if not inner.low > 0:
            message = f"{expression} may vanish far out"
            raise UndecidedError(message)
        return inner

    def _logarithmic(self, expression: sp.Expr) -> Scaled:
        inside = expression.args[0]
        if isinstance(expression, sp.loggamma) or (isinstance(expression, sp.log) and isinstance(inside, sp.gamma)):
            x = inside if isinstance(expression, sp.loggamma) else inside.args[0]
            # Stirling's series alternates: its first omitted term bounds the remainder.
            remainder = self._positive(x).reciprocal().times(Scaled(self.start, fmpq(0), arb(0), arb(1) / 12))
            return self.value((x - sp.S.Half) * sp.log(x) - x + sp.log(2 * sp.pi) / 2).plus(remainder)
        if isinstance(expression, sp.polygamma) and expression.args[0] != 0:
            return self._polygamma(*expression.args)
        degree, rest = self.split_log(expression)
        return rest if degree == 0 else self.constant(degree).times(self.log_of_variable()).plus(rest)

    def log_of_variable(self) -> Scaled:
        """The logarithm of the variable."""
        if self.logs_as_powers:
            return Scaled(self.start, LOG_DEGREE, arb(0), (1 / (arb(LOG_DEGREE) * arb.const_e())).upper())
        return Scaled(self.start, fmpq(0), arb(self.start).log().lower(), INFINITY)

    def without_growth(self, expression: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
        """(g, h) with expression = exp(g) h, such that no exponential in h grows."""
        if self.variable not in expression.free_symbols:
            return sp.S.Zero, expression
        if isinstance(expression, sp.exp):
            return expression.args[0], sp.S.One
        if expression.is_Mul:
            growths, rests = zip(*map(self.without_growth, expression.args), strict=True)
            return sp.Add(*growths), sp.Mul(*rests)
        if expression.is_Pow and expression.exp.is_Rational:
            growth, rest = self.without_growth(expression.base)
            return expression.exp * growth, rest**expression.exp
        if not expression.is_Add:
            return sp.S.Zero, expression
        terms = [self.without_growth(term) for term in expression.args]
        for largest in dict.fromkeys(growth for growth, _ in terms):
            if all(self.value(growth - largest).high <= 0 for growth, _ in terms):
                return largest, sp.Add(*(rest * sp.exp(growth - largest) for growth, rest in terms))
        return sp.S.Zero, expression

    def _polygamma(self, order: sp.Expr, argument: sp.Expr) -> Scaled:
        r""":math:`(n-1)! x^{-n} < |\psi_n(x)| < (n-1)! x^{-n} (1 + n/x)`, of sign :math:`(-1)^{n+1}`."""
        if not (order.is_Integer and order > 0):
            _refuse("a polygamma function of symbolic order far out")
        n = int(order)
        inverse = self._positive(argument).reciprocal()
        spread = Scaled(self.start, fmpq(0), arb(0), arb(n)).times(inverse).plus(self.constant(arb(1)))
        scale = arb(n).gamma() * (-1) ** (n + 1)
        return inverse.power(fmpq(n)).times(spread).times(self.constant(scale))


def _refuse(what: str) -> NoReturn:
    raise NotCoveredError(what)


INCREASING: dict[str, tuple[Callable[[arb], arb], Callable[[], arb], Callable[[], arb]]] = {
    "exp": (arb.exp, lambda: arb(0), lambda: INFINITY),
    "tanh": (arb.tanh, lambda: arb(-1), lambda: arb(1)),
    "atan": (arb.atan, lambda: -arb.pi() / 2, lambda: arb.pi() / 2),
    "erf": (arb.erf, lambda: arb(-1), lambda: arb(1)),
}
