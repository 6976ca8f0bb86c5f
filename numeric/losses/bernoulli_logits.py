"""The binary cross-entropy on logits, summed over the outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from numeric.errors import DomainError
from numeric.kernels.activations.sigmoid import value as sigmoid
from numeric.kernels.losses import bernoulli_logits
from numeric.losses.loss import Separable, real_targets

if TYPE_CHECKING:
    from types import ModuleType

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class BernoulliLogits(Separable):
    r""":math:`L = \log(1 + e^z) - y z`; :math:`H_L = F_R = p (1 - p)` with the logistic p of z (claims M8.17, M8.17-catalogue).

    Targets lie in [0, 1]; those strictly between are means of a batch of binary ones.

    Accuracy: nothing cancels in ``p - y`` for y in {0, 1}.
    """

    name: ClassVar[str] = "bernoulli_logits"
    claim: ClassVar[str] = "M8.17"
    formulas: ClassVar[ModuleType] = bernoulli_logits

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Probabilities, ``(n_out, N)``."""
        y = real_targets(Y, outputs, dtype)
        if y.min() < 0 or y.max() > 1:
            message = f"reading targets: expected values in [0, 1], got {y.min()} to {y.max()}. Rescale them, or take another loss."
            raise DomainError(message)
        return y

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Zeros and ones."""
        result: Array = (generator.random(z.shape) < sigmoid(z)).astype(z.dtype)
        return result


LOSS = BernoulliLogits
