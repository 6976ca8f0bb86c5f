"""Comparisons of expansions: truths (n,) with the IEEE meaning, so that only ``not_equal`` holds for nan."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_subtract

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]


def wide_compare(x: Array, y: Array) -> Array:
    """(n,): a number with the sign of x - y, nan if one of them is nan; exact."""
    sign: Array = np.where(x[0] == y[0], np.nan_to_num(wide_subtract(x, y)[0]), x[0] - y[0])
    return sign


def wide_less(x: Array, y: Array) -> Truth:
    """Whether x < y."""
    return wide_compare(x, y) < 0


def wide_less_equal(x: Array, y: Array) -> Truth:
    """Whether x <= y."""
    return wide_compare(x, y) <= 0


def wide_equal(x: Array, y: Array) -> Truth:
    """Whether x = y."""
    return np.equal(wide_compare(x, y), 0)


def wide_not_equal(x: Array, y: Array) -> Truth:
    """Whether x differs from y."""
    return np.not_equal(wide_compare(x, y), 0)


def wide_maximum(x: Array, y: Array) -> Array:
    """The larger one; nan if one of them is nan."""
    return np.where(wide_compare(x, y) >= 0, x, np.where(np.isnan(x[0]), x, y))


def wide_minimum(x: Array, y: Array) -> Array:
    """The smaller one; nan if one of them is nan."""
    return np.where(wide_compare(x, y) <= 0, x, np.where(np.isnan(x[0]), x, y))
