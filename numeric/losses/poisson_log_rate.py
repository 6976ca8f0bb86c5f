"""The Poisson loss on the logarithm of the rate, summed over the outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import DomainError
from numeric.kernels.losses import poisson_log_rate
from numeric.losses.loss import Separable, real_targets

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class PoissonLogRate(Separable):
    r""":math:`L = e^z - y z` (the constant :math:`\log y!` is left out); :math:`H_L = F_R = e^z` (claims M8.17, M8.17-catalogue)."""

    name: ClassVar[str] = "poisson_log_rate"
    claim: ClassVar[str] = "M8.17"
    formulas: ClassVar[ModuleType] = poisson_log_rate

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Counts or means of counts, ``(n_out, N)``."""
        y = real_targets(Y, outputs, dtype)
        if y.min() < 0:
            message = f"reading targets: expected nonnegative counts, got {y.min()}. Drop those samples, or take another loss."
            raise DomainError(message)
        return y

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Counts."""
        return generator.poisson(np.exp(z)).astype(z.dtype)


LOSS = PoissonLogRate
