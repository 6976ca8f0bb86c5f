r"""The Gram matrix :math:`Q Q^\top = \sum_i (A_i^\top A_i) \circ (B_i^\top B_i)` of the samples, some rows at a time, shared by threads.

Half of it is computed. A band of rows goes through all layers while it is in the cache, and is computed by one thread in one way, whichever
and however many there are: so no bit depends on the threads.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.threads import together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.layers.buffers import Buffers

    Array = NDArray[Any]
    Band = tuple[int, slice]  # a column of the factor, and some samples

ROWS = 128  # of a band: 64 to 256 take the same time


def lower_gram(inputs: Sequence[Array], roots: Sequence[Array], workspaces: Sequence[Buffers]) -> Array:
    """The lower triangle of the Gram matrix, ``(R N, R N)``, rows and columns counting samples fastest; what is above it is not defined.

    Args:
        inputs: of every layer, ``(n_i + 1, N)``.
        roots: of every layer, ``(n_{i+1}, R, N)``.
        workspaces: one for every thread that shares the bands.
    """
    _, columns, samples = roots[0].shape
    total = np.zeros((columns * samples, columns * samples), roots[0].dtype)  # pages above the triangle are never mapped
    threads = len(workspaces)
    bands = [(column, slice(first, min(first + ROWS, samples))) for column in range(columns) for first in range(0, samples, ROWS)]
    # a band of one column needs its own rows of A^T A, and these up to the diagonal; bands of several share all of them
    products = together([partial(_squared, A) for A in inputs], threads) if columns > 1 else [None] * len(inputs)
    layers = list(zip(inputs, products, roots, strict=True))

    def work(place: int) -> None:
        for band in bands[place::threads]:
            _add_band(band, layers, total, workspaces[place])

    together([partial(work, place) for place in range(threads)], threads)
    return total


def _squared(A: Array) -> Array:
    """``A^T A``, ``(N, N)``."""
    result: Array = A.T @ A
    return result


def _add_band(band: Band, layers: Sequence[tuple[Array, Array | None, Array]], total: Array, workspace: Buffers) -> None:
    """Add all layers to the rows of a band, from the first column of the matrix to the diagonal."""
    column, chunk = band
    count, samples = chunk.stop - chunk.start, layers[0][0].shape[1]
    start = column * samples  # of the columns in which the band meets the diagonal
    end = start + chunk.stop
    target = total[start + chunk.start : end, :end]
    for A, product, B in layers:
        flat = B.reshape(len(B), -1)
        if product is None:
            near = np.matmul(A[:, chunk].T, A[:, : chunk.stop], out=workspace.take("near", count, chunk.stop))
        else:
            near = product[chunk, : chunk.stop]
        part = np.matmul(flat[:, start + chunk.start : end].T, flat[:, :end], out=workspace.take("band", count, end))
        if product is not None and column:
            before = part[:, :start].reshape(count, column, samples)
            before *= product[chunk, None]
        part[:, start:] *= near
        target += part
