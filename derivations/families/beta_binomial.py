"""The Beta-binomial law: a binomial law whose success probability is a Beta variable."""

from __future__ import annotations

import math

import sympy as sp

from derivations.family import Family, Parameter
from derivations.language.tensor import Tensor
from derivations.moments.closed_forms import gamma_ratio
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import FallingPowersKernel
from derivations.support import Integers

LARGEST_SUM = 64


def log_density(y: sp.Expr, total: sp.Expr, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """Log of the binomial coefficient, plus log B(y + a, total - y + b) - log B(a, b)."""
    ways = sp.loggamma(total + 1) - sp.loggamma(y + 1) - sp.loggamma(total - y + 1)
    inner = sp.loggamma(y + a) + sp.loggamma(total - y + b) - sp.loggamma(total + a + b)
    return ways + inner - sp.loggamma(a) - sp.loggamma(b) + sp.loggamma(a + b)


def pivot(total: sp.Expr, a: sp.Expr, b: sp.Expr) -> Pivot:
    """Factorial moments are falling powers of the total times moments of the Beta law."""

    def factorial_moment(orders: tuple[int, ...]) -> sp.Expr:
        (k,) = orders
        return sp.Mul(*(total - i for i in range(k))) * gamma_ratio(a, sp.Integer(k)) / gamma_ratio(a + b, sp.Integer(k))

    kernel = FallingPowersKernel(factorial_moment)
    return Pivot(kernel, (kernel.atom(),))


def points(total: sp.Expr, a: sp.Expr, b: sp.Expr) -> list[tuple[Tensor, sp.Expr]] | None:
    """The values with their probabilities when the total is a small number."""
    if not total.is_Integer or total > LARGEST_SUM:
        return None
    n = int(total)
    whole = gamma_ratio(a + b, sp.Integer(n))
    return [
        (Tensor.scalar(k), math.comb(n, k) * gamma_ratio(a, sp.Integer(k)) * gamma_ratio(b, sp.Integer(n - k)) / whole)
        for k in range(n + 1)
    ]


FAMILY = Family(
    name="BetaBinomial",
    parameters=(Parameter("total", "natural"), Parameter("a", "positive"), Parameter("b", "positive")),
    support=lambda total, **_: Integers(sp.Integer(0), total),
    log_density=log_density,
    pivot=pivot,
    points=points,
    valid=((3, 1, 2), (4, sp.Rational(5, 2), sp.Rational(3, 4)), (2, sp.Rational(1, 3), 3)),
    invalid=((-1, 1, 1), (3, 0, 1), (3, 1, -1), (sp.Rational(1, 2), 1, 1)),
)
