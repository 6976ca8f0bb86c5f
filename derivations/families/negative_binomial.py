"""The negative binomial law: successes before a total number of failures; values 0, 1, ..."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import LatticeKernel, Tilted
from derivations.support import NATURALS


def log_density(y: sp.Expr, total: sp.Expr, probs: sp.Expr) -> sp.Expr:
    """Log of Gamma(y + total) / (Gamma(total) y!), plus y log(probs) + total log(1 - probs)."""
    ways = sp.loggamma(y + total) - sp.loggamma(total) - sp.loggamma(y + 1)
    return ways + y * sp.log(probs) + total * sp.log(1 - probs)


def pivot(total: sp.Expr, probs: sp.Expr) -> Pivot:
    """Tilting by z^y multiplies the success probability by z; it must stay below one."""

    def tilt(factors: tuple[sp.Expr, ...]) -> Tilted:
        (z,) = factors
        tilted = probs * z
        odds = tilted / (1 - tilted)
        return Tilted(
            ((1 - probs) / (1 - tilted)) ** total,
            lambda orders: sp.Mul(*(total + i for i in range(orders[0]))) * odds ** orders[0],
            (1 - tilted,),
        )

    kernel = LatticeKernel(tilt)
    return Pivot(kernel, (kernel.atom(),))


FAMILY = Family(
    name="NegativeBinomial",
    parameters=(Parameter("total", "positive"), Parameter("probs", "unit")),
    support=lambda **_: NATURALS,
    log_density=log_density,
    pivot=pivot,
    natural=lambda probs, **_: (sp.log(probs),),
    sufficient=lambda y, **_: (y,),
    page="for a known total: natural [log probs] with statistic y",
    valid=((3, sp.Rational(1, 2)), (sp.Rational(5, 2), sp.Rational(1, 5)), (1, sp.Rational(3, 5))),
    invalid=((3, 2), (-1, sp.Rational(1, 2))),
)
