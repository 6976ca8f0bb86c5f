"""The negative log-likelihood of normal laws whose means and log-variances are both outputs: F and H differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import ShapeError
from numeric.losses.blocks.paired import Paired
from numeric.losses.loss import Loss, real_targets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.losses.blocks.blocks import Blocks

    Array = NDArray[Any]


@dataclass(frozen=True)
class GaussianLogVariance(Loss):
    r""":math:`L = v / 2 + (y - m)^2 e^{-v} / 2` for outputs ``(m_1 ... m_d, v_1 ... v_d)`` and d targets.

    :math:`F_R = \mathrm{diag}(e^{-v}, 1/2)`, while :math:`H_L` holds the residual and is indefinite (claim M8.19a: its control, the
    covariance among the outputs). So the Fisher matrix is not the generalised Gauss-Newton matrix here.
    """

    name: ClassVar[str] = "gaussian_log_variance"
    fisher_is_hessian: ClassVar[bool] = False
    claim: ClassVar[str] = "M8.19a"
    convex: ClassVar[bool] = False

    def check_outputs(self, outputs: int) -> None:
        """An even number."""
        if outputs % 2:
            message = f"using means and log-variances: expected an even number of outputs, got {outputs}. Give two a target."
            raise ShapeError(message)

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Half as many as outputs, ``(d, N)``."""
        return real_targets(Y, outputs // 2, dtype)

    @staticmethod
    def _parts(z: Array) -> tuple[Array, Array, Array]:
        """Means, log-variances and precisions."""
        half = len(z) // 2
        return z[:half], z[half:], np.exp(-z[half:])

    def value(self, z: Array, y: Array) -> Array:
        """The sum over the targets; the constant ``log(2 pi) / 2`` is left out."""
        mean, log_variance, precision = self._parts(z)
        total: Array = ((log_variance + (y - mean) ** 2 * precision) / 2).sum(axis=0)
        return total

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """In the means, then in the log-variances."""
        mean, _, precision = self._parts(z)
        result = np.empty_like(z) if out is None else out
        gap = mean - y
        result[: len(gap)] = gap * precision
        result[len(gap) :] = (1 - gap * gap * precision) / 2
        return result

    def hessian(self, z: Array, y: Array) -> Blocks:
        """Pairs that hold the residual."""
        mean, _, precision = self._parts(z)
        gap = y - mean
        return Paired(precision, gap * precision, gap * gap * precision / 2)

    def fisher(self, z: Array) -> Blocks:
        """Diagonal pairs."""
        _, _, precision = self._parts(z)
        return Paired(precision, np.zeros_like(precision), np.full_like(precision, 0.5))

    def sample(self, z: Array, generator: np.random.Generator) -> Array:
        """Normal targets of the given scales."""
        mean, log_variance, _ = self._parts(z)
        result: Array = mean + np.exp(log_variance / 2) * generator.standard_normal(mean.shape).astype(z.dtype)
        return result


LOSS = GaussianLogVariance
