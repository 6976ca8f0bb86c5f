"""The Dirichlet law of every number of components."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derivations.indexed.atoms import IndexSum, fresh
from derivations.indexed.form import IndexedForm


def log_partition(size: Any, eta: Any) -> sp.Expr:
    """The sum of log Gamma(eta_k + 1) minus log Gamma(sum of eta_k + 1)."""
    k = fresh()
    return IndexSum(sp.loggamma(eta(k) + 1), k, size) - sp.loggamma(IndexSum(eta(k) + 1, k, size))


def log_density(size: Any, y: Any, concentration: Any) -> sp.Expr:
    """The sum of (a_k - 1) log y_k, minus the logarithm of the multivariate Beta function."""
    k = fresh()
    return IndexSum((concentration(k) - 1) * sp.log(y(k)), k, size) - log_partition(size, lambda at: concentration(at) - 1)


FORMS = (
    IndexedForm(
        family="Dirichlet",
        parameters={"concentration": "positive"},
        arrays=("concentration",),
        log_density=log_density,
        values="vector",
        entries="simplex",
        natural=lambda k, concentration: concentration(k) - 1,
        statistic=sp.log,
        log_partition=log_partition,
        page="natural (concentration_k - 1) with statistics (log y_k)",
    ),
)
