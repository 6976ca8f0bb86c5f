"""The multinomial law: counts of K classes among a total number of draws."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.language.tensor import Tensor
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import LatticeKernel, Tilted
from derivations.support import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_SUM = 300


def log_density(y: Tensor, total: sp.Expr, probs: Tensor) -> sp.Expr:
    """Log of the multinomial coefficient, plus the sum of y_k log(probs_k)."""
    ways = sp.loggamma(total + 1) - sp.Add(*(sp.loggamma(count + 1) for count in y.entries))
    return ways + sp.Add(*(count * sp.log(p) for count, p in zip(y.entries, probs.entries, strict=True)))


def pivot(total: sp.Expr, probs: Tensor) -> Pivot:
    """Tilting by prod z_k^y_k multiplies the probabilities by z and normalises; factorial moments are falling powers of the total."""

    def tilt(factors: tuple[sp.Expr, ...]) -> Tilted:
        weighted = [p * z for p, z in zip(probs.entries, factors, strict=True)]
        base = sp.Integer(1) if all(z == 1 for z in factors) else sp.Add(*weighted)

        def factorial_moment(orders: tuple[int, ...]) -> sp.Expr:
            falling = sp.Mul(*(total - i for i in range(sum(orders))))
            return falling * sp.Mul(*((p / base) ** k for p, k in zip(weighted, orders, strict=True)))

        return Tilted(base**total, factorial_moment)

    kernel = LatticeKernel(tilt, probs.shape[0])
    return Pivot(kernel, tuple(kernel.atom(i) for i in range(kernel.size)))


def points(total: sp.Expr, probs: Tensor) -> list[tuple[Tensor, sp.Expr]] | None:
    """The vectors of counts with their probabilities when they are few."""
    size = probs.shape[0]
    if not total.is_Integer or math.comb(int(total) + size - 1, size - 1) > LARGEST_SUM:
        return None
    return [
        (Tensor.vector(counts), ways(counts) * sp.Mul(*(p**k for p, k in zip(probs.entries, counts, strict=True))))
        for counts in compositions(int(total), size)
    ]


def ways(counts: tuple[int, ...]) -> int:
    """The multinomial coefficient of a vector of counts."""
    return math.factorial(sum(counts)) // math.prod(map(math.factorial, counts))


def compositions(total: int, size: int) -> Iterator[tuple[int, ...]]:
    """All vectors of ``size`` natural numbers with sum ``total``, in lexicographic order."""
    for bars in itertools.combinations(range(total + size - 1), size - 1):
        edges = (-1, *bars, total + size - 1)
        yield tuple(right - left - 1 for left, right in itertools.pairwise(edges))


FAMILY = Family(
    name="Multinomial",
    parameters=(Parameter("total", "natural"), Parameter("probs", "simplex", ("K",))),
    support=lambda total, probs: Counts(probs.shape[0], total),
    log_density=log_density,
    pivot=pivot,
    points=points,
    natural=lambda probs, **_: tuple(map(sp.log, probs.entries)),
    sufficient=lambda y, **_: y.entries,
    page="for a known total: natural (log probs_k), overcomplete, with the counts as statistics",
    valid=(
        (3, [sp.Rational(1, 2), sp.Rational(1, 3), sp.Rational(1, 6)]),
        (5, [sp.Rational(1, 4), sp.Rational(3, 4)]),
        (2, [sp.Rational(1, 10), sp.Rational(2, 10), sp.Rational(3, 10), sp.Rational(4, 10)]),
    ),
    invalid=((3, [sp.Rational(1, 2), sp.Rational(1, 3)]), (-1, [sp.Rational(1, 2), sp.Rational(1, 2)])),
)
