"""The negative log-likelihood of locations of Student laws with known degrees of freedom and scale, summed over the outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.kernels.loss_student_t_fisher import loss_student_t_fisher
from numeric.losses.loss import Separable, positive

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class StudentT(Separable):
    r""":math:`L = \frac{\nu + 1}{2} \log(1 + (y - z)^2 / (\nu c^2))`; :math:`F_R = \frac{\nu + 1}{(\nu + 3) c^2}` (claim M8.9).

    :math:`H_L` is negative for residuals beyond :math:`c \sqrt \nu`, so the generalised Gauss-Newton matrix may be indefinite.

    Args:
        freedom: the degrees of freedom nu; 1 is the Cauchy law.
        scale: c, in units of the target.
    """

    freedom: float = 4.0
    scale: float = 1.0
    name: ClassVar[str] = "student_t"
    fisher_is_hessian: ClassVar[bool] = False
    claim: ClassVar[str] = "M8.13-cauchy"
    convex: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Check the options."""
        positive(self.freedom, "number of degrees of freedom")
        positive(self.scale, "scale")

    @property
    def _spread(self) -> float:
        return self.freedom * self.scale**2

    def terms(self, z: Array, y: Array) -> Array:
        """By ``log1p``."""
        result = np.log1p((y - z) ** 2 / self._spread)
        result *= (self.freedom + 1) / 2
        return result

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """Bounded in the residual."""
        gap = z - y
        result = np.divide(gap, self._spread + gap * gap, out=out)
        result *= self.freedom + 1
        resulting: Array = result
        return resulting

    def second(self, z: Array, y: Array) -> Array:
        """Negative in the tails."""
        square = (y - z) ** 2
        return (self.freedom + 1) * (self._spread - square) / (self._spread + square) ** 2

    def information(self, z: Array) -> Array:
        """The same at every z, by the derivation."""
        return np.full_like(z, loss_student_t_fisher(0.0, self.scale, self.freedom))

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Student noise around z."""
        result: Array = z + (self.scale * generator.standard_t(self.freedom, z.shape)).astype(z.dtype)
        return result


LOSS = StudentT
