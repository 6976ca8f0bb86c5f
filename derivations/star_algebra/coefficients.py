"""SymPy numbers as scalars of the field of coefficients."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derivations.star_algebra.atoms import Atom, Sign
from derivations.star_algebra.scalars import ONE, ZERO, Scalar, square_root

_MAX_POWER = 64


def scalar_of(expression: Any) -> Scalar:
    """A SymPy expression as a scalar: sums, products, integer and half-integer powers; every other head is an atom of its own."""
    if expression.is_Rational:
        return Scalar.rational(int(expression.p)) * Scalar.rational(int(expression.q)).reciprocal()
    if expression.is_Symbol:
        return Scalar.atom(Atom("symbol", expression.name, expression, frozenset({expression.name}), _sign(expression)))
    if expression.is_Add:
        total = ZERO
        for part in expression.args:
            total = total + scalar_of(part)
        return total
    if expression.is_Mul:
        product = ONE
        for part in expression.args:
            product = product * scalar_of(part)
        return product
    if expression.is_Pow and (2 * expression.exp).is_Integer and abs(expression.exp) <= _MAX_POWER:
        base, twice = scalar_of(expression.base), int(2 * expression.exp)
        if twice % 2 == 0:
            return base ** (twice // 2)
        if expression.base.is_nonnegative:
            return square_root(base) ** twice
    names = frozenset(symbol.name for symbol in expression.free_symbols)
    return Scalar.atom(Atom("function", sp.sstr(expression), expression, names, _sign(expression)))


def _sign(expression: Any) -> Sign:
    """The sign by declared assumptions: of a symbol as declared, of a function by SymPy's assumption rules for its head."""
    if expression.is_Symbol or isinstance(expression, sp.exp):
        return "positive" if expression.is_positive else "nonnegative" if expression.is_nonnegative else ""
    return ""
