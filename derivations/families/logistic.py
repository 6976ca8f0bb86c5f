"""The logistic law."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import REALS


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-z - 2 log(1 + exp(-z)) - log(scale) with z = (y - loc)/scale."""
    z = (y - loc) / scale
    return -z - 2 * sp.log(1 + sp.exp(-z)) - sp.log(scale)


def pivot(loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """Write y = loc + scale (log u - log(1 - u)) with u uniform."""
    kernel = BetaKernel(sp.Integer(1), sp.Integer(1))
    return Pivot(kernel, ((kernel.logarithm(0) - kernel.logarithm(1)) * scale + loc,))


FAMILY = Family(
    name="Logistic",
    parameters=(Parameter("loc"), Parameter("scale", "positive")),
    support=lambda **_: REALS,
    log_density=log_density,
    pivot=pivot,
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, -1), (0, 0)),
)
