"""The half-Cauchy law: the absolute value of a centred Cauchy variable."""

from __future__ import annotations

import sympy as sp

from derivations.families.cauchy import special as cauchy_special
from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE


def log_density(y: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-log(1 + y^2/scale^2) - log(scale) + log(2/pi)."""
    return -sp.log(1 + y**2 / scale**2) - sp.log(scale) + sp.log(2) - sp.log(sp.pi)


def pivot(scale: sp.Expr) -> Pivot:
    """Write y = scale sqrt(u/(1 - u)) with u a Beta(1/2, 1/2) variable."""
    half = sp.Rational(1, 2)
    kernel = BetaKernel(half, half)
    return Pivot(kernel, (kernel.power(half, 0) * kernel.power(-half, 1) * scale,))


def special(integrand: sp.Expr, y: sp.Symbol, scale: sp.Expr) -> sp.Expr | None:
    """The mean of log(1 + c y^2), an even function: that of the centred Cauchy law."""
    even = integrand == integrand.xreplace({y: -y})
    return cauchy_special(integrand, y, loc=sp.Integer(0), scale=scale) if even else None


FAMILY = Family(
    name="HalfCauchy",
    parameters=(Parameter("scale", "positive"),),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    special=special,
    valid=((1,), (sp.Rational(2, 3),), (sp.Rational(9, 4),)),
    invalid=((0,), (-1,)),
)
