"""Integrals that have no value: shown to diverge, not merely unknown."""

from __future__ import annotations

import sympy as sp

from derivations.factoring import has_low_degrees
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE, POSITIVE
from derivations.replacing import replaced

INFINITE = (sp.oo, -sp.oo)
LINEAR = 1


def diverges(integral: sp.Integral) -> bool:
    """Whether an integral certainly diverges, since its integrand does not fall towards an infinite end, or has a pole in the range.

    Towards an end it is a polynomial in the variable and its logarithm, not zero: what is largest decides, and its factor certainly is not
    zero. Poles are looked for in rational functions; no principal value is taken.

    >>> u = sp.Symbol("u", real=True)
    >>> diverges(sp.Integral(u**2 / sp.sqrt(2), (u, -sp.oo, sp.oo))), diverges(sp.Integral(sp.exp(-(u**2)), (u, -sp.oo, sp.oo)))
    (True, False)
    >>> diverges(sp.Integral(1 / u, (u, 0, 1))), diverges(sp.Integral(1 / u, (u, 1, 2))), diverges(sp.Integral(1 / u, (u, 1, sp.oo)))
    (True, False, True)
    """
    integrand, limits = integral.args[0], integral.args[1:]
    if len(limits) != 1 or len(limits[0]) != 3 or limits[0][1] == limits[0][2]:  # noqa: PLR2004 - (variable, low, high)
        return False
    variable, *ends = limits[0]
    return any(_stays(integrand, variable, end) for end in ends if end in INFINITE) or _has_pole(integrand, variable, *ends)


def _has_pole(integrand: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> bool:
    """Whether a rational function has a pole at a place that certainly lies between the ends, or at one of them; infinity counts."""
    if not integrand.is_rational_function(variable) or not has_low_degrees(integrand) or not _is_before(low, high, POSITIVE):
        return False
    above, below = sp.fraction(sp.cancel(sp.together(integrand)))
    top, bottom = sp.Poly(above, variable), sp.Poly(below, variable)
    is_slow = top.degree() >= bottom.degree() - 1 and top.LC().is_nonzero and bottom.LC().is_nonzero
    if is_slow and (low in INFINITE or high in INFINITE):
        return True  # it falls as 1/x, or more slowly
    for factor, _ in sp.factor_list(below, variable)[1]:
        if sp.degree(factor, variable) == LINEAR:
            slope, rest = sp.Poly(factor, variable).all_coeffs()
            place = sp.expand(-rest / slope)
            inside = _is_before(low, place, NONNEGATIVE) and _is_before(place, high, NONNEGATIVE)
            if inside and slope.is_nonzero and above.xreplace({variable: place}).is_nonzero:
                return True
    return False


def _is_before(left: sp.Expr, right: sp.Expr, least: int) -> bool:
    """Whether the difference of two places certainly has such signs."""
    if left == -sp.oo or right == sp.oo:
        return True
    return not (left.is_infinite or right.is_infinite) and signs_of(right - left) | least == least


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
