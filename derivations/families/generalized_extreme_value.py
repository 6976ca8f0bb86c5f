"""The generalised extreme value law, for a shape other than zero (that one is Gumbel).

Its support ends at ``loc - scale/shape``; it is regular for a shape above -1/2 all the same, because the density vanishes there.
"""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import Interval


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr, shape: sp.Expr) -> sp.Expr:
    """-log(scale) - (1 + 1/shape) log t - t^(-1/shape) with t = 1 + shape (y - loc)/scale."""
    t = 1 + shape * (y - loc) / scale
    return -sp.log(scale) - (1 + 1 / shape) * sp.log(t) - t ** (-1 / shape)


def support(loc: sp.Expr, scale: sp.Expr, shape: sp.Expr) -> Interval:
    """Above loc - scale/shape for a positive shape, below it for a negative one."""
    end = loc - scale / shape
    if shape.is_positive or shape.is_negative:
        return Interval(end, sp.oo) if shape.is_positive else Interval(-sp.oo, end)
    return Interval(sp.Piecewise((end, shape > 0), (-sp.oo, True)), sp.Piecewise((sp.oo, shape > 0), (end, True)))


def pivot(loc: sp.Expr, scale: sp.Expr, shape: sp.Expr) -> Pivot:
    """Write y = loc + scale (w^(-shape) - 1) / shape with w standard exponential."""
    kernel = GammaKernel(sp.Integer(1))
    return Pivot(kernel, (kernel.power(-shape) * (scale / shape) + (loc - scale / shape),))


FAMILY = Family(
    name="GeneralizedExtremeValue",
    parameters=(Parameter("loc"), Parameter("scale", "positive"), Parameter("shape", "nonzero")),
    support=support,
    log_density=log_density,
    pivot=pivot,
    valid=(
        (0, 1, sp.Rational(1, 2)),
        (sp.Rational(-3, 2), sp.Rational(2, 3), sp.Rational(2, 3)),
        (1, sp.Rational(3, 2), sp.Rational(-1, 8)),
    ),
    invalid=((0, -1, 1), (0, 1, 0)),
)
