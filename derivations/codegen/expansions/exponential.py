"""The exponential function and exp(x) - 1."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.conversion import wide, wide_ratio
from derivations.codegen.expansions.error_free import wide_settle
from derivations.codegen.expansions.multiplication import wide_product
from derivations.codegen.expansions.polynomial import wide_polynomial

Array = NDArray[np.float64]
WIDE_LOG_2 = np.array([[0.6931471805599453], [2.3190468138462996e-17], [5.707708438416212e-34], [-3.5824322106018114e-50]])
WIDE_EXP = np.array([wide_ratio(1, math.factorial(order)) for order in range(1, 24)])


def wide_reduced_expm1(x: Array) -> tuple[Array, Array]:
    """The k and p with exp(x) = 2^k (1 + p), |p| < 0.42, k = 0 for |x| < 0.34; relative error of p <= 2^-200 for k = 0."""
    x = np.where(np.abs(x[0]) > 800, wide(800 * np.sign(x[0])), x)  # far outside of the range
    k = np.rint(x[0] / math.log(2))
    t = wide_subtract(x, wide_product(WIDE_LOG_2, wide(k))) / 64
    p = wide_product(t, wide_polynomial(WIDE_EXP, t))
    for _ in range(6):
        p = wide_add(2 * p, wide_product(p, p))
    return k.astype(np.int64), np.where(np.abs(x[0]) < 2.0**-220, x, p)


def wide_exp(x: Array) -> Array:
    """The exponential. Relative error <= 2^-195 for x > -550; below that words underflow, the absolute error is 2^-1070."""
    k, p = wide_reduced_expm1(x)
    result = np.ldexp(wide_add(wide(1.0), p), k)
    return wide_settle(result, np.where(np.isfinite(x[0]), result[0], np.exp(x[0])))


def wide_expm1(x: Array) -> Array:
    """The exponential minus one. Relative error <= 2^-195."""
    k, p = wide_reduced_expm1(x)
    away = wide_subtract(np.ldexp(wide_add(wide(1.0), p), k), wide(1.0))
    result = np.where(k == 0, p, away)
    return wide_settle(result, np.where(np.isfinite(x[0]), result[0], np.expm1(x[0])))
