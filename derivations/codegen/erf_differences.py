"""Differences of error functions in sums: both may be one in all bits, while their complements tell them apart."""

from __future__ import annotations

import sympy as sp


class ErfDifference(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """erf(x) - erf(y); ``ErfDifference(x, y)``."""


def with_erf_differences(expression: sp.Add) -> sp.Expr:
    """The sum with k erf(x) - k erf(y) as one term.

    >>> x, y, z = sp.symbols("x y z")
    >>> with_erf_differences(z + sp.erf(x) / 2 - sp.erf(y) / 2)
    z + ErfDifference(x, y)/2
    """
    calls = [(*term.as_independent(sp.erf, as_Add=False), term) for term in expression.args if term.has(sp.erf)]
    for weight, call, term in calls:
        for other, second, last in calls:
            if isinstance(call, sp.erf) and isinstance(second, sp.erf) and other == -weight and not weight.could_extract_minus_sign():
                return expression - term - last + weight * ErfDifference(call.args[0], second.args[0])
    return expression
