"""The cross-entropy of K classes on logits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import DomainError, ShapeError
from numeric.kernels.losses import cross_entropy_logits
from numeric.layers.largest import largest
from numeric.losses.blocks.softmax import Softmax
from numeric.losses.loss import Generated, real_targets

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from numeric.losses.blocks.blocks import Blocks

    Array = NDArray[Any]


MINIMUM_CLASSES = 2


@dataclass(frozen=True)
class CrossEntropyLogits(Generated):
    r""":math:`L = \log \sum_j e^{z_j} - z_y`; :math:`H_L = F_R = \mathrm{diag}(p) - p p^\top`, of rank K - 1 (claims M8.19c, M8.24).

    Targets are classes ``(N,)`` or distributions ``(N, K)`` whose rows sum to one: the equality of F and H needs that (claim M8.22).

    Accuracy: for classes, the entry ``p_y - 1`` of the gradient is minus the sum of the other probabilities.
    """

    name: ClassVar[str] = "cross_entropy_logits"
    claim: ClassVar[str] = "M8.19c"
    formulas: ClassVar[ModuleType] = cross_entropy_logits

    def check_outputs(self, outputs: int) -> None:
        """At least two classes."""
        if outputs < MINIMUM_CLASSES:
            message = f"using the cross-entropy: expected at least two outputs, got {outputs}. For one logit take `bernoulli_logits`."
            raise ShapeError(message)

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Classes ``(N,)`` as integers, or distributions ``(K, N)``."""
        labels = np.asarray(Y)
        if labels.ndim == 2:  # noqa: PLR2004 - a matrix
            return self._distributions(labels, outputs, dtype)
        if labels.ndim != 1:
            message = f"reading targets: expected classes (N,) or distributions (N, {outputs}), got shape {labels.shape}. Reshape them."
            raise ShapeError(message)
        if labels.dtype.kind not in "fiub" or (labels != np.floor(labels)).any() or labels.min() < 0 or labels.max() >= outputs:
            message = f"reading targets: expected classes 0 to {outputs - 1}, got others. Number the classes from 0, one output each."
            raise DomainError(message)
        return labels.astype(np.intp)

    @staticmethod
    def _distributions(Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        y = real_targets(Y, outputs, dtype)
        slack = float(np.abs(y.sum(axis=0) - 1).max())
        if y.min() < 0 or slack > np.sqrt(np.finfo(dtype).eps):
            message = (
                f"reading targets: expected rows that are distributions, got a row whose sum is off by {slack:.2g}. Normalise the rows."
            )
            raise DomainError(message)
        return y

    def value(self, z: Array, y: Array) -> Array:
        """At classes, or the mean under distributions; no digit is lost when it is tiny."""
        formula = cross_entropy_logits.value if y.ndim == 1 else cross_entropy_logits.mean_value
        return formula(z, y, largest(z))

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """``p - y``."""
        formula = cross_entropy_logits.gradient if y.ndim == 1 else cross_entropy_logits.mean_gradient
        return formula(z, y, out=out)

    def hessian(self, z: Array, y: Array) -> Blocks:  # noqa: ARG002 - of every loss it is a function of both
        """The covariance of the class."""
        return self.fisher(z)

    def fisher(self, z: Array) -> Blocks:
        """The covariance of the class."""
        return Softmax(cross_entropy_logits.probabilities(z))

    def sample(self, z: Array, generator: np.random.Generator) -> Array:
        """Classes, by the largest of perturbed logits, a few classes at a time."""
        return largest(z, lambda shape: generator.gumbel(size=shape))


LOSS = CrossEntropyLogits
