"""log Gamma and polygamma at arguments with an integer added, by their recurrences; at arguments with a delta, by cases."""

from __future__ import annotations

import sympy as sp

from derivations.indexed.deltas import deltas_of

FARTHEST = 8


def shifted(expression: sp.Expr) -> sp.Expr:
    """``f(x + n)`` as ``f(x)`` and elementary terms, for a positive ``x`` and a small positive integer ``n``; else the expression.

    >>> x = sp.Symbol("x", positive=True)
    >>> shifted(sp.polygamma(0, x + 1))
    polygamma(0, x) + 1/x
    """
    *order, argument = expression.args
    constant, rest = argument.as_coeff_Add()
    if deltas_of(argument) or not (constant.is_Integer and 0 < constant <= FARTHEST and rest.is_positive):
        return expression
    steps = [rest + number for number in range(int(constant))]
    if isinstance(expression, sp.loggamma):
        return sp.loggamma(rest) + sp.Add(*map(sp.log, steps))
    (degree,) = order
    if not degree.is_Integer:
        return expression
    return sp.polygamma(degree, rest) + (-1) ** degree * sp.factorial(degree) * sp.Add(*(step ** (-degree - 1) for step in steps))
