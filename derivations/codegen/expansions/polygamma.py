"""The derivatives of the digamma function for positive arguments."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add
from derivations.codegen.expansions.conversion import wide, wide_ratio
from derivations.codegen.expansions.division import wide_reciprocal
from derivations.codegen.expansions.integer_power import wide_integer_power
from derivations.codegen.expansions.multiplication import wide_multiply, wide_product
from derivations.codegen.expansions.polynomial import wide_polynomial
from derivations.codegen.expansions.stirling import WIDE_BERNOULLI, wide_on_positive, wide_shift, wide_shift_pairs

Array = NDArray[np.float64]


def wide_shifted_powers(x: Array, exponent: int) -> Array:
    """1 / x^n + 1 / (x + 1)^n + ... + 1 / (x + 31)^n; the 16 reciprocals of pairs come from one division."""
    pairs = wide_shift_pairs(x)
    products = [pairs[0]]
    for pair in pairs[1:]:
        products.append(wide_product(products[-1], pair))
    inverse = wide_reciprocal(products[-1])
    total = np.zeros_like(x)
    for i in range(15, -1, -1):
        reciprocal = wide_product(inverse, products[i - 1]) if i else inverse
        inverse = wide_product(inverse, pairs[i])
        for shift in (31 - i, i):
            term = wide_product(reciprocal, wide_add(x, wide(float(shift))))  # one over x + 31 - shift
            total = wide_add(total, wide_integer_power(term, exponent))
    return total


def wide_polygamma(order: int, x: Array) -> Array:
    """The derivative of the given order m = 1, 2, 3 or 4 of the digamma function for x > 0. Relative error <= 2^-170.

    (-1)^(m + 1) ((m - 1)! / y^m + m! / (2 y^(m + 1)) + sum B_2k (2k + m - 1)! / ((2k)! y^(2k + m)) + m! sum 1 / (x + i)^(m + 1)), i < 32.
    """
    near, y, small = wide_shift(x)
    inverse = wide_reciprocal(y)
    coefficients = [
        wide_ratio(p * math.factorial(2 * k + order - 1), q * math.factorial(2 * k)) for k, (p, q) in enumerate(WIDE_BERNOULLI, 1)
    ]
    series = wide_polynomial(np.array(coefficients), wide_product(inverse, inverse))
    scaled = wide_add(
        wide_product(wide(math.factorial(order) / 2) + np.zeros_like(x), inverse), wide_product(series, wide_product(inverse, inverse))
    )
    bracket = wide_add(wide(math.factorial(order - 1)) + np.zeros_like(x), scaled)
    result = wide_multiply(wide_integer_power(inverse, order), bracket)
    if near.any():
        sums = wide_multiply(wide_shifted_powers(small, order + 1), wide(math.factorial(order)))
        result = np.where(near, wide_add(result, sums), result)
    return wide_on_positive((-1) ** (order + 1) * result, x, (-1) ** (order + 1) * np.inf, 0.0)
