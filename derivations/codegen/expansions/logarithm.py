"""The logarithm and log(1 + x)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.error_free import wide_settle
from derivations.codegen.expansions.exponential import WIDE_LOG_2, wide_expm1
from derivations.codegen.expansions.multiplication import wide_product

Array = NDArray[np.float64]


def wide_near_log1p(d: Array) -> Array:
    """log(1 + d) for -0.3 < d < 0.42; relative error <= 2^-198.

    With y = log1p(first word): y + log(1 + z), z = (1 + d) exp(-y) - 1 < 2^-51 |d|.
    """
    y = wide(np.log1p(d[0]))
    w = wide_expm1(-y)
    z = wide_add(wide_add(d, w), wide_product(d, w))
    z_2 = wide_product(z, z)
    correction = wide_add(wide_subtract(z, z_2 / 2), wide(z_2[0] * z[0] / 3))
    return np.where(np.abs(d[0]) < 2.0**-220, d, wide_add(y, correction))


def wide_log(x: Array) -> Array:
    """The natural logarithm. Relative error <= 2^-195, near 1 as well; -inf at 0, nan below."""
    k = np.frexp(x[0] * math.sqrt(0.5))[1]
    d = wide_subtract(np.ldexp(x, -k), wide(1.0))
    result = wide_add(wide_near_log1p(d), wide_product(WIDE_LOG_2, wide(k)))
    return wide_settle(result, np.log(x[0]))


def wide_log1p(x: Array) -> Array:
    """log(1 + x). Relative error <= 2^-195, near 0 as well; -inf at -1, nan below."""
    total = wide_add(wide(1.0), x)
    k = np.frexp(total[0] * math.sqrt(0.5))[1]
    d = np.where(k == 0, x, wide_subtract(np.ldexp(total, -k), wide(1.0)))
    result = wide_add(wide_near_log1p(d), wide_product(WIDE_LOG_2, wide(k)))
    return wide_settle(result, np.where(total[0] > 0, np.log1p(x[0]), np.log(total[0])))
