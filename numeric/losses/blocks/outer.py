r"""Sums of outer products :math:`\sum_r s_r s_r^\top`: empirical and sampled Fisher matrices of the outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.losses.blocks.blocks import Blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Outer(Blocks):
    """The matrices that a factor defines.

    Args:
        columns: the factor, ``(R, n_out, N)``.
    """

    columns: Array

    def __post_init__(self) -> None:
        """Read the shape."""
        _, outputs, samples = self.columns.shape
        object.__setattr__(self, "outputs", outputs)
        object.__setattr__(self, "samples", samples)

    def product(self, V: Array) -> Array:
        """R inner products and R multiples a sample."""
        inner = np.einsum("rcn,ckn->rkn", self.columns, V)
        np.einsum("rcn,rkn->ckn", self.columns, inner, out=V)
        return V

    @property
    def rank(self) -> int:
        """The number R of outer products."""
        return len(self.columns)

    def factor(self, first: int = 0, last: int | None = None) -> Array:
        """A copy of what was given: a backward pass overwrites it."""
        return self.columns[first:last].copy()

    def scaled(self, weight: float) -> Outer:
        """The matrices times a nonnegative number."""
        return Outer(self.columns * self.columns.dtype.type(weight**0.5))
