"""The log-normal law: the exponential of a normal variable."""

from __future__ import annotations

import sympy as sp

from derivations.families.normal import log_partition
from derivations.family import Family, Parameter
from derivations.moments.gaussian import GaussianKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-(log y - loc)^2 / (2 scale^2) - log y - log(scale) - log(2 pi) / 2."""
    return -((sp.log(y) - loc) ** 2) / (2 * scale**2) - sp.log(y) - sp.log(scale) - sp.log(2 * sp.pi) / 2


def pivot(loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """Write y = exp(loc + scale z) with z standard normal."""
    kernel = GaussianKernel()
    return Pivot(kernel, (kernel.exponential(scale) * sp.exp(loc),))


FAMILY = Family(
    name="LogNormal",
    parameters=(Parameter("loc"), Parameter("scale", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda loc, scale: (loc / scale**2, -1 / (2 * scale**2)),
    sufficient=lambda y, **_: (sp.log(y), sp.log(y) ** 2),
    log_partition=log_partition,
    page="natural (loc/scale^2, -1/(2 scale^2)) with statistics (log y, (log y)^2)",
    valid=((0, 1), (sp.Rational(-1, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(5, 4))),
    invalid=((0, -1), (0, 0)),
)
