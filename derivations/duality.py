r"""Exponential families in their two affine coordinate systems: derivatives of the log-partition, both Fisher matrices, the Legendre dual.

In natural coordinates the Fisher matrix is :math:`A''(\eta) = Cov(T)`, in mean coordinates :math:`\mu = A'(\eta)` its inverse; in any other
coordinates ``v`` it is :math:`J^T A'' J` with the Jacobian ``J`` of :math:`\eta(v)`.
"""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from derivations.conditions import collecting
from derivations.errors import DerivationError
from derivations.expect import expected
from derivations.families import families
from derivations.fisher import symmetric_matrix
from derivations.language import arithmetic, kinds
from derivations.language.kinds import NUMBER, Array, Kind, KindError, LawKind
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.log_partition import log_partition, mean_parameters, require_size
from derivations.natural_domain import require_natural
from derivations.normal_form import decide_zero
from derivations.trace import Step, record


def _derivative_kind(name: str, eta: Kind, order: int) -> Kind:
    size = kinds.vector(eta, "the natural parameters")
    if families()[name].log_partition is None:
        message = f"expected an exponential family in all its parameters, got {name}. Take one that is, such as Normal or Gamma"
        raise KindError(message)
    require_size(name, size)
    return Array((size,) * order)


@word("log_partition_derivative", "family", "value", "count", kind=_derivative_kind)
def derivative_at(name: str, eta: Tensor, order: int) -> Tensor:
    """The partial derivatives of the log-partition where its arguments are natural parameters."""
    require_natural(name, eta)
    return log_partition_derivative(name, eta, order)


def log_partition_derivative(name: str, eta: Tensor, order: int) -> Tensor:
    r"""All partial derivatives of one order of :math:`A` at natural parameters; shape ``(n, ..., n)`` with ``order`` axes.

    Order 1 is the mean, order 2 the covariance, order 3 the third cumulant of the statistics.

    Raises:
        DerivationError: the family has no log-partition of its parameters alone.
    """
    symbols = [sp.Symbol(f"eta_{i}'", real=True) for i in range(len(eta.entries))]
    places = dict(zip(symbols, eta.entries, strict=True))
    with collecting():  # what is required of the stand-ins is required of no one
        known: dict[tuple[int, ...], sp.Expr] = {(): log_partition(name, Tensor.vector(symbols))}
    for size in range(1, order + 1):
        for index in itertools.combinations_with_replacement(range(len(symbols)), size):
            known[index] = sp.diff(known[index[:-1]], symbols[index[-1]])
    values = {index: term.xreplace(places) for index, term in known.items() if len(index) == order}
    indices = itertools.product(range(len(symbols)), repeat=order)
    result = Tensor((len(symbols),) * order, tuple(values[tuple(sorted(index))] for index in indices))
    record(Step(f"derivatives of order {order} of the log-partition of {name}", eta, result))
    return result


def _size(law: LawKind) -> int | str:
    if law.natural is None:
        message = "expected a law of an exponential family with known statistics, got another law. Take e.g. Normal or Gamma"
        raise KindError(message)
    return law.natural


@word("fisher_natural", "law", kind=lambda law: Array((_size(law),) * 2))
def fisher_natural(law: Any) -> Tensor:
    """The Fisher matrix in natural coordinates: the covariance of the statistics, at the law; shape ``(n, n)``."""
    y, mean = law.variable(), mean_parameters(law).entries
    statistics = law.sufficient(y).entries
    return symmetric_matrix(len(mean), lambda i, j: expected((statistics[i] - mean[i]) * (statistics[j] - mean[j]), y, law))


@word("fisher_mean", "law", kind=lambda law: Array((_size(law),) * 2))
def fisher_mean(law: Any) -> Tensor:
    """The Fisher matrix in mean coordinates: the inverse of the one in natural coordinates; shape ``(n, n)``.

    Raises:
        DerivationError: the statistics are affinely dependent, so that their means are no coordinates.
    """
    matrix = fisher_natural(law)
    if decide_zero([arithmetic.determinant(matrix)]).zero:
        message = f"Changing to mean coordinates: expected affinely independent statistics, got those of {law}. Drop one of them."
        raise DerivationError(message)
    inverse: Tensor = arithmetic.inverse(matrix)
    record(Step("Fisher matrix in mean coordinates: inverse of the covariance of the statistics", matrix, inverse))
    return inverse


def _dual_kind(law: LawKind) -> Kind:
    _size(law)
    return NUMBER


@word("legendre_dual", "law", kind=_dual_kind)
def legendre_dual(law: Any) -> Tensor:
    r"""The Legendre dual of the log-partition at the law: :math:`A^*(\mu) = \eta^T \mu - A(\eta)`; its gradient in the mean is ``eta``.

    Raises:
        DerivationError: the family has no log-partition of its parameters alone.
    """
    eta, mean = law.natural(), mean_parameters(law)
    with collecting():  # the law exists, so that these are natural parameters
        value = eta.matmul(mean).item - log_partition(law.name, eta)
    record(Step("Legendre dual of the log-partition: eta^T mu - A(eta)", eta, value))
    return Tensor.scalar(value)
