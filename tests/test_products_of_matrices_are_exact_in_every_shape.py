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


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(
    ("rows", "summed", "columns", "pays"),
    [
        (40, 512, 60, True), (41, 512, 60, False), (40, 511, 60, False), (16, 512, 64, True), (16, 512, 63, False),
        (128, 600, 512, True), (128, 600, 513, False), (60, 600, 40, False), (3, 0, 4, False),
    ],
)  # fmt: skip
def test_inner_products_are_turned_where_it_pays(rows: int, summed: int, columns: int, precision: str, *, pays: bool) -> None:
    """The numbers are the same; the memory for turning is taken in float32, for long sums and a result of middling size that is wide."""
    generator, buffers = np.random.default_rng(0), Buffers(np.dtype(precision))
    a, b = (generator.integers(-9, 10, (count, summed)).astype(precision) for count in (rows, columns))
    out = np.full((rows, columns), np.nan, precision)
    assert gemm.inner_products(a, b, out, buffers) is out
    assert np.array_equal(out, np.einsum("mk,nk->mn", a.astype(np.int64), b.astype(np.int64)))
    assert (buffers.nbytes > 0) == (pays and precision == "float32")
