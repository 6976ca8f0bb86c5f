"""Trigonometric functions."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.conversion import wide_ratio
from derivations.codegen.expansions.division import wide_divide
from derivations.codegen.expansions.error_free import wide_carry, wide_split, wide_two_product
from derivations.codegen.expansions.multiplication import wide_product
from derivations.codegen.expansions.polynomial import wide_polynomial

Array = NDArray[np.float64]
WIDE_QUARTER_TURN = (1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33, 5.562271104316826e-50, 2.836115989820158e-66)
WIDE_SIN = np.array([wide_ratio((-1) ** order, math.factorial(2 * order + 1)) for order in range(26)])
WIDE_COS = np.array([wide_ratio((-1) ** order, math.factorial(2 * order)) for order in range(26)])


def wide_quarter_turns(x: Array) -> tuple[Array, Array]:
    """The k (n,) and r with x = k pi / 2 + r, |r| < 0.79; k times five words of pi / 2 is exact."""
    k = np.rint(x[0] * (2 / math.pi))
    layers: list[list[Array]] = [[word] for word in x] + [[], []]
    for place, word in enumerate(np.array(WIDE_QUARTER_TURN).reshape(-1, 1)):
        product, error = wide_two_product(-k, word, wide_split(-k), wide_split(word))
        layers[place].append(product)
        layers[place + 1].append(error)
    r = wide_carry(layers, 4)
    return k, np.where(np.abs(x[0]) < 2.0**50, r, np.nan)


def wide_sin_cos(x: Array) -> tuple[Array, Array]:
    """The sine and the cosine."""
    k, r = wide_quarter_turns(x)
    square = wide_product(r, r)
    sine, cosine = wide_product(r, wide_polynomial(WIDE_SIN, square)), wide_polynomial(WIDE_COS, square)
    sine, cosine = np.where(k % 2 == 0, (sine, cosine), (cosine, sine))
    return np.where(k % 4 // 2 == 0, sine, -sine), np.where((k + 1) % 4 // 2 == 0, cosine, -cosine)


def wide_sin(x: Array) -> Array:
    """The sine. Relative error <= 2^-195 for exact x (one word), absolute error <= 2^-205 |x| else; nan for |x| >= 2^50."""
    return wide_sin_cos(x)[0]


def wide_cos(x: Array) -> Array:
    """The cosine. Relative error <= 2^-195 for exact x (one word), absolute error <= 2^-205 |x| else; nan for |x| >= 2^50."""
    return wide_sin_cos(x)[1]


def wide_tan(x: Array) -> Array:
    """The tangent. Relative error <= 2^-195 for exact x (one word); nan for |x| >= 2^50."""
    return wide_divide(*wide_sin_cos(x))
