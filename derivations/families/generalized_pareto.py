"""The generalised Pareto law with a nonzero shape; the location bounds its support."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import Interval


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr, shape: sp.Expr) -> sp.Expr:
    """-(1 + 1/shape) log(1 + shape (y - loc)/scale) - log(scale)."""
    return -(1 + 1 / shape) * sp.log(1 + shape * (y - loc) / scale) - sp.log(scale)


def support(loc: sp.Expr, scale: sp.Expr, shape: sp.Expr) -> Interval:
    """From the location up, without end for a positive shape."""
    end = loc - scale / shape
    if shape.is_positive or shape.is_negative:
        return Interval(loc, sp.oo if shape.is_positive else end)
    return Interval(loc, sp.Piecewise((sp.oo, shape > 0), (end, True)))


def pivot(loc: sp.Expr, scale: sp.Expr, shape: sp.Expr) -> Pivot:
    """Write y = loc + scale (u^(-shape) - 1) / shape with u uniform."""
    kernel = BetaKernel(sp.Integer(1), sp.Integer(1))
    return Pivot(kernel, (kernel.power(-shape) * (scale / shape) + (loc - scale / shape),))


FAMILY = Family(
    name="GeneralizedPareto",
    parameters=(Parameter("loc"), Parameter("scale", "positive"), Parameter("shape", "nonzero")),
    support=support,
    log_density=log_density,
    pivot=pivot,
    valid=(
        (0, 1, sp.Rational(1, 5)),
        (sp.Rational(-3, 2), sp.Rational(2, 3), sp.Rational(1, 7)),
        (1, sp.Rational(3, 2), sp.Rational(-1, 4)),
    ),
    invalid=((0, -1, 1), (0, 1, 0)),
)
