"""Real numbers without a closed form: the only root of a differentiable function between two rational numbers.

Its values at the ends have different signs, so that there is a root, and its derivative has one sign between them, so that there is no
other.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import sympy as sp
from flint import arb, fmpq

from derivations.balls.failures import UndecidedError
from derivations.balls.precision import working
from derivations.replacing import replaced
from derivations.vanishing import divides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STEPS = 80  # of Newton's method in intervals
ELEMENTARY = (sp.Add, sp.Mul, sp.Pow, sp.Symbol, sp.Number, sp.NumberSymbol)
EXPONENTIALS = ("exp", "log", "sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "coth")
INVERSES = ("asin", "acos", "atan", "asinh", "acosh")
SPECIAL = ("erf", "erfc", "gamma", "loggamma", "polygamma", "besseli", "besselk", "zeta", "uppergamma", "lowergamma")
ANALYTIC = frozenset((*EXPONENTIALS, *INVERSES, *SPECIAL))  # in real arguments, wherever their balls are finite


class ImplicitRoot(sp.Expr):  # type: ignore[misc]  # SymPy has no types
    """The root of ``body`` in ``symbol`` between ``low`` and ``high``, both rational; ``body`` has no other symbol."""

    is_real = True
    is_commutative = True

    def __new__(cls, body: sp.Expr, symbol: sp.Symbol, low: sp.Rational, high: sp.Rational) -> Self:
        """Nothing is checked here: :meth:`enclosure` finds out whether there is such a number."""
        found: Self = super().__new__(cls, body, symbol, low, high)
        return found

    @cached_property
    def free_symbols(self) -> set[sp.Symbol]:
        """None: the symbol is bound."""
        return set()

    def _sympystr(self, printer: Any) -> str:
        body, _, low, high = self.args
        return f"the root of {printer.doprint(body)} between {_decimal(low)} and {_decimal(high)}"

    @cached_property
    def _known(self) -> dict[int, arb]:
        return {}

    @cached_property
    def _slope(self) -> sp.Expr:
        return sp.diff(self.args[0], self.args[1])

    def enclosure(self, precision: int) -> arb:
        """A ball around the root, by Newton's method in intervals.

        Raises:
            CannotEncloseError: the balls do not show that there is one root.
        """
        if precision not in self._known:
            self._known[precision] = self._enclosed(precision)
        return self._known[precision]

    def _enclosed(self, precision: int) -> arb:
        body, _, low, high = self.args
        if not is_analytic(body):
            message = f"whether {body} has a root"
            raise UndecidedError(message)
        ends = [fmpq(int(end.p), int(end.q)) for end in (low, high)]
        with working(precision):
            place = arb(ends[0]).union(arb(ends[1]))
            below, above = (self._value(body, end, precision) for end in ends)
            if not (below * above < 0 and _has_sign(self._value(self._slope, place, precision)) and self._is_continuous(place, precision)):
                message = f"whether {body} has one root between {low} and {high}"
                raise UndecidedError(message)
            for _ in range(STEPS):
                closer = self._newton(place, precision)
                if 2 * closer.rad() > place.rad():
                    return closer
                place = closer
        return place

    def _is_continuous(self, place: arb, precision: int) -> bool:
        """Whether every part has a finite ball over an interval: a slope alone may forget a jump, as that of atan(tan(x))."""
        parts = [part for part in _outside_of_integrals(self.args[0]) if part.has(self.args[1])]
        return all(self._value(part, place, precision).is_finite() for part in parts)

    def _newton(self, place: arb, precision: int) -> arb:
        """The part of an interval that the tangents through its middle leave."""
        body, _, _, _ = self.args
        middle = place.mid()
        step = self._value(body, middle, precision) / self._value(self._slope, place, precision)
        return place.intersection(middle - step)

    def _value(self, expression: sp.Expr, place: arb | fmpq, precision: int) -> arb:
        from derivations.balls.evaluate import enclose

        return enclose(expression, {self.args[1]: place}, precision)


def is_analytic(expression: sp.Expr) -> bool:
    """Whether an expression is differentiable wherever its ball and that of its derivative are finite.

    >>> x = sp.Symbol("x")
    >>> is_analytic(sp.exp(x) / x), is_analytic(sp.floor(x))
    (True, False)
    """
    return all(map(_is_smooth, _outside_of_integrals(expression)))


def _is_smooth(part: sp.Basic) -> bool:
    """Whether a part is smooth in its arguments; an integral is in its ends, if nothing else of the integrand may move."""
    if isinstance(part, sp.Integral):
        integrand, limits = part.args[0], part.args[1:]
        return len(limits) == 1 and len(limits[0]) == 3 and integrand.free_symbols <= {limits[0][0]} and is_analytic(integrand)  # noqa: PLR2004
    return isinstance(part, ELEMENTARY) or type(part).__name__ in ANALYTIC


def _outside_of_integrals(expression: sp.Basic) -> Iterator[sp.Basic]:
    """An expression and its parts; of an integral its ends alone, as its variable has no value."""
    yield expression
    inside = expression.args[1][1:] if isinstance(expression, sp.Integral) else expression.args
    for part in inside:
        yield from _outside_of_integrals(part)


def roots_among(point: Mapping[sp.Symbol, Any]) -> frozenset[sp.Expr]:
    """What is zero at a point since a coordinate is its root, with the numbers of the other coordinates put in."""
    roots = [(symbol, value) for symbol, value in point.items() if isinstance(value, ImplicitRoot)]
    return frozenset(sign * root.args[0] for symbol, root in roots if root.args[1] == symbol for sign in (1, -1))


def is_their_zero(expression: sp.Expr, point: Mapping[sp.Symbol, Any], zeros: frozenset[sp.Expr], precision: int) -> bool:
    """Whether an expression is zero at a point since a coordinate is its root; only if there certainly is such a number."""
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in point.items() if isinstance(value, fmpq)}
    if replaced(expression, places) not in zeros:
        return False
    return all(value.enclosure(precision).is_finite() for value in point.values() if isinstance(value, ImplicitRoot))


def is_multiple_of_theirs(expression: sp.Expr, point: Mapping[sp.Symbol, Any], precision: int) -> bool:
    """Whether an expression is zero at a point since it is a polynomial multiple of the equation of a root among the coordinates."""
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in point.items() if isinstance(value, fmpq)}
    there = replaced(expression, places)
    roots = [value for symbol, value in point.items() if isinstance(value, ImplicitRoot) and value.args[1] == symbol]
    return any(divides(root.args[0], there) and root.enclosure(precision).is_finite() for root in roots)


def _has_sign(ball: arb) -> bool:
    return bool(ball > 0 or ball < 0)


def _decimal(number: sp.Rational) -> str:
    """The decimal fraction, which is exact: ends are rounded to few digits."""
    text = str(number)
    for digits in range(1, 20):
        if (number * 10**digits).is_Integer:
            whole = int(abs(number) * 10**digits)
            return f"{'-' if number < 0 else ''}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"
    return text
