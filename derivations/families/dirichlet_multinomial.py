"""The Dirichlet-multinomial law (Polya): counts of K classes whose probabilities are a Dirichlet vector."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.families.multinomial import LARGEST_SUM, compositions, ways
from derivations.family import Family, Parameter
from derivations.language.tensor import Tensor
from derivations.moments.closed_forms import gamma_ratio
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import FallingPowersKernel
from derivations.support import Counts

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: Tensor, total: sp.Expr, concentration: Tensor) -> sp.Expr:
    """Log of the multinomial coefficient, plus the logarithm of the moment prod p_k^y_k of the Dirichlet law."""
    whole = sp.Add(*concentration.entries)
    pairs = list(zip(y.entries, concentration.entries, strict=True))
    coefficient = sp.loggamma(total + 1) - sp.Add(*(sp.loggamma(count + 1) for count in y.entries))
    moment = sp.Add(*(sp.loggamma(count + a) - sp.loggamma(a) for count, a in pairs))
    return coefficient + moment + sp.loggamma(whole) - sp.loggamma(whole + total)


def _moment(concentration: Tensor, orders: Sequence[int]) -> sp.Expr:
    """E[prod p_k^orders_k] of the Dirichlet law."""
    rising = sp.Mul(*(gamma_ratio(a, sp.Integer(k)) for a, k in zip(concentration.entries, orders, strict=True)))
    return rising / gamma_ratio(sp.Add(*concentration.entries), sp.Integer(sum(orders)))


def pivot(total: sp.Expr, concentration: Tensor) -> Pivot:
    """Factorial moments are falling powers of the total times moments of the Dirichlet law."""

    def factorial_moment(orders: tuple[int, ...]) -> sp.Expr:
        return sp.Mul(*(total - i for i in range(sum(orders)))) * _moment(concentration, orders)

    kernel = FallingPowersKernel(factorial_moment, concentration.shape[0])
    return Pivot(kernel, tuple(kernel.atom(i) for i in range(kernel.size)))


def points(total: sp.Expr, concentration: Tensor) -> list[tuple[Tensor, sp.Expr]] | None:
    """The vectors of counts with their probabilities when they are few."""
    size = concentration.shape[0]
    if not total.is_Integer or math.comb(int(total) + size - 1, size - 1) > LARGEST_SUM:
        return None
    return [(Tensor.vector(counts), ways(counts) * _moment(concentration, counts)) for counts in compositions(int(total), size)]


FAMILY = Family(
    name="DirichletMultinomial",
    parameters=(Parameter("total", "natural"), Parameter("concentration", "positive", ("K",))),
    support=lambda total, concentration: Counts(concentration.shape[0], total),
    log_density=log_density,
    pivot=pivot,
    points=points,
    valid=((3, [1, sp.Rational(3, 2)]), (2, [sp.Rational(5, 2), sp.Rational(3, 4), 2]), (4, [sp.Rational(1, 3), 3])),
    invalid=((-1, [1, 1]), (3, [0, 1])),
)
