"""The cross-entropy of K classes on the first K - 1 probabilities; the last is what they leave of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import DomainError
from numeric.kernels.losses import cross_entropy_probabilities
from numeric.losses.blocks.bordered import Bordered
from numeric.losses.cross_entropy_logits import CrossEntropyLogits
from numeric.losses.loss import Generated

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from numeric.losses.blocks.blocks import Blocks

    Array = NDArray[Any]


@dataclass(frozen=True)
class CrossEntropyProbabilities(Generated):
    r""":math:`L = -\sum_{k<K} y_k \log z_k - y_K \log p_K` with :math:`p_K = 1 - \sum_k z_k`, for outputs inside of the simplex.

    :math:`H_L = \mathrm{diag}(y_k / z_k^2) + y_K / p_K^2` holds the target, :math:`F_R = \mathrm{diag}(1 / z_k) + 1 / p_K` does not (the
    second terms are multiples of the matrix of ones). So the Fisher matrix is not the generalised Gauss-Newton matrix here, though
    :math:`E[H_L] = F_R` (claim M8.14-probabilities); they agree where the target is the distribution of the outputs itself.

    Targets are classes ``(N,)``, or distributions ``(N, K)`` with one column more than there are outputs.

    Raises:
        DomainError: outputs outside of the simplex are given to a derivative; the value there is infinite, so that a search steps back.
    """

    name: ClassVar[str] = "cross_entropy_probabilities"
    claim: ClassVar[str] = "M8.14-probabilities"
    formulas: ClassVar[ModuleType] = cross_entropy_probabilities

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Distributions, ``(K, N)``."""
        y = CrossEntropyLogits().targets(Y, outputs + 1, dtype)
        if y.ndim != 1:
            return y
        picked = np.zeros((outputs + 1, len(y)), dtype)
        picked[y, np.arange(len(y))] = 1
        return picked

    @staticmethod
    def probabilities(z: Array) -> Array:
        """Of every class, ``(K, N)``; one that is not positive shows outputs outside of the simplex."""
        return np.concatenate([z, cross_entropy_probabilities.left(z)[None]])

    def _inside(self, z: Array) -> Array:
        p = self.probabilities(z)
        if not p.min() > 0:
            message = (
                f"differentiating the cross-entropy: expected positive outputs with a sum below one, got a probability {p.min():.3g}. "
                "Let the last layer give probabilities, or take `cross_entropy_logits`."
            )
            raise DomainError(message)
        return p

    def value(self, z: Array, y: Array) -> Array:
        """The mean of minus the logarithms under the target; infinite outside of the simplex."""
        p = self.probabilities(z)
        outside = ~(p.min(axis=0) > 0)
        p[:, outside] = 1
        total = cross_entropy_probabilities.value(p, y)
        total[outside] = np.inf
        return total

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """``y_K / p_K - y_k / z_k``."""
        return cross_entropy_probabilities.gradient(z, self._inside(z)[-1], y[:-1], y[-1], out=out)

    def hessian(self, z: Array, y: Array) -> Blocks:
        """It holds the target."""
        curved = cross_entropy_probabilities.second(self._inside(z), y)
        return Bordered(curved[:-1], curved[-1])

    def fisher(self, z: Array) -> Blocks:
        """The mean of the Hessian."""
        inverse = cross_entropy_probabilities.information(self._inside(z))
        return Bordered(inverse[:-1], inverse[-1])

    def sample(self, z: Array, generator: np.random.Generator) -> Array:
        """One class a sample, as a distribution."""
        below = np.cumsum(self._inside(z)[:-1], axis=0)
        drawn = (generator.random(z.shape[1]) >= below).sum(axis=0)
        return self.targets(drawn, len(z), z.dtype)


LOSS = CrossEntropyProbabilities
