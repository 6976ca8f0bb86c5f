"""The Chi law: the length of a standard normal vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, df: sp.Expr) -> sp.Expr:
    """(df - 1) log y - y^2/2 - (df/2 - 1) log 2 - log Gamma(df/2)."""
    return (df - 1) * sp.log(y) - y**2 / 2 - (df / 2 - 1) * sp.log(2) - sp.loggamma(df / 2)


def pivot(df: sp.Expr) -> Pivot:
    """Write y = sqrt(2 w) with w a Gamma variable of concentration df/2 and rate one."""
    kernel = GammaKernel(df / 2)
    return Pivot(kernel, (kernel.power(sp.Rational(1, 2)) * sp.sqrt(2),))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """Log Gamma((eta + 1)/2) + (eta - 1)/2 log 2; the base measure is exp(-y^2/2)."""
    return sp.loggamma((eta[0] + 1) / 2) + (eta[0] - 1) * sp.log(2) / 2


FAMILY = Family(
    name="Chi",
    parameters=(Parameter("df", "positive"),),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda df: (df - 1,),
    sufficient=lambda y, **_: (sp.log(y),),
    log_partition=log_partition,
    page="natural [df - 1] with statistic log y; the base measure is exp(-y^2/2)",
    valid=((1,), (sp.Rational(5, 2),), (4,)),
    invalid=((0,), (-1,)),
)
