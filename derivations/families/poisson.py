"""The Poisson law."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import LatticeKernel, Tilted
from derivations.support import NATURALS


def log_density(y: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """Return y log(rate) - rate - log y!."""
    return y * sp.log(rate) - rate - sp.loggamma(y + 1)


def pivot(rate: sp.Expr) -> Pivot:
    """Tilting by z^y multiplies the rate by z; the k-th factorial moment is the k-th power of the rate."""

    def tilt(factors: tuple[sp.Expr, ...]) -> Tilted:
        (z,) = factors
        return Tilted(sp.exp(rate * (z - 1)), lambda orders: (rate * z) ** orders[0])

    kernel = LatticeKernel(tilt)
    return Pivot(kernel, (kernel.atom(),))


FAMILY = Family(
    name="Poisson",
    parameters=(Parameter("rate", "positive"),),
    support=lambda **_: NATURALS,
    log_density=log_density,
    pivot=pivot,
    natural=lambda rate: (sp.log(rate),),
    sufficient=lambda y, **_: (y,),
    log_partition=lambda eta: sp.exp(eta[0]),
    page="natural [log rate] with statistic y",
    valid=((1,), (sp.Rational(3, 4),), (sp.Rational(9, 2),)),
    invalid=((-1,), (0,)),
)
