"""The Laplace law: its density has a kink at the location, so that the Hessian's mean is not the Fisher matrix."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import REALS


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-|y - loc| / scale - log(2 scale)."""
    return -sp.Abs(y - loc) / scale - sp.log(scale) - sp.log(2)


def pivot(loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """Write y = loc + scale sigma w with a fair sign sigma and w standard exponential."""
    kernel = GammaKernel(sp.Integer(1))
    return Pivot(kernel, (kernel.signed() * scale + loc,))


def special(integrand: sp.Expr, y: sp.Symbol, loc: sp.Expr, scale: sp.Expr) -> sp.Expr | None:
    """The mean distance from a point: |c - loc| + scale exp(-|c - loc| / scale)."""
    if not isinstance(integrand, sp.Abs) or not integrand.args[0].is_polynomial(y) or sp.degree(integrand.args[0], y) != 1:
        return None
    slope = sp.Poly(integrand.args[0], y).coeff_monomial(y)
    distance, spread = sp.Abs(integrand.args[0].subs(y, loc)), sp.Abs(slope) * scale
    return distance + spread * sp.exp(-distance / spread)


FAMILY = Family(
    name="Laplace",
    parameters=(Parameter("loc"), Parameter("scale", "positive")),
    support=lambda **_: REALS,
    log_density=log_density,
    pivot=pivot,
    special=special,
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, -1), (0, 0)),
)
