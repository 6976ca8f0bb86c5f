"""Huber's loss, summed over the outputs: squared near zero, absolute beyond a known distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.special import erf, erfinv

from numeric.kernels.losses import huber
from numeric.losses.loss import Separable, positive

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Huber(Separable):
    r""":math:`L = u^2 / 2` for :math:`|u| \le d`, else :math:`d |u| - d^2 / 2`, with the residual :math:`u = y - z`.

    The law :math:`r \propto e^{-L}` is normal in the middle and exponential beyond. :math:`H_L` is 1 or 0, :math:`F_R = E[H_L]` is the
    probability of the middle (claim M8.14: convex, and yet not :math:`F_R = H_L`).

    Args:
        reach: d, in units of the target.
    """

    reach: float = 1.0
    name: ClassVar[str] = "huber"
    claim: ClassVar[str] = "M8.14"
    formulas: ClassVar[ModuleType] = huber

    def __post_init__(self) -> None:
        """Check the reach."""
        positive(self.reach, "reach")

    @property
    def middle(self) -> float:
        """The probability of a residual within the reach, which is the information, by the derivation."""
        return float(huber.information(np.zeros(1), self.reach)[0])

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """A truncated normal law in the middle, shifted exponential laws beyond."""
        inside = generator.random(z.shape) < self.middle
        spread = erf(self.reach / np.sqrt(2))
        near = np.sqrt(2) * erfinv(spread * generator.uniform(-1, 1, z.shape))
        far = (self.reach + generator.exponential(1 / self.reach, z.shape)) * generator.choice([-1, 1], z.shape)
        result: Array = z + np.where(inside, near, far).astype(z.dtype)
        return result


LOSS = Huber
