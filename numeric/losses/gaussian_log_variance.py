"""The negative log-likelihood of normal laws whose means and log-variances are both outputs: F and H differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import ShapeError
from numeric.kernels.losses import gaussian_log_variance
from numeric.losses.blocks.paired import Paired
from numeric.losses.loss import Generated, real_targets

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from numeric.losses.blocks.blocks import Blocks

    Array = NDArray[Any]


@dataclass(frozen=True)
class GaussianLogVariance(Generated):
    r""":math:`L = v / 2 + (y - m)^2 e^{-v} / 2` for outputs ``(m_1 ... m_d, v_1 ... v_d)`` and d targets.

    :math:`F_R = \mathrm{diag}(e^{-v}, 1/2)`, while :math:`H_L` holds the residual and is indefinite (claim M8.19a: its control, the
    covariance among the outputs). So the Fisher matrix is not the generalised Gauss-Newton matrix here.
    """

    name: ClassVar[str] = "gaussian_log_variance"
    claim: ClassVar[str] = "M8.19a"
    formulas: ClassVar[ModuleType] = gaussian_log_variance

    def check_outputs(self, outputs: int) -> None:
        """An even number."""
        if outputs % 2:
            message = f"using means and log-variances: expected an even number of outputs, got {outputs}. Give two a target."
            raise ShapeError(message)

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Half as many as outputs, ``(d, N)``."""
        return real_targets(Y, outputs // 2, dtype)

    @staticmethod
    def _parts(z: Array) -> tuple[Array, Array]:
        """Means and log-variances."""
        half = len(z) // 2
        return z[:half], z[half:]

    def value(self, z: Array, y: Array) -> Array:
        """The sum over the targets; the constant ``log(2 pi) / 2`` is left out."""
        total: Array = gaussian_log_variance.value(*self._parts(z), y).sum(axis=0)
        return total

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """In the means, then in the log-variances."""
        result = np.empty_like(z) if out is None else out
        gaussian_log_variance.gradient(*self._parts(z), y, out=self._parts(result))
        return result

    def hessian(self, z: Array, y: Array) -> Blocks:
        """Pairs that hold the residual."""
        return Paired(*gaussian_log_variance.hessian(*self._parts(z), y))

    def fisher(self, z: Array) -> Blocks:
        """Diagonal pairs."""
        return Paired(*gaussian_log_variance.fisher(*self._parts(z)))

    def sample(self, z: Array, generator: np.random.Generator) -> Array:
        """Normal targets of the given scales."""
        mean, log_variance = self._parts(z)
        result: Array = mean + np.exp(log_variance / 2) * generator.standard_normal(mean.shape).astype(z.dtype)
        return result


LOSS = GaussianLogVariance
