"""Limits at exact points: with numbers in place of parameters an expansion may tell what it leaves open for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.failures import NotCoveredError, NotDefinedError, UndecidedError
from derivations.conditions import collecting
from derivations.limits import limit_or_none_there
from derivations.limits.known import knowing
from derivations.normal_form import Facts
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping


LONGEST = 1000  # numerators and denominators: factorials of longer ones are written out


def limit_at(limit: sp.Limit, point: Mapping[sp.Symbol, fmpq | sp.Expr]) -> sp.Expr:
    """The value of a limit in closed form, for the numbers that a point gives its parameters. It is exact; no number is let come close.

    Raises:
        NotDefinedError: there certainly is no finite limit.
        UndecidedError: a parameter is a long number, or the expansion does not tell; at another point it may.
        NotCoveredError: a parameter is no rational number there.

    >>> a, n = sp.Symbol("a", real=True), sp.Symbol("n", integer=True, nonnegative=True)
    >>> [limit_at(sp.Limit(a**n, n, sp.oo), {a: value}) for value in (fmpq(-1, 2), fmpq(1))]
    [0, 1]
    """
    expression, variable, at, _ = limit.args
    places = {symbol: _rational(symbol, point) for symbol in limit.free_symbols - {variable}}
    with collecting() as conditions, knowing(Facts()):
        value = limit_or_none_there(replaced(expression, places), variable, replaced(at, places))
    if value == sp.zoo and not conditions:
        message = f"{limit} has no finite value at the point"
        raise NotDefinedError(message)
    if value is None or conditions:
        message = f"the expansion of {expression} at the point"
        raise UndecidedError(message)
    return value


def _rational(symbol: sp.Symbol, point: Mapping[sp.Symbol, fmpq | sp.Expr]) -> sp.Expr:
    """The number of a symbol; what a hypothesis defines by other symbols is computed from theirs."""
    number = point.get(symbol)
    if isinstance(number, sp.Expr):
        number = replaced(number, {other: _rational(other, point) for other in number.free_symbols})
    if isinstance(number, fmpq):
        number = sp.Rational(int(number.p), int(number.q))
    if number is None or not number.is_Rational:
        message = f"a limit where {symbol} is no rational number"
        raise NotCoveredError(message)
    if max(abs(number.p), number.q) > LONGEST:
        message = f"a limit where {symbol} is {number}"
        raise UndecidedError(message)
    return number
