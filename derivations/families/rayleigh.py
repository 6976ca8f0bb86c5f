"""The Rayleigh law: the length of a normal vector in the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """Log y - 2 log(scale) - y^2 / (2 scale^2)."""
    return sp.log(y) - 2 * sp.log(scale) - y**2 / (2 * scale**2)


def pivot(scale: sp.Expr) -> Pivot:
    """Write y = scale sqrt(2 w) with w standard exponential."""
    kernel = GammaKernel(sp.Integer(1))
    return Pivot(kernel, (kernel.power(sp.Rational(1, 2)) * (sp.sqrt(2) * scale),))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """-log(-2 eta); the base measure is y."""
    return -sp.log(-2 * eta[0])


FAMILY = Family(
    name="Rayleigh",
    parameters=(Parameter("scale", "positive"),),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda scale: (-1 / (2 * scale**2),),
    sufficient=lambda y, **_: (y**2,),
    log_partition=log_partition,
    page="natural [-1/(2 scale^2)] with statistic y^2",
    valid=((1,), (sp.Rational(3, 4),), (sp.Rational(9, 2),)),
    invalid=((-1,), (0,)),
)
