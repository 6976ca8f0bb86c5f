"""Student's t law with degrees of freedom, location and scale."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import REALS


def log_density(y: sp.Expr, df: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-(df + 1) log(1 + z^2/df) / 2 with z = (y - loc)/scale, minus the logarithm of the normaliser."""
    constant = sp.loggamma((df + 1) / 2) - sp.loggamma(df / 2) - sp.log(df) / 2 - sp.log(sp.pi) / 2 - sp.log(scale)
    return constant - (df + 1) * sp.log(1 + (y - loc) ** 2 / (df * scale**2)) / 2


def pivot(df: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """Write y = loc + scale sigma sqrt(df u / (1 - u)) with u a Beta(1/2, df/2) variable and a fair sign sigma."""
    half = sp.Rational(1, 2)
    kernel = BetaKernel(half, df / 2)
    z = kernel.sign() * kernel.power(half, 0) * kernel.power(-half, 1) * sp.sqrt(df)
    return Pivot(kernel, (z * scale + loc,))


FAMILY = Family(
    name="StudentT",
    parameters=(Parameter("df", "positive"), Parameter("loc"), Parameter("scale", "positive")),
    support=lambda **_: REALS,
    log_density=log_density,
    pivot=pivot,
    valid=((5, 0, 1), (sp.Rational(7, 2), sp.Rational(-3, 2), sp.Rational(2, 3)), (9, sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, 0, 1), (1, 0, -1)),
)
