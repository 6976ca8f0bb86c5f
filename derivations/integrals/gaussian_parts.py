r"""Integrals of a polynomial times a Gaussian between any two ends: by parts, down to the error function.

With :math:`x = m + \sigma t`, what is left are :math:`M_n = \int_l^h t^n \varphi(t)\,dt`, and by parts
:math:`M_n = (n - 1) M_{n-2} + l^{n-1} \varphi(l) - h^{n-1} \varphi(h)`.
"""

from __future__ import annotations

import sympy as sp

from derivations.moments.truncated_gaussian import end_of, mass
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import POSITIVE

HIGHEST = 12  # degree of the polynomial


def integral_of_gaussian_part(integrand: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The integral term by term, or ``None``; the whole line is left to the moments of normal laws.

    >>> x = sp.Symbol("x", real=True)
    >>> integral_of_gaussian_part(x * sp.exp(-(x**2) / 2), x, sp.Integer(0), sp.oo)
    1
    """
    if low.is_infinite and high.is_infinite:
        return None
    total = sp.S.Zero
    for term in sp.Add.make_args(sp.expand(integrand, power_exp=False, power_base=False, log=False)):
        value = _term(term, variable, low, high)
        if value is None:
            return None
        total += value
    return total


def _term(term: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """A polynomial times exponentials whose exponents have degree two together."""
    exponentials = [factor for factor in sp.Mul.make_args(term) if isinstance(factor, sp.exp) and x in factor.free_symbols]
    exponent = sp.expand(sp.Add(*(factor.args[0] for factor in exponentials)))
    rest = sp.Mul(*(factor for factor in sp.Mul.make_args(term) if factor not in exponentials))
    if not exponent.is_polynomial(x) or sp.degree(exponent, x) != 2 or not rest.is_polynomial(x):  # noqa: PLR2004 - a Gaussian
        return None
    curvature, slope, height = (sp.Poly(exponent, x).coeff_monomial(x**power) for power in (2, 1, 0))
    if signs_of(-curvature) != POSITIVE or sp.degree(rest, x) > HIGHEST:
        return None
    middle, width = -slope / (2 * curvature), 1 / sp.sqrt(-2 * curvature)
    ends = [end if end.is_infinite else (end - middle) / width for end in (low, high)]
    moments = _moments(int(max(sp.degree(rest, x), 0)), *ends)
    t = sp.Dummy("t")
    shifted = sp.Poly(rest.xreplace({x: middle + width * t}), t)
    factor = sp.sqrt(2 * sp.pi) * width * sp.exp(sp.expand(height - slope**2 / (4 * curvature)))
    return sp.Add(
        *(sp.expand(factor * coefficient * moments[power], deep=False, power_exp=False) for (power,), coefficient in shifted.terms())
    )


def _moments(highest: int, low: sp.Expr, high: sp.Expr) -> list[sp.Expr]:
    """The moments M_0 to M_highest between two ends."""
    moments = [mass(low, high), end_of(0, low) - end_of(0, high)]
    for n in range(2, highest + 1):
        moments.append((n - 1) * moments[n - 2] + end_of(n - 1, low) - end_of(n - 1, high))
    return moments
