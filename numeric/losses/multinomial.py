"""The cross-entropy of counts in K classes with a known total, on logits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.checks import require_finite
from numeric.errors import DomainError, ShapeError
from numeric.kernels.losses import multinomial
from numeric.kernels.losses.cross_entropy_logits import probabilities
from numeric.layers.largest import largest
from numeric.losses.blocks.softmax import Softmax
from numeric.losses.cross_entropy_logits import MINIMUM_CLASSES
from numeric.losses.loss import Generated, real_targets

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from numeric.losses.blocks.blocks import Blocks

    Array = NDArray[Any]


@dataclass(frozen=True)
class Multinomial(Generated):
    r""":math:`L = n \log \sum_j e^{z_j} - \sum_j y_j z_j`; :math:`H_L = F_R = n (\mathrm{diag}(p) - p p^\top)` (claim M8.19c-trials).

    The multinomial coefficient, which is free of z, is left out.

    Args:
        trials: the total n of every row of counts.
    """

    trials: int = 1
    name: ClassVar[str] = "multinomial"
    claim: ClassVar[str] = "M8.19c-trials"
    formulas: ClassVar[ModuleType] = multinomial

    def __post_init__(self) -> None:
        """Check the total."""
        if self.trials < 1:
            message = f"making a loss: expected at least one trial, got {self.trials}. Give the total of the counts."
            raise DomainError(message)

    def check_outputs(self, outputs: int) -> None:
        """At least two classes."""
        if outputs < MINIMUM_CLASSES:
            message = f"using the multinomial loss: expected at least two outputs, got {outputs}. Give one a class."
            raise ShapeError(message)

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Counts, ``(K, N)``, with the known total."""
        y = real_targets(Y, outputs, dtype)
        if y.min() < 0 or (y.sum(axis=0) != self.trials).any():
            message = f"reading targets: expected nonnegative counts with the sum {self.trials} in every row, got others. Set `trials`."
            raise DomainError(message)
        return y

    def value(self, z: Array, y: Array) -> Array:
        """Without the coefficient; no digit is lost when it is tiny."""
        return multinomial.value(z, y, largest(z), self.trials)

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """``n p - y``."""
        return multinomial.gradient(z, y, self.trials, out=out)

    def hessian(self, z: Array, y: Array) -> Blocks:  # noqa: ARG002 - of every loss it is a function of both
        """The covariance of the counts."""
        return self.fisher(z)

    def fisher(self, z: Array) -> Blocks:
        """The covariance of the counts."""
        return Softmax(probabilities(z), float(self.trials))

    def sample(self, z: Array, generator: np.random.Generator) -> Array:
        """Counts."""
        p = probabilities(z).astype(np.float64)
        require_finite(p, "the probabilities that targets are drawn by")
        return generator.multinomial(self.trials, (p / p.sum(axis=0)).T).T.astype(z.dtype)


LOSS = Multinomial
