"""Diagonal matrices: losses that are a sum over the outputs."""

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
class Diagonal(Blocks):
    """The matrices ``diag(values[:, n])``.

    Args:
        values: ``(n_out, N)``.
    """

    values: Array

    def __post_init__(self) -> None:
        """Read the shape."""
        outputs, samples = self.values.shape
        object.__setattr__(self, "outputs", outputs)
        object.__setattr__(self, "samples", samples)

    def product(self, V: Array) -> Array:
        """Multiply entry by entry."""
        return np.multiply(V, self.values[:, None], out=V)

    @property
    def rank(self) -> int:
        """All outputs."""
        return len(self.values)

    def factor(self, first: int = 0, last: int | None = None) -> Array:
        """The roots of the diagonal."""
        lowest = self.values.min()
        if lowest < 0:
            message = (
                f"factoring the curvature of a loss: expected nonnegative second derivatives, got {lowest:.3g}. Take the Fisher matrix."
            )
            raise CurvatureError(message)
        chosen = np.arange(self.outputs)[first:last]
        columns = np.zeros((len(chosen), *self.values.shape), self.values.dtype)
        columns[np.arange(len(chosen)), chosen] = np.sqrt(self.values[chosen])
        return columns

    def scaled(self, weight: float) -> Diagonal:
        """The diagonal times a number."""
        return Diagonal(self.values * self.values.dtype.type(weight))
