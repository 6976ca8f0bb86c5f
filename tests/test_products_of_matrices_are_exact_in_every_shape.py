"""Matrix products into given memory are those of whole numbers, which no rounding touches, in every shape, order and precision."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.layers import gemm
from numeric.layers.buffers import Buffers

SHAPES = [(1, 1, 1), (5, 1, 7), (1, 6, 1), (4, 3, 2), (9, 2, 1), (1, 4, 9), (6, 5, 0), (3, 0, 4)]


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("turned", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("shape", SHAPES)
def test_products_and_sums_of_products(shape: tuple[int, int, int], turned: tuple[bool, bool], precision: str) -> None:
    """What was in the memory is overwritten, nan too, or added to; factors may be transposes of contiguous arrays."""
    (rows, inner, columns), generator = shape, np.random.default_rng(0)

    def factor(height: int, width: int, *, flip: bool) -> np.ndarray:
        drawn = generator.integers(-9, 10, (width, height) if flip else (height, width)).astype(precision)
        return drawn.T if flip else drawn

    a, b = factor(rows, inner, flip=turned[0]), factor(inner, columns, flip=turned[1])
    wanted = sum((np.outer(a[:, i], b[i]) for i in range(inner)), np.zeros((rows, columns)))
    out = np.full((rows, columns), np.nan, precision)
    assert gemm.multiply(a, b, out) is out
    assert np.array_equal(out, wanted)
    assert gemm.accumulate(a, b, out, Buffers(out.dtype)) is out
    assert np.array_equal(out, 2 * wanted)
