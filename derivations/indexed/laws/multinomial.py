"""The multinomial law of every number of classes; its log-partition is ``total`` times that of the categorical law."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derivations.indexed.atoms import IndexSum, fresh
from derivations.indexed.form import IndexedForm
from derivations.indexed.laws.categorical import log_sum_exp


def log_density(size: Any, y: Any, total: sp.Expr, probs: Any) -> sp.Expr:
    """Log of the multinomial coefficient, plus the sum of y_k log(probs_k)."""
    k = fresh()
    return sp.loggamma(total + 1) - IndexSum(sp.loggamma(y(k) + 1), k, size) + IndexSum(y(k) * sp.log(probs(k)), k, size)


FORMS = (
    IndexedForm(
        family="Multinomial",
        parameters={"total": "natural", "probs": "simplex"},
        arrays=("probs",),
        log_density=log_density,
        values="vector",
        natural=lambda k, probs, **_: sp.log(probs(k)),
        statistic=lambda entry: entry,
        log_partition=lambda size, eta, total: total * log_sum_exp(size, eta),
        page="for a known total: natural (log probs_k), overcomplete, with the counts as statistics",
    ),
)
