"""The absolute error in units of a known scale, summed over the outputs: locations of Laplace laws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from numeric.kernels.losses import laplace
from numeric.losses.loss import Separable, positive

if TYPE_CHECKING:
    from types import ModuleType

    import numpy as np
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
    claim: ClassVar[str] = "M8.4-laplace"
    formulas: ClassVar[ModuleType] = laplace

    def __post_init__(self) -> None:
        """Check the scale."""
        positive(self.scale, "scale")

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Laplace noise around z."""
        result: Array = z + generator.laplace(scale=self.scale, size=z.shape).astype(z.dtype)
        return result


LOSS = Laplace
