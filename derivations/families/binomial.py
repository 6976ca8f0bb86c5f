"""The binomial law: the number of successes among a total number of trials."""

from __future__ import annotations

import math

import sympy as sp

from derivations.family import Family, Parameter
from derivations.language.tensor import Tensor
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import LatticeKernel, Tilted
from derivations.support import Integers

LARGEST_SUM = 64


def log_density(y: sp.Expr, total: sp.Expr, probs: sp.Expr) -> sp.Expr:
    """Log of the binomial coefficient, plus y log(probs) + (total - y) log(1 - probs)."""
    ways = sp.loggamma(total + 1) - sp.loggamma(y + 1) - sp.loggamma(total - y + 1)
    return ways + y * sp.log(probs) + (total - y) * sp.log(1 - probs)


def pivot(total: sp.Expr, probs: sp.Expr) -> Pivot:
    """Tilting by z^y gives success probability probs z / (1 - probs + probs z)."""

    def tilt(factors: tuple[sp.Expr, ...]) -> Tilted:
        (z,) = factors
        base = 1 - probs + probs * z
        return Tilted(base**total, lambda orders: sp.Mul(*(total - i for i in range(orders[0]))) * (probs * z / base) ** orders[0])

    kernel = LatticeKernel(tilt)
    return Pivot(kernel, (kernel.atom(),))


def points(total: sp.Expr, probs: sp.Expr) -> list[tuple[Tensor, sp.Expr]] | None:
    """The values with their probabilities when the total is a small number."""
    if not total.is_Integer or total > LARGEST_SUM:
        return None
    n = int(total)
    return [(Tensor.scalar(k), math.comb(n, k) * probs**k * (1 - probs) ** (n - k)) for k in range(n + 1)]


FAMILY = Family(
    name="Binomial",
    parameters=(Parameter("total", "natural"), Parameter("probs", "unit")),
    support=lambda total, **_: Integers(sp.Integer(0), total),
    log_density=log_density,
    pivot=pivot,
    points=points,
    natural=lambda probs, **_: (sp.log(probs / (1 - probs)),),
    sufficient=lambda y, **_: (y,),
    page="for a known total: natural [logit of probs] with statistic y",
    valid=((3, sp.Rational(1, 2)), (7, sp.Rational(1, 5)), (1, sp.Rational(9, 10))),
    invalid=((3, 2), (-1, sp.Rational(1, 2)), (sp.Rational(5, 2), sp.Rational(1, 2))),
)
