"""Integrals that have no value: shown to diverge, not merely unknown."""

from __future__ import annotations

import sympy as sp

from derivations.replacing import replaced

INFINITE = (sp.oo, -sp.oo)
LINEAR = 1


def diverges(integral: sp.Integral) -> bool:
    """Whether an integral certainly diverges, since its integrand does not fall towards an infinite end.

    There it is a polynomial in the variable and its logarithm, not zero: what is largest decides, and its factor certainly is not zero.

    >>> u = sp.Symbol("u", real=True)
    >>> diverges(sp.Integral(u**2 / sp.sqrt(2), (u, -sp.oo, sp.oo))), diverges(sp.Integral(sp.exp(-(u**2)), (u, -sp.oo, sp.oo)))
    (True, False)
    """
    integrand, limits = integral.args[0], integral.args[1:]
    if len(limits) != 1 or len(limits[0]) != 3 or limits[0][1] == limits[0][2]:  # noqa: PLR2004 - (variable, low, high)
        return False
    variable, *ends = limits[0]
    return any(_stays(integrand, variable, end) for end in ends if end in INFINITE)


def _stays(integrand: sp.Expr, variable: sp.Symbol, end: sp.Expr) -> bool:
    """Whether the integrand stays away from zero, or grows, towards an end."""
    far, logarithm = sp.Dummy("far", positive=True), sp.Dummy("logarithm", positive=True)
    place = far if end == sp.oo else -far
    there = replaced(integrand, {variable: place}).replace(sp.Abs, lambda inside: _magnitude(inside, far))
    whole = sp.powsimp(sp.expand(there), combine="exp").xreplace({sp.log(far): logarithm})
    if whole.is_zero or not whole.is_polynomial(far, logarithm):
        return False
    leading = sp.Poly(whole, far, logarithm).LC()  # of the highest power of the variable that of the highest power of its logarithm
    return bool(leading.is_nonzero and leading.is_finite is not False)


def _magnitude(inside: sp.Expr, far: sp.Symbol) -> sp.Expr:
    """The absolute value of what is linear in a number that is large enough."""
    if inside.is_polynomial(far) and sp.degree(inside, far) == LINEAR:
        slope = sp.Poly(inside, far).LC()
        if slope.is_positive or slope.is_negative:
            return inside if slope.is_positive else -inside
    return sp.Abs(inside)
