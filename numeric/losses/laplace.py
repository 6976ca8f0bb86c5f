"""The absolute error in units of a known scale, summed over the outputs: locations of Laplace laws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.kernels.loss_laplace_fisher import loss_laplace_fisher
from numeric.losses.loss import Separable, positive

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Laplace(Separable):
    r""":math:`L = |y - z| / b`; :math:`F_R = 1 / b^2`, but :math:`H_L = 0` almost everywhere (claim M8.4-laplace): irregular.

    The generalised Gauss-Newton matrix is zero; take the Fisher matrix. At ``y == z`` the gradient is 0, the middle of the subgradients.

    Args:
        scale: b, in units of the target.
    """

    scale: float = 1.0
    name: ClassVar[str] = "laplace"
    fisher_is_hessian: ClassVar[bool] = False
    claim: ClassVar[str] = "M8.4-laplace"

    def __post_init__(self) -> None:
        """Check the scale."""
        positive(self.scale, "scale")

    def terms(self, z: Array, y: Array) -> Array:
        """Absolute residuals over the scale."""
        result: Array = np.abs(y - z) / self.scale
        return result

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """The sign of ``z - y`` over the scale."""
        result = np.sign(z - y, out=out)
        result /= self.scale
        resulting: Array = result
        return resulting

    def second(self, z: Array, y: Array) -> Array:  # noqa: ARG002 - of every loss it is a function of both
        """Zero almost everywhere."""
        return np.zeros_like(z)

    def information(self, z: Array) -> Array:
        """``1 / b^2``, by the derivation."""
        return np.full_like(z, loss_laplace_fisher(0.0, self.scale))

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Laplace noise around z."""
        result: Array = z + generator.laplace(scale=self.scale, size=z.shape).astype(z.dtype)
        return result


LOSS = Laplace
