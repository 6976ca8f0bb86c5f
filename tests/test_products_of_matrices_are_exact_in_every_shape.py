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
        (40, 1024, 60, True), (41, 1024, 60, False), (40, 1023, 60, False), (16, 1024, 64, True), (16, 1024, 63, False),
        (128, 1100, 512, True), (128, 1100, 513, False), (60, 1100, 40, False), (3, 0, 4, False), (3, 1, 4, False), (3, 2, 4, False),
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


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_inner_products_are_written_where_they_are_asked_for(precision: str) -> None:
    """A result that lies spread out in memory is filled itself, not a copy of it, and nothing beside it."""
    generator = np.random.default_rng(1)
    a, b = (generator.integers(-9, 10, (count, 5)).astype(precision) for count in (3, 4))
    memory = np.full((3, 8), np.nan, precision)
    gemm.inner_products(a, b, memory[:, ::2], Buffers(np.dtype(precision)))
    assert np.array_equal(memory[:, ::2], a @ b.T)
    assert np.isnan(memory[:, 1::2]).all()


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("rows", [1, 3, 100])
def test_sums_of_products_are_apart_where_the_lock_would_be_kept(rows: int, precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In threads some rows at a time are made in work space and added; alone, and where memory is not spread out, nothing is made."""
    monkeypatch.setattr(gemm, "SLAB", 1)
    monkeypatch.setattr(gemm, "ROWS", rows)
    generator = np.random.default_rng(2)
    a, b, start = (generator.integers(-9, 10, shape).astype(precision) for shape in ((7, 5), (5, 4), (7, 4)))
    for threads, spread in ((False, False), (True, False), (False, True), (True, True)):
        monkeypatch.setattr(gemm, "shared", lambda threads=threads: threads)
        memory = np.full((7, 8), np.nan, precision)
        out = memory[:, ::2] if spread else np.empty((7, 4), precision)
        out[...] = start
        buffers = Buffers(np.dtype(precision))
        gemm.accumulate(a, b, out, buffers)
        assert np.array_equal(out, start + a @ b)
        assert (buffers.nbytes > 0) == (threads or spread)
        assert np.isnan(memory[:, 1::2]).all()
