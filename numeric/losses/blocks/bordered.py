"""A diagonal matrix and a multiple of the matrix of ones: probabilities of which one is what the others leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.losses.blocks.blocks import Blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Bordered(Blocks):
    """The matrices ``diag(values[:, n]) + shared[n]``, positive semidefinite.

    Args:
        values: nonnegative, ``(n_out, N)``.
        shared: nonnegative, ``(N,)``.
    """

    values: Array
    shared: Array

    def __post_init__(self) -> None:
        """Read the shape."""
        outputs, samples = self.values.shape
        object.__setattr__(self, "outputs", outputs)
        object.__setattr__(self, "samples", samples)

    def product(self, V: Array) -> Array:
        """A product entry by entry and the sum of the direction."""
        total = V.sum(axis=0)
        total *= self.shared
        V *= self.values[:, None]
        V += total
        return V

    @property
    def rank(self) -> int:
        """One more than there are outputs."""
        return len(self.values) + 1

    def factor(self, first: int = 0, last: int | None = None) -> Array:
        """The roots of the diagonal, and a column of equal entries."""
        outputs, samples = self.values.shape
        columns, each = np.zeros((outputs + 1, outputs, samples), self.values.dtype), np.arange(outputs)
        columns[each, each] = np.sqrt(self.values)
        columns[outputs] = np.sqrt(self.shared)
        return columns[first:last]

    def scaled(self, weight: float) -> Bordered:
        """The matrices times a nonnegative number."""
        number = self.values.dtype.type(weight)
        return Bordered(self.values * number, self.shared * number)
