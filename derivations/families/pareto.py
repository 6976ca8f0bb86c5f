"""The Pareto law: its support begins at the scale, which is therefore no regular parameter."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import Interval


def log_density(y: sp.Expr, scale: sp.Expr, alpha: sp.Expr) -> sp.Expr:
    """log(alpha) + alpha log(scale) - (alpha + 1) log y."""
    return sp.log(alpha) + alpha * sp.log(scale) - (alpha + 1) * sp.log(y)


def pivot(scale: sp.Expr, alpha: sp.Expr) -> Pivot:
    """Write y = scale u^(-1/alpha) with u uniform."""
    kernel = BetaKernel(sp.Integer(1), sp.Integer(1))
    return Pivot(kernel, (kernel.power(-1 / alpha) * scale,))


FAMILY = Family(
    name="Pareto",
    parameters=(Parameter("scale", "positive"), Parameter("alpha", "positive")),
    support=lambda scale, **_: Interval(scale, sp.oo),
    log_density=log_density,
    pivot=pivot,
    valid=((1, 5), (sp.Rational(3, 2), sp.Rational(9, 2)), (sp.Rational(5, 7), 6)),
    invalid=((0, 1), (1, -1)),
)
