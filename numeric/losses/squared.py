"""Half the squared error, summed over the outputs: normal laws of unit scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from numeric.kernels.losses import squared
from numeric.losses.loss import Separable

if TYPE_CHECKING:
    from types import ModuleType

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Squared(Separable):
    r""":math:`L = \|y - z\|^2 / 2`; :math:`H_L = F_R = I` (claims M8.11, M8.17)."""

    name: ClassVar[str] = "squared"
    claim: ClassVar[str] = "M8.11"
    formulas: ClassVar[ModuleType] = squared

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Standard normal noise around z."""
        result: Array = z + generator.standard_normal(z.shape).astype(z.dtype)
        return result


LOSS = Squared
