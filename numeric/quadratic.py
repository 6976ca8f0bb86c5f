"""Quadratic objectives: every second-order method has a closed form on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DomainError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]


@dataclass(frozen=True)
class Quadratic:
    r"""The function :math:`\frac12 \theta^T A \theta - b^T \theta`; Hessian, Fisher and Gauss-Newton matrix are A.

    It is the negative log likelihood, up to a constant, of :math:`N(S\theta, I)` with :math:`S^T S = A`.

    Args:
        curvature: A, symmetric, shape ``(n, n)``.
        linear: b, shape ``(n,)``.

    Example:
        >>> Quadratic(np.eye(2), np.ones(2)).value(np.ones(2))
        -1.0
    """

    curvature: Vector
    linear: Vector

    def __post_init__(self) -> None:
        """Refuse a matrix that is not symmetric: its gradient would be another one."""
        if self.curvature.shape != (self.linear.size,) * 2 or not np.array_equal(self.curvature, self.curvature.T):
            message = f"Building a quadratic: expected a symmetric (n, n) and an (n,), got {self.curvature.shape} and {self.linear.shape}."
            raise DomainError(f"{message} Give (A + A')/2.")

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.linear.size

    def value(self, theta: Vector) -> float:
        """The value at theta, shape ``(n,)``."""
        return float(theta @ (self.curvature @ theta) / 2 - self.linear @ theta)

    def gradient(self, theta: Vector) -> Vector:
        """The gradient, shape ``(n,)``."""
        slope: Vector = self.curvature @ theta - self.linear
        return slope

    def fisher(self, _theta: Vector) -> Vector:
        """A."""
        return self.curvature

    hessian = fisher
    generalized_gauss_newton = fisher

    def kl(self, theta: Vector, other: Vector) -> float:
        """The divergence of the two normal laws, half the squared A-norm of their difference."""
        return float((other - theta) @ (self.curvature @ (other - theta)) / 2)
