"""When SymPy may be asked to factor: its time is bounded by nothing where degrees are high, and exp(100000) is a letter to that power."""

from __future__ import annotations

import sympy as sp

HIGHEST = 64  # powers of a letter


def has_low_degrees(expression: sp.Expr) -> bool:
    """Whether all powers in an expression are low, as far as numbers in exponents tell.

    >>> x = sp.Symbol("x", real=True)
    >>> has_low_degrees(x**2 + sp.exp(-x) + 10**6), has_low_degrees(sp.exp(x - 1000) + 1), has_low_degrees(x**100 + 1)
    (True, False, False)
    """
    exponents = [part.args[-1] for part in expression.atoms(sp.Pow, sp.exp)]
    return all(_is_low(number) for exponent in exponents for number in exponent.atoms(sp.Number))


def _is_low(number: sp.Number) -> bool:
    return bool(number.is_Rational and max(abs(number.p), number.q) <= HIGHEST)


def factored(expression: sp.Expr) -> sp.Expr:
    """The expression in factors, or as it is where finding them may not end."""
    return sp.factor(expression) if has_low_degrees(expression) else expression
