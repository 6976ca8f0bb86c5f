"""A quadratic form with the pseudo-inverses of the matrices at the outputs, which bounds what a step can gain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import CurvatureError
from numeric.losses.blocks.diagonal import Diagonal
from numeric.losses.blocks.softmax import Softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.losses.blocks.blocks import Blocks

    Vector = NDArray[Any]

MOST_ENTRIES = 1 << 24  # of matrices that are inverted one by one


def pseudo_form(blocks: Blocks, s: Vector) -> float:
    r"""The sum over samples of :math:`s^T B^+ s` for vectors in the range of B; ``(n_out, N)``.

    Raises:
        CurvatureError: the matrices are neither diagonal, nor softmax, nor small.
    """
    if isinstance(blocks, Softmax):  # B v = p (v - <p, v>): v = s/p solves for s of sum 0
        positive = np.maximum(blocks.probabilities, np.finfo(s.dtype).tiny)
        return float((s.astype(np.float64) ** 2 / positive).sum())
    if isinstance(blocks, Diagonal):
        values = blocks.values.astype(np.float64)
        return float(np.divide(s.astype(np.float64) ** 2, values, out=np.zeros_like(values), where=values > 0).sum())
    matrix = blocks.dense()[:1] if type(blocks).__name__ == "Constant" else blocks.dense()
    if matrix.size > MOST_ENTRIES:
        message = f"Bounding the model's decrease: expected small or structured matrices, got {matrix.shape}. Use fewer outputs."
        raise CurvatureError(message)
    inverse = np.linalg.pinv(matrix.astype(np.float64), hermitian=True)
    columns = s.T[:, :, None].astype(np.float64)
    return float((columns.transpose(0, 2, 1) @ (inverse @ columns)).sum())
