"""The zeta law (Zipf's law without end); values 1, 2, ..."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.zeta import ZetaKernel
from derivations.support import Integers


def log_density(y: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """-exponent log y - log zeta(exponent)."""
    return -exponent * sp.log(y) - sp.log(sp.zeta(exponent))


def pivot(exponent: sp.Expr) -> Pivot:
    """The variable is the kernel's atom."""
    kernel = ZetaKernel(exponent)
    return Pivot(kernel, (kernel.atom(),))


FAMILY = Family(
    name="Zeta",
    parameters=(Parameter("exponent"),),
    support=lambda **_: Integers(sp.Integer(1), sp.oo),
    log_density=log_density,
    pivot=pivot,
    natural=lambda exponent: (-exponent,),
    sufficient=lambda y, **_: (sp.log(y),),
    log_partition=lambda eta: sp.log(sp.zeta(-eta[0])),
    page="natural [-exponent] with statistic log y",
    conditions=lambda exponent: (("positive", exponent - 1),),
    valid=((4,), (sp.Rational(7, 2),), (6,)),
    invalid=((1,), (sp.Rational(1, 2),), (-2,)),
)
