"""The negative log-likelihood of locations of Student laws with known degrees of freedom and scale, summed over the outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from numeric.kernels.losses import student_t
from numeric.losses.loss import Separable, positive

if TYPE_CHECKING:
    from types import ModuleType

    import numpy as np
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
    claim: ClassVar[str] = "M8.13-cauchy"
    formulas: ClassVar[ModuleType] = student_t

    def __post_init__(self) -> None:
        """Check the options."""
        positive(self.freedom, "number of degrees of freedom")
        positive(self.scale, "scale")

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Student noise around z."""
        result: Array = z + (self.scale * generator.standard_t(self.freedom, z.shape)).astype(z.dtype)
        return result


LOSS = StudentT
