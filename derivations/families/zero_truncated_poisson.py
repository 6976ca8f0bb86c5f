"""The Poisson law conditioned on a positive count; values 1, 2, ..."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import LatticeKernel, Tilted
from derivations.support import Integers


def log_density(y: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """Return y log(rate) - log y! - log(exp(rate) - 1)."""
    return y * sp.log(rate) - sp.loggamma(y + 1) - sp.log(sp.exp(rate) - 1)


def pivot(rate: sp.Expr) -> Pivot:
    """Tilting by z^y multiplies the rate by z."""

    def tilt(factors: tuple[sp.Expr, ...]) -> Tilted:
        (z,) = factors
        tilted = rate * z
        weight = sp.Integer(1) if z == 1 else (sp.exp(tilted) - 1) / (sp.exp(rate) - 1)
        # Only the factorial moment of order zero has mass at zero.
        return Tilted(weight, lambda orders: tilted ** orders[0] * sp.exp(tilted) / (sp.exp(tilted) - 1) if orders[0] else sp.Integer(1))

    kernel = LatticeKernel(tilt)
    return Pivot(kernel, (kernel.atom(),))


FAMILY = Family(
    name="ZeroTruncatedPoisson",
    parameters=(Parameter("rate", "positive"),),
    support=lambda **_: Integers(sp.Integer(1), sp.oo),
    log_density=log_density,
    pivot=pivot,
    natural=lambda rate: (sp.log(rate),),
    sufficient=lambda y, **_: (y,),
    log_partition=lambda eta: sp.log(sp.exp(sp.exp(eta[0])) - 1),
    page="natural [log rate] with statistic y; the base measure is 1/y!",
    valid=((1,), (sp.Rational(5, 2),), (sp.Rational(1, 3),)),
    invalid=((0,), (-1,)),
)
