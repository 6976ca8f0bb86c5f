"""Integrals of integrals, written as one over several variables: means of means come nested, with a density between the two."""

from __future__ import annotations

import sympy as sp


def merged(expression: sp.Expr) -> sp.Expr:
    """An integral whose integrand is a product with one integral in it, as an integral over both variables; anything else as it is.

    >>> x, y = sp.symbols("x y")
    >>> merged(sp.Integral(y * sp.Integral(x * y, (x, 0, 1)), (y, 0, 2)))
    Integral(x*y**2, (x, 0, 1), (y, 0, 2))
    """
    if not isinstance(expression, sp.Integral) or len(expression.args) != 2:  # noqa: PLR2004 - an integrand and one range
        return expression
    factors = sp.Mul.make_args(expression.args[0])
    inner = [factor for factor in factors if isinstance(factor, sp.Integral)]
    if len(inner) != 1:
        return expression
    rest = sp.Mul(*(factor for factor in factors if factor is not inner[0]))
    bound = {limits[0] for limits in inner[0].args[1:]} | {expression.args[1][0]}
    if rest.has(sp.Integral) or len(bound) < len(inner[0].args) or not bound.isdisjoint(rest.free_symbols - {expression.args[1][0]}):
        return expression
    return sp.Integral(rest * inner[0].args[0], *inner[0].args[1:], expression.args[1])
