"""Kernels of every size whose sums run along the third axis and beyond, against exact sums: other axes keep their order."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

CHAIN = {"A": "real[m,n]", "B": "real[n,k]", "C": "real[k,q]"}
SQUARE = {"A": "real[n,n]", "B": "real[n,n]"}
RANDOM = np.random.default_rng(13)


def drawn(*shape: int) -> Any:
    """Eighths of small whole numbers: products and sums of them are exact in float64."""
    return RANDOM.integers(-40, 41, shape) / 8.0


def exact(first: Any, second: Any) -> Any:
    """The product of two stacks of matrices, entry by entry in exact fractions."""
    lead = np.broadcast_shapes(first.shape[:-2], second.shape[:-2])
    first, second = (np.broadcast_to(each, lead + each.shape[-2:]) for each in (first, second))
    result = np.empty((*lead, first.shape[-2], second.shape[-1]))
    for place in product(*map(range, result.shape)):
        at, row, column = place[:-2], place[-2], place[-1]
        pairs = zip(first[(*at, row)], second[(*at, slice(None), column)], strict=True)
        result[place] = float(sum((Fraction(float(x)) * Fraction(float(y)) for x, y in pairs), Fraction(0)))
    return result


@pytest.fixture(scope="module")
def two() -> Callable[..., Any]:
    """A product of two matrices."""
    found: Callable[..., Any] = kernel("A @ B", {name: CHAIN[name] for name in "AB"})
    return found


@pytest.mark.parametrize(("one", "other"), [((), ()), ((5,), (5,)), ((5,), ()), ((), (5,)), ((5, 1), (1, 4)), ((300,), (300,)), ((0,), ())])
@pytest.mark.parametrize("sizes", [(2, 3, 4), (4, 3, 2), (3, 3, 3), (1, 7, 5)])
def test_a_product_of_two(two: Callable[..., Any], one: tuple[int, ...], other: tuple[int, ...], sizes: tuple[int, int, int]) -> None:
    """Rows stay rows, whatever the sizes and the leading axes are; equal sizes do not turn the result round."""
    m, n, k = sizes
    first, second = drawn(*one, m, n), drawn(*other, n, k)
    np.testing.assert_array_equal(two(first, second), exact(first, second))


def test_a_product_of_three_and_of_square_matrices() -> None:
    """Sums within sums, and one dimension everywhere."""
    a, b, c = drawn(6, 2, 3), drawn(6, 3, 4), drawn(6, 4, 5)
    np.testing.assert_array_equal(kernel("A @ B @ C", CHAIN)(a, b, c), exact(exact(a, b), c))
    a, b = drawn(6, 3, 3), drawn(6, 3, 3)
    np.testing.assert_array_equal(kernel("A @ B", SQUARE)(a, b), exact(a, b))
    np.testing.assert_array_equal(kernel("B.T @ A", SQUARE)(a, b), exact(b.swapaxes(1, 2), a))
