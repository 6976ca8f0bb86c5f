"""Half the squared error, summed over the outputs: normal laws of unit scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.kernels.loss_squared_fisher import loss_squared_fisher
from numeric.losses.loss import Separable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Squared(Separable):
    r""":math:`L = \|y - z\|^2 / 2`; :math:`H_L = F_R = I` (claims M8.11, M8.17)."""

    name: ClassVar[str] = "squared"
    fisher_is_hessian: ClassVar[bool] = True
    claim: ClassVar[str] = "M8.11"

    def terms(self, z: Array, y: Array) -> Array:
        """Half the squared residuals."""
        gap = y - z
        gap *= gap
        gap *= 0.5
        return gap

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """``z - y``."""
        return np.subtract(z, y, out=out)

    def second(self, z: Array, y: Array) -> Array:  # noqa: ARG002 - of every loss it is a function of both
        """One."""
        return np.ones_like(z)

    def information(self, z: Array) -> Array:
        """One, by the derivation."""
        return np.full_like(z, loss_squared_fisher(0.0))

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Standard normal noise around z."""
        result: Array = z + generator.standard_normal(z.shape).astype(z.dtype)
        return result


LOSS = Squared
