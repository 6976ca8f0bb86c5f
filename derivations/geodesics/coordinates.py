"""One-dimensional changes of coordinates: a table of functions, from which one is chosen by differentiation, not by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.tidy import tidy
from derivations.normal_form import Facts, decide_zero

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HALF = sp.Rational(1, 2)


@dataclass(frozen=True)
class Coordinate:
    """A strictly monotone function of one parameter with its inverse; ``onto`` says for which kind of symbol its values fill the line."""

    name: str
    forward: Callable[[sp.Expr], sp.Expr]
    backward: Callable[[sp.Expr], sp.Expr]
    needs_positive: bool = True

    def fills_the_line(self, symbol: sp.Symbol) -> bool:
        """Whether every real number is a value."""
        return (self.name == "t" and not symbol.is_nonnegative) or self.name == "log t"


IDENTITY = Coordinate("t", lambda t: t, lambda u: u, needs_positive=False)
LOGARITHM = Coordinate("log t", sp.log, sp.exp)


def _power(exponent: sp.Rational) -> Coordinate:
    return Coordinate(f"t^({exponent})", lambda t: t**exponent, lambda u: u ** (1 / exponent))


POWERS = tuple(_power(exponent) for exponent in (HALF, -HALF, -sp.Integer(1), sp.Integer(2), -sp.Integer(2)))
TABLE = (
    IDENTITY,
    LOGARITHM,
    *POWERS,
    Coordinate("asin(sqrt t)", lambda t: sp.asin(sp.sqrt(t)), lambda u: sp.sin(u) ** 2),
    Coordinate("artanh(sqrt t)", lambda t: sp.log((1 + sp.sqrt(t)) / (1 - sp.sqrt(t))) / 2, lambda u: sp.tanh(u) ** 2),
    Coordinate("artanh(sqrt(1 - t))", lambda t: sp.log((1 + sp.sqrt(1 - t)) / (1 - sp.sqrt(1 - t))) / 2, lambda u: 1 / sp.cosh(u) ** 2),
    Coordinate("arsinh(sqrt t)", lambda t: sp.log(sp.sqrt(t) + sp.sqrt(1 + t)), lambda u: sp.sinh(u) ** 2),
    Coordinate("atan(exp(t/2))", lambda t: sp.atan(sp.exp(t / 2)), lambda u: 2 * sp.log(sp.tan(u)), needs_positive=False),
)
# The two axes of the half-plane: horizontal and (positive) vertical.
HORIZONTAL = (IDENTITY, LOGARITHM, *POWERS)
VERTICAL = (IDENTITY, *POWERS)


def fitting(symbol: sp.Symbol, table: tuple[Coordinate, ...]) -> Iterator[Coordinate]:
    """The coordinates of a table that are defined for every value of a symbol."""
    return (coordinate for coordinate in table if symbol.is_positive or not coordinate.needs_positive)


def straightening(metric: sp.Expr, symbol: sp.Symbol) -> tuple[Coordinate, sp.Expr] | None:
    r"""A coordinate ``u`` with :math:`F(t) = c\, u'(t)^2` and the constant ``c``, proved by differentiation; None if the table has none.

    >>> r = sp.Symbol("r", positive=True)
    >>> coordinate, constant = straightening(1 / r, r)
    >>> coordinate.forward(r), constant
    (sqrt(r), 4)
    """
    for coordinate in fitting(symbol, TABLE):
        ratio = metric / sp.diff(coordinate.forward(symbol), symbol) ** 2
        if is_constant(ratio, (symbol,)):
            return coordinate, constant_value(ratio, (symbol,))
    return None


def is_constant(expression: sp.Expr, symbols: tuple[sp.Symbol, ...], facts: Facts | None = None) -> bool:
    """Whether the expression is proved not to change with the symbols."""
    if not expression.free_symbols & set(symbols):
        return True
    return decide_zero([sp.diff(expression, symbol) for symbol in symbols], facts).zero is True


def constant_value(expression: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> sp.Expr:
    """The value of an expression that does not change with the symbols, written without them."""
    short = tidy(sp.cancel(expression) if expression.is_rational_function(*symbols) else expression)
    if short.free_symbols & set(symbols):
        places = {symbol: HALF if symbol.is_positive else sp.S.Zero for symbol in symbols}
        short = tidy(short.subs(places, simultaneous=True))
    return short
