"""The normal law on the line; `Normal(0, s)` has a fixed mean, `Normal(m, 1)` a fixed variance: vary the other parameter alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gaussian import GaussianKernel
from derivations.moments.kernel import Pivot
from derivations.support import REALS

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-(y - loc)^2 / (2 scale^2) - log(scale) - log(2 pi) / 2."""
    return -((y - loc) ** 2) / (2 * scale**2) - sp.log(scale) - sp.log(2 * sp.pi) / 2


def pivot(loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """Write y = loc + scale z with z standard normal."""
    kernel = GaussianKernel()
    return Pivot(kernel, (kernel.atom() * scale + loc,))


def special(integrand: sp.Expr, y: sp.Symbol, loc: sp.Expr, scale: sp.Expr) -> sp.Expr | None:
    """The mean absolute value of an affine function (the folded normal law), and its mean error function (probit: both are Gaussian)."""
    if not isinstance(integrand, sp.Abs | sp.erf) or not integrand.args[0].is_polynomial(y) or sp.degree(integrand.args[0], y) != 1:
        return None
    inner = sp.Poly(integrand.args[0], y)
    slope, mean = inner.coeff_monomial(y), inner.as_expr().subs(y, loc)
    if isinstance(integrand, sp.erf):
        return sp.erf(mean / sp.sqrt(1 + 2 * slope**2 * scale**2))
    spread = sp.Abs(slope) * scale
    return spread * sp.sqrt(2 / sp.pi) * sp.exp(-(mean**2) / (2 * spread**2)) + mean * sp.erf(mean / (sp.sqrt(2) * spread))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """-eta_0^2 / (4 eta_1) - log(-2 eta_1) / 2; the base measure is 1 / sqrt(2 pi)."""
    return -(eta[0] ** 2) / (4 * eta[1]) - sp.log(-2 * eta[1]) / 2


FAMILY = Family(
    name="Normal",
    parameters=(Parameter("loc"), Parameter("scale", "positive")),
    support=lambda **_: REALS,
    log_density=log_density,
    pivot=pivot,
    special=special,
    natural=lambda loc, scale: (loc / scale**2, -1 / (2 * scale**2)),
    sufficient=lambda y, **_: (y, y**2),
    log_partition=log_partition,
    page="natural (loc/scale^2, -1/(2 scale^2)) with statistics (y, y^2)",
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, -1), (0, 0)),
)
