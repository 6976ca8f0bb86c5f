"""Ordered classes by cumulative logits: class k lies between two neighbouring thresholds; summed over the outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.special import expit

from numeric.errors import DomainError
from numeric.kernels.losses import ordinal
from numeric.losses.loss import Separable, real_targets

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Ordinal(Separable):
    r""":math:`P(y \le k) = \sigma(t_k - z)` for classes 0 ... K - 1 and thresholds :math:`t_0 < \dots < t_{K-2}`; convex in z.

    With the ends a, b of a class relative to z, :math:`p = \sigma(b) \sigma(-a) (1 - e^{a - b})`, so
    :math:`H_L = \sigma(a) \sigma(-a) + \sigma(b) \sigma(-b)` depends on the class: :math:`F_R = E[H_L]` is not :math:`H_L` (claim M8.14).

    Args:
        thresholds: increasing; the first is usually 0.
    """

    thresholds: tuple[float, ...] = (0.0, 1.0)
    name: ClassVar[str] = "ordinal"
    claim: ClassVar[str] = "M8.14"
    formulas: ClassVar[ModuleType] = ordinal

    def __post_init__(self) -> None:
        """Check the thresholds."""
        if not self.thresholds or not np.isfinite(self.thresholds).all() or (np.diff(self.thresholds) <= 0).any():
            message = f"making a loss: expected increasing thresholds, got {self.thresholds}. Sort them and drop repeated ones."
            raise DomainError(message)

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Classes, ``(n_out, N)``, as integers."""
        y = real_targets(Y, outputs, dtype)
        classes = y.astype(np.intp)
        if (classes != y).any() or y.min() < 0 or y.max() > len(self.thresholds):
            message = (
                f"reading targets: expected classes 0 to {len(self.thresholds)}, got {y.min()} to {y.max()}. Number the classes from 0."
            )
            raise DomainError(message)
        return classes

    def _ends(self, z: Array, y: Array) -> tuple[Array, Array]:
        """Lower and upper end of the class, relative to z."""
        ends = np.array([-np.inf, *self.thresholds, np.inf], z.dtype)
        return ends[y] - z, ends[y + 1] - z

    def terms(self, z: Array, y: Array) -> Array:
        """A sum of positive terms."""
        return ordinal.value(*self._ends(z, y))

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """The probability of a class below less that of one above, each as if there were no others between."""
        return ordinal.gradient(*self._ends(z, y), out=out)

    def second(self, z: Array, y: Array) -> Array:
        """A sum of two positive terms."""
        return ordinal.second(*self._ends(z, y))

    def information(self, z: Array) -> Array:
        """The mean of the squared score over the classes."""
        classes = np.arange(len(self.thresholds) + 1)
        low, high = self._ends(z.reshape(1, -1), classes[:, None])
        return ordinal.information(low, high).reshape(z.shape)

    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Classes, as integers."""
        below = expit(np.array(self.thresholds, z.dtype)[:, None, None] - z)
        drawn: Array = (generator.random(z.shape) > below).sum(axis=0)
        return drawn


LOSS = Ordinal
