"""The largest entry of every column, without the copy of the whole matrix that ``argmax`` makes along the first axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.blocking import row_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[Any]


def largest(z: Array, noise: Callable[[tuple[int, ...]], Array] | None = None) -> Array:
    """The first row ``(N,)`` with the largest entry in every column of ``(K, N)``, or of that plus noise of the shape of some rows."""
    found, height, each = np.zeros(z.shape[1], np.intp), np.empty(0), np.arange(z.shape[1])
    for rows in row_blocks(*z.shape):
        block = z[rows] if noise is None else z[rows] + noise(z[rows].shape)
        best = block.argmax(axis=0)
        top = block[best, each]
        if rows.start == 0:
            found, height = best, top
            continue
        above = top > height
        found[above], height[above] = best[above] + rows.start, top[above]
    return found
