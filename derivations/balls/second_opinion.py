"""The second opinion: the value of an expression in mpmath, by a walk and a table that share nothing with the ball evaluator.

Plain multiprecision arithmetic proves nothing; it is there to catch a defect of the ball evaluator.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

import mpmath
import sympy as sp

from derivations.balls.breakpoints import breakpoints
from derivations.balls.decay import falls
from derivations.balls.euler_maclaurin import long_sum
from derivations.balls.failures import NotCoveredError, NotDefinedError
from derivations.balls.nested import merged
from derivations.balls.relations import RELATIONS
from derivations.kinks import switches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flint import fmpq

LONGEST_SUM, LONGEST_DIRECT = 5000, 40_000  # terms of a series, of a finite sum of fractions
TIE = 0.8  # of the digits in use: two sides that agree to so many are equal
LARGEST_EXPONENT = 10**9

DECIMAL_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": lambda x: _exponential(x),  # noqa: PLW0108 - defined below
    **{name: getattr(mpmath, name) for name in ("log", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan")},
    **{name: getattr(mpmath, name) for name in ("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "erf", "erfc")},
    "gamma": mpmath.gamma,
    "loggamma": mpmath.loggamma,
    "polygamma": lambda order, x: mpmath.psi(int(order), x),
    "beta": mpmath.beta,
    "factorial": mpmath.factorial,
    "binomial": mpmath.binomial,
    "besselj": mpmath.besselj,
    "besseli": mpmath.besseli,
    "besselk": mpmath.besselk,
    "uppergamma": mpmath.gammainc,
    "lowergamma": lambda s, x: mpmath.gammainc(s, 0, x),
    "zeta": mpmath.zeta,
    "polylog": mpmath.polylog,
    "expint": mpmath.expint,
    "LambertW": mpmath.lambertw,
    "Abs": abs,
    "sign": mpmath.sign,
    "floor": mpmath.floor,
    "ceiling": mpmath.ceil,
    "Max": max,
    "Min": min,
    "KroneckerDelta": lambda i, j: mpmath.mpf(i == j),
    "Rank": lambda rows, columns, *entries: _rank([entries[int(columns) * i :][: int(columns)] for i in range(int(rows))]),
}


def second_opinion(expression: sp.Expr, point: Mapping[sp.Symbol, fmpq | sp.Expr], digits: int = 50) -> mpmath.mpf:
    """The value at an exact point, computed with ``digits`` decimal digits (and no statement about the error).

    Raises:
        NotCoveredError: no row of the table covers a part of it.
        NotDefinedError: the value is not a finite real number.
    """
    with mpmath.workdps(digits):
        try:
            value = _Decimal(point).value(expression)
        except (ZeroDivisionError, ValueError, OverflowError) as error:
            raise NotDefinedError(str(error)) from error
        if isinstance(value := mpmath.mpmathify(value), mpmath.mpc):
            if abs(value.imag) > abs(value.real) * mpmath.mpf(10) ** (-digits // 2):
                message = f"{expression} is not real"
                raise NotDefinedError(message)
            value = value.real
        if not mpmath.isfinite(value):
            message = f"{expression} is not finite"
            raise NotDefinedError(message)
        return value


class _Decimal:
    """A recursive walk that keeps the values of shared subexpressions."""

    def __init__(self, point: Mapping[sp.Symbol, fmpq | sp.Expr | mpmath.mpf], *, is_inside: bool = False) -> None:
        self.point, self.is_inside = point, is_inside
        self.known: dict[sp.Basic, Any] = {}

    def value(self, expression: sp.Basic) -> Any:
        found = self.known.get(expression)
        if found is None:
            found = self.known[expression] = self._compute(expression)
        return found

    def _compute(self, expression: sp.Basic) -> Any:
        if expression.is_Add:
            return functools.reduce(operator.add, map(self.value, expression.args))
        if expression.is_Mul:
            return functools.reduce(operator.mul, map(self.value, expression.args))
        if expression.is_Pow:
            return self._power(*expression.args)
        if expression.is_Rational:
            return mpmath.mpf(int(expression.p)) / int(expression.q)
        return self._symbol(expression) if expression.is_Symbol else self._of_function(expression)

    def _of_function(self, expression: sp.Basic) -> Any:
        if isinstance(expression, sp.NumberSymbol):
            return +{"Pi": mpmath.pi, "Exp1": mpmath.e, "EulerGamma": mpmath.euler}[type(expression).__name__]
        if isinstance(expression, sp.Piecewise):
            return self._piecewise(expression)
        if isinstance(expression, sp.Sum | sp.Product | sp.Integral):
            return self._accumulated(expression)
        if isinstance(expression, sp.Limit):
            from derivations.balls.limits import limit_at

            return self.value(limit_at(expression, self.point))
        if type(expression).__name__ == "Jet":
            return self._jet(expression)
        if type(expression).__name__ == "ImplicitRoot":
            return self._root(*expression.args)
        function = DECIMAL_FUNCTIONS.get(type(expression).__name__)
        if function is None:
            message = f"{type(expression).__name__} has no row in the decimal table"
            raise NotCoveredError(message)
        return function(*map(self.value, expression.args))

    def _symbol(self, symbol: sp.Symbol) -> Any:
        if symbol not in self.point:
            message = f"the point gives {symbol} no value"
            raise NotCoveredError(message)
        number = self.point[symbol]
        if isinstance(number, sp.Basic):
            return self.value(number)
        return number if isinstance(number, mpmath.mpf) else mpmath.mpf(int(number.p)) / int(number.q)

    def _root(self, body: sp.Expr, symbol: sp.Symbol, low: sp.Rational, high: sp.Rational) -> Any:
        """The root of an expression between two numbers, by a method that keeps it between them."""
        ends = (self.value(low), self.value(high))
        return mpmath.findroot(lambda at: _Decimal({symbol: at}).value(body), ends, solver="anderson", verify=False, maxsteps=500)

    def _jet(self, jet: sp.Expr) -> Any:
        """The value that the ball evaluation of this point gave the derivative."""
        values = getattr(self.point, "jets", None)
        if values is None or jet not in values.keys:
            message = f"the point gives {jet} no value"
            raise NotCoveredError(message)
        number = values.values[values.keys[jet]]
        return mpmath.mpf(int(number.p)) / int(number.q)

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> Any:
        if exponent.is_Integer:
            return self.value(base) ** int(exponent)
        return mpmath.power(self.value(base), self.value(exponent))

    def _piecewise(self, expression: sp.Piecewise) -> Any:
        for body, condition in expression.args:
            if self._holds(condition):
                return self.value(body)
        message = f"no branch of {expression} applies"
        raise NotDefinedError(message)

    def _holds(self, condition: sp.Basic) -> bool:
        if condition in (sp.true, sp.false):
            return bool(condition)
        if isinstance(condition, sp.And | sp.Or):
            return (all if isinstance(condition, sp.And) else any)(self._holds(part) for part in condition.args)
        if isinstance(condition, sp.Not):
            return not self._holds(condition.args[0])
        left, right = map(self.value, condition.args)
        parts = [part for side in condition.args for part in (side.args if side.is_Add else (side,))]
        scale = max(abs(self.value(part)) for part in parts)
        is_tie = abs(left - right) <= scale * mpmath.mpf(10) ** (-TIE * mpmath.mp.dps)  # the roots of x**2 == 2 are rounded
        return RELATIONS[type(condition).__name__](*((left, left) if is_tie else (left, right)))

    def _kinks(self, body: sp.Expr, index: sp.Symbol, low: Any, high: Any) -> list[Any]:
        """The places inside at which something that is linear in the variable switches."""
        found = []
        for switch in switches(body, [index]):
            start, one, two = (_Decimal({**self.point, index: mpmath.mpf(at)}).value(switch) for at in (0, 1, 2))
            slope = one - start
            if slope and abs(two - one - slope) <= abs(slope) * mpmath.sqrt(mpmath.eps) and low < -start / slope < high:
                found.append(-start / slope)
        return found

    def _accumulated(self, expression: sp.Expr) -> Any:
        """A sum, product or integral, over one variable after the other."""
        *inside, (index, low, high) = merged(expression).args
        body = inside[0] if len(inside) == 1 else expression.func(*inside)
        ends = [mpmath.inf * (1 if end == sp.oo else -1) if end in (sp.oo, -sp.oo) else self.value(end) for end in (low, high)]

        def inner(at: Any) -> Any:
            return _Decimal({**self.point, index: mpmath.mpf(at)}, is_inside=len(inside) > 1).value(body)

        if isinstance(expression, sp.Integral) and ends[1] < ends[0]:
            return -self.value(sp.Integral(body, (index, high, low)))
        if isinstance(expression, sp.Integral):
            is_plain = self.is_inside or len(inside) > 1  # of two integrals both are taken on whole ranges
            if not is_plain and not falls(inner, *ends):
                message = "an integrand that does not fall towards an end of its range"
                raise NotCoveredError(message)
            places = ends if is_plain else breakpoints(inner, ends[0], ends[1], self._kinks(body, index, *ends))
            return _settled_integral(inner, places, "gauss-legendre" if is_plain else "tanh-sinh")
        if ends[1] == mpmath.inf:
            return _series(inner, int(ends[0]))
        if isinstance(expression, sp.Sum) and ends[1] - ends[0] > LONGEST_DIRECT and body.is_rational_function(index):
            return long_sum(inner, int(ends[0]), int(ends[1]))
        terms = [inner(at) for at in range(int(ends[0]), int(ends[1]) + 1)]
        return mpmath.fsum(terms) if isinstance(expression, sp.Sum) else mpmath.fprod(terms)


def _settled_integral(function: Callable[[Any], Any], places: Sequence[Any], method: str) -> Any:
    """A quadrature that settles: poles and kinks inside of a piece give sums that do not."""
    if method != "tanh-sinh" and mpmath.inf in map(abs, places):
        message = "an integral over two variables that may be infinite"
        raise NotCoveredError(message)
    value, error = mpmath.quad(function, places, error=True, method=method)
    if not error <= max(mpmath.mpf(1), abs(value)) * mpmath.cbrt(mpmath.eps):
        message = "an integral whose quadrature does not settle"
        raise NotCoveredError(message)
    return value


def _rank(rows: Sequence[Sequence[Any]]) -> Any:
    """The number of singular values above half of the digits."""
    values = mpmath.svd_r(mpmath.matrix(rows), compute_uv=False)
    return mpmath.mpf(sum(value > mpmath.sqrt(mpmath.eps) * max(values) for value in values))


def _exponential(x: Any) -> Any:
    """The exponential function; beyond any use it is zero or infinity, since mpmath would take forever over the digits."""
    if abs(x) > LARGEST_EXPONENT:
        return mpmath.inf if x > 0 else mpmath.mpf(0)
    return mpmath.exp(x)


def _series(term: Callable[[Any], Any], start: int) -> Any:
    """Sum until the terms stay below the working precision; slowly converging series are not covered."""
    total, quiet = mpmath.mpf(0), 0
    for n in range(start, start + LONGEST_SUM):
        value = term(n)
        total += value
        quiet = quiet + 1 if abs(value) <= mpmath.eps * abs(total) * mpmath.mpf(2) ** -8 else 0
        if quiet > 8:  # noqa: PLR2004 - as many small terms in a row
            return total
    message = "a series that converges slowly"
    raise NotCoveredError(message)
