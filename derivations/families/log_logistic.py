"""The log-logistic law with a scale and a concentration (shape)."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE


def log_density(y: sp.Expr, scale: sp.Expr, concentration: sp.Expr) -> sp.Expr:
    """log(k) - k log(scale) + (k - 1) log y - 2 log(1 + (y/scale)^k) with k the concentration."""
    k = concentration
    return sp.log(k) - k * sp.log(scale) + (k - 1) * sp.log(y) - 2 * sp.log(1 + (y / scale) ** k)


def pivot(scale: sp.Expr, concentration: sp.Expr) -> Pivot:
    """Write y = scale (u/(1 - u))^(1/k) with u uniform."""
    kernel = BetaKernel(sp.Integer(1), sp.Integer(1))
    return Pivot(kernel, (kernel.power(1 / concentration, 0) * kernel.power(-1 / concentration, 1) * scale,))


FAMILY = Family(
    name="LogLogistic",
    parameters=(Parameter("scale", "positive"), Parameter("concentration", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    valid=((1, 3), (sp.Rational(5, 2), sp.Rational(7, 2)), (sp.Rational(2, 3), 5)),
    invalid=((0, 1), (1, -1)),
)
