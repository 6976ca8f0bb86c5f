"""Matrices of four diagonal quarters: losses that are a sum over pairs of outputs, the first of a pair in the upper half."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import CurvatureError
from numeric.losses.blocks.blocks import Blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Paired(Blocks):
    """The matrices ``[[diag(upper), diag(cross)], [diag(cross), diag(lower)]]``.

    Args:
        upper: ``(d, N)``; there are 2 d outputs.
        cross: ``(d, N)``.
        lower: ``(d, N)``.
    """

    upper: Array
    cross: Array
    lower: Array

    def __post_init__(self) -> None:
        """Read the shape."""
        half, samples = self.upper.shape
        object.__setattr__(self, "outputs", 2 * half)
        object.__setattr__(self, "samples", samples)

    def product(self, V: Array) -> Array:
        """Four products entry by entry."""
        half = len(self.upper)
        first, second = V[:half].copy(), V[half:]
        V[:half] = self.upper[:, None] * first + self.cross[:, None] * second
        V[half:] = self.cross[:, None] * first + self.lower[:, None] * second
        return V

    @property
    def rank(self) -> int:
        """All outputs."""
        return 2 * len(self.upper)

    def factor(self, first: int = 0, last: int | None = None) -> Array:
        """The Cholesky factor of every pair."""
        gap = self.lower * self.upper - self.cross**2
        lowest = min(float(self.upper.min()), float(gap.min()))
        if lowest < 0:
            message = f"factoring the curvature of a loss: expected positive semidefinite pairs, got {lowest:.3g}. Take the Fisher matrix."
            raise CurvatureError(message)
        half, samples = self.upper.shape
        columns, each = np.zeros((2 * half, 2 * half, samples), self.upper.dtype), np.arange(half)
        pivot = np.sqrt(self.upper)
        columns[each, each] = pivot
        columns[each, half + each] = np.divide(self.cross, pivot, out=np.zeros_like(pivot), where=pivot > 0)
        columns[half + each, half + each] = np.sqrt(np.divide(gap, self.upper, out=self.lower.copy(), where=self.upper > 0))
        return columns[first:last]

    def scaled(self, weight: float) -> Paired:
        """The matrices times a number."""
        number = self.upper.dtype.type(weight)
        return Paired(self.upper * number, self.cross * number, self.lower * number)
