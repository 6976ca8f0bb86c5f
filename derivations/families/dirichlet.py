"""The Dirichlet law on the interior of the simplex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.dirichlet import DirichletKernel
from derivations.moments.kernel import Pivot
from derivations.support import Simplex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.language.tensor import Tensor


def log_density(y: Tensor, concentration: Tensor) -> sp.Expr:
    """The sum of (a_k - 1) log y_k, minus the logarithm of the multivariate Beta function, in the first K - 1 components."""
    powers = sp.Add(*((a - 1) * sp.log(value) for a, value in zip(concentration.entries, y.entries, strict=True)))
    return powers + sp.loggamma(sp.Add(*concentration.entries)) - sp.Add(*map(sp.loggamma, concentration.entries))


def pivot(concentration: Tensor) -> Pivot:
    """The components are the kernel's atoms."""
    kernel = DirichletKernel(concentration.entries)
    return Pivot(kernel, tuple(kernel.atom(i) for i in range(kernel.size)))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """The sum of log Gamma(eta_k + 1) minus log Gamma(sum of eta_k + 1)."""
    return sp.Add(*(sp.loggamma(value + 1) for value in eta)) - sp.loggamma(sp.Add(*(value + 1 for value in eta)))


FAMILY = Family(
    name="Dirichlet",
    parameters=(Parameter("concentration", "positive", ("K",)),),
    support=lambda concentration: Simplex(concentration.shape[0]),
    log_density=log_density,
    pivot=pivot,
    natural=lambda concentration: tuple(a - 1 for a in concentration.entries),
    sufficient=lambda y, **_: tuple(map(sp.log, y.entries)),
    log_partition=log_partition,
    page="natural (concentration_k - 1) with statistics (log y_k)",
    valid=(([2, sp.Rational(5, 2)],), ([1, 1],), ([sp.Rational(7, 3), 3, sp.Rational(3, 2)],)),
    invalid=(([1, -1],), ([0, 1, 1],)),
)
