"""The Dirichlet-multinomial law of every number of classes: counts under probabilities that are a Dirichlet vector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.indexed.atoms import IndexSum, fresh
from derivations.indexed.form import IndexedForm
from derivations.indexed.law import IndexedLaw
from derivations.indexed.laws import dirichlet, multinomial

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.indexed.tensor import IndexedTensor


def log_density(size: Any, y: Any, total: sp.Expr, concentration: Any) -> sp.Expr:
    """Log of the multinomial coefficient, plus log B(y + a) - log B(a) with the multivariate Beta function B."""
    k = fresh()
    mass = IndexSum(concentration(k), k, size)
    ways = sp.loggamma(total + 1) - IndexSum(sp.loggamma(y(k) + 1), k, size)
    parts = IndexSum(sp.loggamma(y(k) + concentration(k)) - sp.loggamma(concentration(k)), k, size)
    return ways + sp.loggamma(mass) - sp.loggamma(total + mass) + parts


def mixture(law: IndexedLaw) -> tuple[Callable[[IndexedTensor], IndexedLaw], IndexedLaw]:
    """The multinomial law given its probabilities, and their Dirichlet law."""
    values = dict(law.parameters)
    outer = IndexedLaw(dirichlet.FORMS[0], law.size, {"concentration": values["concentration"]})
    return lambda probs: IndexedLaw(multinomial.FORMS[0], law.size, {"total": values["total"], "probs": probs}), outer


FORMS = (
    IndexedForm(
        family="DirichletMultinomial",
        parameters={"total": "natural", "concentration": "positive"},
        arrays=("concentration",),
        log_density=log_density,
        values="vector",
        mixture=mixture,
    ),
)
