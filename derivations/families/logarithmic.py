"""The logarithmic-series law; values 1, 2, ..."""

from __future__ import annotations

import math

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import LatticeKernel, Tilted
from derivations.support import Integers


def log_density(y: sp.Expr, probs: sp.Expr) -> sp.Expr:
    """Return y log(probs) - log y - log(-log(1 - probs))."""
    return y * sp.log(probs) - sp.log(y) - sp.log(-sp.log(1 - probs))


def pivot(probs: sp.Expr) -> Pivot:
    """Tilting by z^y multiplies the parameter by z; it must stay below one."""

    def tilt(factors: tuple[sp.Expr, ...]) -> Tilted:
        (z,) = factors
        tilted = probs * z
        weight = sp.Integer(1) if z == 1 else sp.log(1 - tilted) / sp.log(1 - probs)

        def factorial_moment(orders: tuple[int, ...]) -> sp.Expr:
            (k,) = orders
            return -math.factorial(k - 1) * (tilted / (1 - tilted)) ** k / sp.log(1 - tilted) if k else sp.Integer(1)

        return Tilted(weight, factorial_moment, (1 - tilted,))

    kernel = LatticeKernel(tilt)
    return Pivot(kernel, (kernel.atom(),))


FAMILY = Family(
    name="Logarithmic",
    parameters=(Parameter("probs", "unit"),),
    support=lambda **_: Integers(sp.Integer(1), sp.oo),
    log_density=log_density,
    pivot=pivot,
    natural=lambda probs: (sp.log(probs),),
    sufficient=lambda y, **_: (y,),
    log_partition=lambda eta: sp.log(-sp.log(1 - sp.exp(eta[0]))),
    page="natural [log probs] with statistic y; the base measure is 1/y",
    valid=((sp.Rational(1, 2),), (sp.Rational(1, 5),), (sp.Rational(3, 5),)),
    invalid=((2,), (0,)),
)
