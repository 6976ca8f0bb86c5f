"""The pinball loss of a known quantile level, summed over the outputs: locations of asymmetric Laplace laws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import DomainError
from numeric.kernels.losses import quantile
from numeric.losses.loss import Separable

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Quantile(Separable):
    r""":math:`L = u (\tau - 1_{u < 0})` with the residual :math:`u = y - z`.

    :math:`F_R = \tau (1 - \tau)`, but :math:`H_L = 0` almost everywhere (as in claim M8.4-laplace): take the Fisher matrix.

    Args:
        level: tau, in (0, 1).
    """

    level: float = 0.5
    name: ClassVar[str] = "quantile"
    claim: ClassVar[str] = "M8.4-laplace"
    formulas: ClassVar[ModuleType] = quantile

    def __post_init__(self) -> None:
        """Check the level."""
        if not 0 < self.level < 1:
            message = f"making a loss: expected a level in (0, 1), got {self.level}. Give a probability."
            raise DomainError(message)

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Exponential residuals, above with probability ``1 - tau``."""
        above = generator.random(z.shape) < 1 - self.level
        size = generator.exponential(size=z.shape)
        result: Array = z + np.where(above, size / self.level, -size / (1 - self.level)).astype(z.dtype)
        return result


LOSS = Quantile
