"""One and the same positive definite matrix at every sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.losses.blocks.blocks import Blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Constant(Blocks):
    """The matrix ``root @ root.T`` at each of N samples.

    Args:
        root: ``(n_out, R)``.
        samples: the number N.
    """

    root: Array
    samples: int

    def __post_init__(self) -> None:
        """Read the shape and form the matrix."""
        object.__setattr__(self, "outputs", len(self.root))
        object.__setattr__(self, "_matrix", self.root @ self.root.T)

    def product(self, V: Array) -> Array:
        """One matrix product for all samples."""
        V[...] = (self._matrix @ V.reshape(len(V), -1)).reshape(V.shape)  # type: ignore[attr-defined]
        return V

    @property
    def rank(self) -> int:
        """The columns of the root."""
        return int(self.root.shape[1])

    def factor(self, first: int = 0, last: int | None = None) -> Array:
        """The root, repeated."""
        return np.repeat(self.root.T[first:last, :, None], self.samples, axis=2)

    def scaled(self, weight: float) -> Constant:
        """The matrix times a nonnegative number."""
        return Constant(self.root * self.root.dtype.type(weight**0.5), self.samples)
