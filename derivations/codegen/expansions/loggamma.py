"""The logarithm of the gamma function for positive arguments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.conversion import wide, wide_ratio
from derivations.codegen.expansions.division import wide_reciprocal
from derivations.codegen.expansions.exponential import wide_exp
from derivations.codegen.expansions.logarithm import wide_log
from derivations.codegen.expansions.multiplication import wide_multiply, wide_product
from derivations.codegen.expansions.polynomial import wide_polynomial
from derivations.codegen.expansions.stirling import WIDE_BERNOULLI, wide_on_positive, wide_shift, wide_shift_pairs

Array = NDArray[np.float64]
WIDE_HALF_LOG_2_PI = np.array([[0.9189385332046728], [-3.8782941580672414e-17], [-1.323971596849807e-33], [5.150860436871684e-50]])
WIDE_STIRLING = np.array([wide_ratio(p, q * 2 * k * (2 * k - 1)) for k, (p, q) in enumerate(WIDE_BERNOULLI, 1)])


def wide_loggamma(x: Array) -> Array:
    """The logarithm of Gamma(x) for x > 0. Relative error <= 2^-185, but for an absolute error of 2^-195 near the zeros 1 and 2.

    (y - 1/2) log y - y + log(2 pi) / 2 + sum B_2k / (2 k (2 k - 1) y^(2k - 1)) with y = x + 32, less log(x (x + 1) ... (x + 31)).
    """
    near, y, small = wide_shift(x)
    inverse = wide_reciprocal(y)
    series = wide_product(inverse, wide_polynomial(WIDE_STIRLING, wide_product(inverse, inverse)))
    leading = wide_subtract(wide_multiply(wide_subtract(y, wide(0.5)), wide_log(y)), y)
    result = wide_add(leading, wide_add(series, WIDE_HALF_LOG_2_PI))
    if near.any():
        factor, *factors = wide_shift_pairs(small)
        for each in factors:
            factor = wide_product(factor, each)
        result = np.where(near, wide_subtract(result, wide_log(factor)), result)
    return wide_on_positive(result, x, np.inf, np.inf)


def wide_gamma(x: Array) -> Array:
    """Gamma(x) for x > 0. Relative error <= 2^-185."""
    return wide_exp(wide_loggamma(x))
