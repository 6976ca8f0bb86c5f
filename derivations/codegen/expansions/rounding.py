"""Absolute values, signs and roundings to integers, all exact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_subtract
from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.division import wide_divide
from derivations.codegen.expansions.error_free import wide_renormalise
from derivations.codegen.expansions.multiplication import wide_multiply

Array = NDArray[np.float64]


def wide_absolute(x: Array) -> Array:
    """|x|."""
    return np.where(x[0] < 0, -x, x)


def wide_sign(x: Array) -> Array:
    """-1, 0 or 1; nan for nan."""
    return wide(np.sign(x[0]))


def wide_floor(x: Array) -> Array:
    """The largest integer that is not above x."""
    down = np.floor(x)
    whole = np.cumprod(np.array([np.ones_like(x[0]), *(down[:-1] == x[:-1])]), axis=0)  # a word counts if all before it are integers
    return wide_renormalise([*np.where(whole, down, 0.0)])


def wide_ceil(x: Array) -> Array:
    """The smallest integer that is not below x."""
    return -wide_floor(-x)


def wide_remainder(x: Array, y: Array) -> Array:
    """The remainder x - y floor(x / y); error <= 2^-203 |x|."""
    return wide_subtract(x, wide_multiply(y, wide_floor(wide_divide(x, y))))
