"""The categorical law of every number of classes, by its probabilities or by its logits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.indexed.atoms import IndexSum, fresh
from derivations.indexed.form import IndexedForm

if TYPE_CHECKING:
    from derivations.indexed.atoms import Size


def log_sum_exp(size: Size, eta: Any) -> sp.Expr:
    """The log-partition: the logarithm of the sum of the exponentials."""
    k = fresh()
    return sp.log(IndexSum(sp.exp(eta(k)), k, size))


FORMS = (
    IndexedForm(
        family="Categorical",
        parameters={"probs": "simplex"},
        arrays=("probs",),
        log_density=lambda _, y, probs: sp.log(probs(y)),
        natural=lambda k, probs: sp.log(probs(k)),
        log_partition=log_sum_exp,
        page="natural: the K logits (overcomplete) with the indicators of the classes as statistics",
    ),
    IndexedForm(
        family="Categorical",
        parameters={"logits": "real"},
        arrays=("logits",),
        log_density=lambda size, y, logits: logits(y) - log_sum_exp(size, logits),
        natural=lambda k, logits: logits(k),
        log_partition=log_sum_exp,
    ),
)
