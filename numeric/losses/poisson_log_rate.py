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

LARGEST = 9e18  # a rate of which draws fit into the generator's integers


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
        with np.errstate(over="ignore"):
            rates = np.exp(z)
        if not (rates <= LARGEST).all():
            message = f"drawing counts: expected rates up to {LARGEST:.0e}, got {rates.max():.2g}. Shorten the step or rescale the data."
            raise DomainError(message)
        return generator.poisson(rates).astype(z.dtype)


LOSS = PoissonLogRate
