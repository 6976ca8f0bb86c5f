"""The logit-normal law on the unit interval: its log-odds are normal."""

from __future__ import annotations

import sympy as sp

from derivations.families.normal import log_partition
from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.logit_normal import LogitNormalKernel
from derivations.support import UNIT


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-(logit y - loc)^2 / (2 scale^2) - log(scale) - log(2 pi)/2 - log y - log(1 - y)."""
    odds = sp.log(y / (1 - y))
    return -((odds - loc) ** 2) / (2 * scale**2) - sp.log(scale) - sp.log(2 * sp.pi) / 2 - sp.log(y) - sp.log(1 - y)


def pivot(loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """The variable is the odds times the complement."""
    kernel = LogitNormalKernel(loc, scale)
    return Pivot(kernel, (kernel.atom(0) * kernel.atom(1),))


FAMILY = Family(
    name="LogitNormal",
    parameters=(Parameter("loc"), Parameter("scale", "positive")),
    support=lambda **_: UNIT,
    log_density=log_density,
    pivot=pivot,
    natural=lambda loc, scale: (loc / scale**2, -1 / (2 * scale**2)),
    sufficient=lambda y, **_: (sp.log(y / (1 - y)), sp.log(y / (1 - y)) ** 2),
    log_partition=log_partition,
    page="natural (loc/scale^2, -1/(2 scale^2)) with statistics (logit y, (logit y)^2); the base measure is 1/(y (1 - y) sqrt(2 pi))",
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, -1), (0, 0)),
)
