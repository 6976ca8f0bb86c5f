"""Many elements are checked with few passes over them: whatever no type admits is found in any row, and rows are read where they stand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from derivations.codegen import kernel

LENGTHS = (300, 70_000)  # one block, and two


@pytest.fixture(scope="module")
def difference() -> Any:
    """The kernel of x - y + v[0]*v[1]*p: numbers, a vector and a probability."""
    types = {"x": "real", "y": "real", "v": "real[2]", "p": "unit"}
    return kernel("x - y + v[0]*v[1]*p", types)


def arguments(length: int) -> list[Any]:
    """Ordinary numbers, of which many are zero; the entries of the vector are contiguous."""
    generator = np.random.default_rng(0)
    x, y, v = (generator.integers(-1, 2, (*shape, length)).astype(float) for shape in ((), (), (2,)))
    return [x, y, v.T, generator.uniform(0.1, 0.9, length)]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_found_beside_zeros(difference: Any, length: int, bad: float) -> None:
    """Two rows are checked by their product: what is not finite shows in it times zero, too, and takes no other element with it."""
    given = arguments(length)
    expected = difference(*given)
    for argument, entry in ((0, ()), (1, ()), (2, (0,)), (2, (1,)), (3, ())):
        for place in (0, length // 2, length - 1):
            changed = [np.array(each) for each in given]
            for other in (0, 1, 2):
                changed[other][place] = 0.0
            changed[argument][(place, *entry)] = bad
            result = difference(*changed)
            assert np.isnan(result).nonzero()[0].tolist() == [place]
            others = np.arange(length) != place
            np.testing.assert_array_equal(result[others], expected[others])


@pytest.mark.parametrize("length", LENGTHS)
def test_products_beyond_floats_make_no_number_bad(difference: Any, length: int) -> None:
    """Rows that are finite stay so, though the sum of their products is not."""
    x, y, v, p = arguments(length)
    result = difference(x + 1e200, y - 1e200, v, p)
    np.testing.assert_allclose(result, 2e200, rtol=1e-15)


@pytest.mark.parametrize("length", LENGTHS)
def test_rows_are_read_where_they_stand(difference: Any, length: int) -> None:
    """Contiguous entries, contiguous elements, every other element, in another order of bytes and beside a boundary: the same bits."""
    given = arguments(length)
    before = [each.tobytes() for each in given]
    expected = difference(*given)
    assert [each.tobytes() for each in given] == before
    variants = [np.ascontiguousarray, lambda each: np.repeat(each, 2, axis=0)[::2], lambda each: each.astype(">f8"), shifted]
    for change in variants:
        np.testing.assert_array_equal(difference(*map(change, given)), expected)


def shifted(array: Any) -> Any:
    """The same numbers, not on a boundary of eight bytes."""
    memory = np.zeros(array.nbytes + 4, np.uint8)
    moved = memory[4:].view(np.float64).reshape(array.shape)
    moved[...] = array
    return moved
