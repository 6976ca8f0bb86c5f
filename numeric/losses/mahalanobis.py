"""Half the squared Mahalanobis distance: a normal law of known covariance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.linalg import solve_triangular

from numeric.errors import DomainError, ShapeError
from numeric.kernels.losses import mahalanobis
from numeric.losses.blocks.constant import Constant
from numeric.losses.loss import Generated

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from numeric.losses.blocks.blocks import Blocks

    Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Mahalanobis(Generated):
    r""":math:`L = (y - z)^\top \Sigma^{-1} (y - z) / 2`; :math:`H_L = F_R = \Sigma^{-1}` (claim M8.19a).

    Args:
        covariance: symmetric positive definite, ``(n_out, n_out)``.

    Raises:
        DomainError: the covariance is not symmetric positive definite.
    """

    covariance: Array
    name: ClassVar[str] = "mahalanobis"
    claim: ClassVar[str] = "M8.19a"
    formulas: ClassVar[ModuleType] = mahalanobis

    def __post_init__(self) -> None:
        """Factor the covariance."""
        self.lower  # noqa: B018 - a covariance without factor is an error here

    @cached_property
    def lower(self) -> Array:
        """The Cholesky factor of the covariance."""
        matrix = np.asarray(self.covariance, np.float64)
        doing = "making the Mahalanobis loss: expected a symmetric positive definite covariance"
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.array_equal(matrix, matrix.T):  # noqa: PLR2004 - a matrix
            message = f"{doing}, got shape {matrix.shape} or unequal halves. Average it with its transpose."
            raise DomainError(message)
        try:
            factor: Array = np.linalg.cholesky(matrix)
        except np.linalg.LinAlgError:
            message = f"{doing}, got one with an eigenvalue that is not positive. Add a multiple of the identity."
            raise DomainError(message) from None
        return factor

    @cached_property
    def root(self) -> Array:
        """A root of the precision: ``root @ root.T`` is the inverse of the covariance."""
        inverse: Array = solve_triangular(self.lower, np.eye(len(self.lower)), lower=True)
        return inverse.T

    def check_outputs(self, outputs: int) -> None:
        """As many outputs as the covariance has rows."""
        if outputs != len(self.lower):
            message = f"using the Mahalanobis loss: expected {len(self.lower)} outputs, got {outputs}. Give a covariance of that order."
            raise ShapeError(message)

    def value(self, z: Array, y: Array) -> Array:
        """Half the squared length of the whitened residual."""
        return mahalanobis.value(self.root.T.astype(z.dtype), z, y)

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """The precision times ``z - y``."""
        root = self.root.astype(z.dtype)
        return mahalanobis.gradient(root, root.T, z, y, out=out)

    def hessian(self, z: Array, y: Array) -> Blocks:  # noqa: ARG002 - of every loss it is a function of both
        """The precision."""
        return self.fisher(z)

    def fisher(self, z: Array) -> Blocks:
        """The precision."""
        return Constant(self.root.astype(z.dtype), z.shape[1])

    def sample(self, z: Array, generator: np.random.Generator) -> Array:
        """Correlated normal noise around z."""
        result: Array = z + (self.lower @ generator.standard_normal(z.shape)).astype(z.dtype)
        return result


LOSS = Mahalanobis
