"""Exponential families: natural parameters, statistics, means, the log-partition with three derivatives, and what they say about F."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.duality import fisher_mean, fisher_natural, log_partition_derivative
from derivations.errors import DerivationError
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from derivations.log_partition import log_partition, mean_parameters
from derivations.normal_form import Facts, decide_zero
from verify.snapshots.item import Object, short

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.snapshots.subject import Subject


def _log_partition(of: Subject, order: int) -> Object:
    if of.eta is None or of.family.log_partition is None:
        message = f"Taking a log-partition: expected an exponential family, got {of.family.name}."
        raise DerivationError(message)
    if order == 0:
        return Object(Tensor.scalar(log_partition(of.family.name, of.eta)))
    return Object(short(log_partition_derivative(of.family.name, of.eta, order)), symmetric=order > 1)


def _of_statistics(of: Subject, matrix: Callable[[object], Tensor]) -> Object:
    if of.family.sufficient is None:
        message = f"Changing to natural coordinates: expected an exponential family, got {of.family.name}."
        raise DerivationError(message)
    return Object(short(matrix(of.p)), symmetric=True)


def _pulled_back(of: Subject) -> Object:
    r"""Whether :math:`J^T A''(\eta) J = F` with the Jacobian J of the natural parameters."""
    eta = of.p.natural().entries
    hessian = log_partition_derivative(of.family.name, Tensor.vector(list(eta)), 2)
    jacobian = Tensor.matrix([[sp.diff(entry, symbol) for symbol in of.v.entries] for entry in eta])
    pulled = jacobian.transpose().matmul(hessian).matmul(jacobian)
    gaps = short(pulled).combine(short(fisher(of.p, of.v)), lambda a, b: a - b)
    upper = [gaps[i, j].item for i, j in itertools.combinations_with_replacement(range(gaps.shape[0]), 2)]
    decision = decide_zero(upper, Facts(positive=of.facts))
    return Object(None, words={"J^T A'' J = F": "yes" if decision.zero else "undecided"})


OBJECTS: dict[str, Callable[[Subject], Object]] = {
    "natural": lambda of: Object(of.p.natural()),
    "sufficient": lambda of: Object(of.p.sufficient(of.y)),
    "mean_parameters": lambda of: Object(mean_parameters(of.p)),
    "log_partition": lambda of: _log_partition(of, 0),
    "log_partition_gradient": lambda of: _log_partition(of, 1),
    "log_partition_hessian": lambda of: _log_partition(of, 2),
    "log_partition_third": lambda of: _log_partition(of, 3),
    "fisher_in_natural": lambda of: _of_statistics(of, fisher_natural),
    "fisher_in_mean": lambda of: _of_statistics(of, fisher_mean),
    "pull_back": _pulled_back,
}
