"""What a method may ask of the function it minimises; everything beyond value and gradient is optional and asked for by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from scipy.sparse.linalg import aslinearoperator

from numeric.checks import require_finite
from numeric.errors import DomainError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    Vector = NDArray[Any]


@runtime_checkable
class Objective(Protocol):
    """A function h of the parameters, shape ``(n,)``.

    An objective may also have matrices as methods of theta that return ``(n, n)`` arrays or operators (``hessian``, ``fisher``,
    ``generalized_gauss_newton``, ``empirical_fisher``, ...), ``kl(theta, other)`` in nats, ``bound(theta)`` of Martens' Section 11,
    ``costs``, and data: ``samples`` and ``subset(indices)``.
    """

    @property
    def size(self) -> int:
        """The number n of parameters."""

    def value(self, theta: Vector) -> float:
        """The value in nats."""

    def gradient(self, theta: Vector) -> Vector:
        """The gradient, shape ``(n,)``."""


@dataclass(frozen=True)
class Costs:
    """What one evaluation costs, in gradients of the whole data: a value, a gradient, a product with a curvature matrix."""

    value: float = 1 / 3
    gradient: float = 1.0
    product: float = 4 / 3


def costs(objective: Objective) -> Costs:
    """The objective's own costs, or those of a network whose first layer costs nothing."""
    found: Costs = getattr(objective, "costs", Costs())
    return found


def matrix(objective: Objective, name: str, theta: Vector) -> LinearOperator:
    """A matrix of the objective at theta as a linear operator, shape ``(n, n)``.

    Raises:
        DomainError: the objective has no such matrix.
    """
    method = getattr(objective, name, None)
    if method is None:
        kind = type(objective).__name__
        message = f"Looking for curvature: expected an objective with a method {name!r}, got {kind}. Choose another matrix."
        raise DomainError(message)
    return aslinearoperator(method(theta))


def dense(objective: Objective, name: str, theta: Vector) -> Vector:
    """A matrix of the objective at theta as an array ``(n, n)``, symmetrised."""
    return entries(matrix(objective, name, theta))


def entries(operator: LinearOperator) -> Vector:
    """A square operator as an array ``(n, n)``, symmetrised.

    Raises:
        DomainError: an entry is not finite: solvers of dense systems would fail with it, or not end.
    """
    formed = getattr(operator, "to_dense", None)
    array = operator @ np.eye(operator.shape[0]) if formed is None else formed().astype(np.float64)
    symmetric: Vector = (array + array.T) / 2
    require_finite(symmetric, "the matrix of a step")
    return symmetric


def moved(objective: Objective, theta: Vector, other: Vector) -> float:
    """The divergence of the model at ``other`` from the model at ``theta`` in nats; nan where the objective has none."""
    method = getattr(objective, "kl", None)
    return float(method(theta, other)) if method is not None else float("nan")


def bound(objective: Objective, theta: Vector) -> float:
    r"""Section 11's bound :math:`\frac{1}{2|S|}\sum s^T F_R^+ s` on the model's decrease; nan where the objective has none."""
    method = getattr(objective, "bound", None)
    return float(method(theta)) if method is not None else float("nan")


def subset(objective: Objective, batch: int | None, seed: tuple[int, ...]) -> tuple[Objective, float]:
    """The objective on ``batch`` samples drawn without replacement, and its part of the data; all of it without a batch.

    The draw depends on the seed alone, so that a resumed run draws what the uninterrupted one would have drawn.

    Raises:
        DomainError: the objective has no data, or too little.
    """
    if batch is None:
        return objective, 1.0
    whole: Any = objective
    samples = getattr(whole, "samples", 0)
    if not 1 <= batch <= samples:
        message = f"Drawing a batch: expected between 1 and {samples} samples, got {batch}. Change the batch."
        raise DomainError(message)
    if batch == samples:
        return objective, 1.0
    chosen = np.sort(np.random.default_rng(seed).choice(samples, batch, replace=False))
    part: Objective = whole.subset(chosen)
    return part, batch / samples
