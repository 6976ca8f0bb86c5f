"""The slopes of the activations at all samples: kept for products, or used block by block where one backward pass is all there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.blocking import row_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.activations.activation import Activation
    from numeric.layers.buffers import Buffers

    Array = NDArray[Any]


@dataclass(eq=False, slots=True)
class Slopes:
    """The slopes of every layer, ``(n_{i+1}, N)``, or ``None`` where the slope is one.

    Args:
        activations: one a layer.
        values: of every layer, ``(n_{i+1}, N)``.
        made: of every layer, its slopes, or ``None`` where the values give them when they are asked for.
        buffers: where memory comes from.
    """

    activations: Sequence[Activation]
    values: list[Array]
    made: list[Array | None]
    buffers: Buffers

    def __getitem__(self, layer: int) -> Array | None:
        """The slopes of a layer, made once."""
        if self.made[layer] is None and not self.activations[layer].linear:
            values = self.values[layer]
            slopes = self.buffers.kept.take(*values.shape)
            for rows in row_blocks(*values.shape):
                self.activations[layer].slope(values[rows], out=slopes[rows])
            self.made[layer] = slopes
        return self.made[layer]

    def scale(self, layer: int, U: Array) -> None:
        """Multiply directions ``(n_{i+1}, k, N)`` in place; for one of them, slopes that are not kept are not kept then either."""
        activation, values = self.activations[layer], self.values[layer]
        if activation.linear:
            return
        if self.made[layer] is None and U.shape[1] == 1:
            for rows in row_blocks(*values.shape):
                block, directions = values[rows], U[rows, 0]
                np.multiply(directions, activation.slope(block, out=self.buffers.take("slopes", *block.shape)), out=directions)
            return
        slopes = self[layer]
        assert slopes is not None  # noqa: S101 - not linear
        np.multiply(U, slopes[:, None], out=U)

    @property
    def nbytes(self) -> int:
        """The memory of all slopes, made or not."""
        pairs = zip(self.activations, self.values, strict=True)
        return sum([values.nbytes for activation, values in pairs if not activation.linear])
