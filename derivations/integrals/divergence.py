"""Integrals that have no value: shown to diverge, not merely unknown."""

from __future__ import annotations

import sympy as sp


def diverges(integral: sp.Integral) -> bool:
    """Whether an integral over an infinite range certainly diverges: its integrand is a polynomial with numbers for coefficients, not zero.

    >>> u = sp.Symbol("u", real=True)
    >>> diverges(sp.Integral(u**2 / sp.sqrt(2), (u, -sp.oo, sp.oo))), diverges(sp.Integral(sp.exp(-(u**2)), (u, -sp.oo, sp.oo)))
    (True, False)
    """
    integrand, limits = integral.args[0], integral.args[1:]
    if len(limits) != 1 or len(limits[0]) != 3 or not {sp.oo, -sp.oo} & set(limits[0][1:]):  # noqa: PLR2004 - (variable, low, high)
        return False
    variable = limits[0][0]
    combined = sp.powsimp(sp.expand(integrand), combine="exp")
    if combined.free_symbols - {variable} or not combined.is_polynomial(variable):
        return False
    return bool(sp.Poly(combined, variable).LC().is_nonzero)
