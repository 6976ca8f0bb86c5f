"""The error function and its complement."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.comparison import wide_minimum
from derivations.codegen.expansions.conversion import wide, wide_ratio
from derivations.codegen.expansions.division import wide_divide
from derivations.codegen.expansions.exponential import wide_exp, wide_expm1
from derivations.codegen.expansions.multiplication import wide_multiply, wide_product
from derivations.codegen.expansions.polynomial import wide_polynomial
from derivations.codegen.expansions.rounding import wide_absolute

Array = NDArray[np.float64]
WIDE_2_BY_ROOT_PI = np.array([[1.1283791670955126], [1.533545961316588e-17], [-4.765684596693686e-34], [-2.007794661655263e-50]])
WIDE_PI = np.array([[3.141592653589793], [1.2246467991473532e-16], [-2.9947698097183397e-33], [1.1124542208633653e-49]])
WIDE_ERF = np.array([wide_ratio((-1) ** n, math.factorial(n) * (2 * n + 1)) for n in range(52)])
WIDE_ERFC_NODES = np.arange(1.0, 46.0) ** 2 / 16  # (n h)^2 for the step h = 1/4, exact
WIDE_ERFC_WEIGHTS = wide_exp(wide(-WIDE_ERFC_NODES))


def wide_small_erf(x: Array) -> Array:
    """erf(x) for |x| <= 1: 2 / sqrt(pi) times sum (-1)^n x^(2 n + 1) / (n! (2 n + 1))."""
    return wide_product(wide_product(x, WIDE_2_BY_ROOT_PI + np.zeros_like(x)), wide_polynomial(WIDE_ERF, wide_product(x, x)))


def wide_large_erfc(x: Array) -> Array:
    """erfc(x) for x >= 1/2 by the trapezoidal rule with step h = 1/4 for the integral of exp(-t^2) / (t^2 + x^2); relative error < 2^-200.

    h x exp(-x^2) / pi (1 / x^2 + 2 sum exp(-n^2 h^2) / (n^2 h^2 + x^2)) - 2 / (exp(2 pi x / h) - 1): the last term is the pole at i x,
    which counts below pi / h.
    """
    square = wide_multiply(x, x)
    top, bottom = wide(np.full_like(x[0], 0.5)), square  # one fraction: the sum of all of them
    for node, weight in zip(WIDE_ERFC_NODES, WIDE_ERFC_WEIGHTS.T.reshape(-1, 4, 1), strict=True):
        factor = wide_add(square, wide(node) + np.zeros_like(x))
        top = wide_add(wide_product(top, factor), wide_product(bottom, weight + np.zeros_like(x)))
        bottom = wide_product(bottom, factor)
    gauss = wide_divide(wide_multiply(x, wide_exp(-square)), WIDE_PI + np.zeros_like(x))
    pole = wide_divide(wide(2.0) + np.zeros_like(x), wide_expm1(wide_product(8 * WIDE_PI + np.zeros_like(x), x)))
    return wide_subtract(wide_multiply(gauss, wide_divide(top, bottom)) / 2, np.where(x[0] < 4 * math.pi, pole, 0.0))


def wide_erfc(x: Array) -> Array:
    """1 - erf(x). Relative error <= 2^-190 for x < 23; beyond, words underflow."""
    size = wide_minimum(wide_absolute(x), wide(30.0))
    small = size[0] < 1
    near = wide_subtract(wide(1.0), wide_small_erf(np.where(small, x, 0.0)))
    far = wide_large_erfc(np.where(small, wide(1.0), size))
    return np.where(small, near, np.where(x[0] < 0, wide_subtract(wide(2.0), far), far))


def wide_erf(x: Array) -> Array:
    """erf(x). Relative error <= 2^-190."""
    size = wide_minimum(wide_absolute(x), wide(30.0))
    small = size[0] < 1
    near = wide_small_erf(np.where(small, size, 0.0))
    far = wide_subtract(wide(1.0), wide_large_erfc(np.where(small, wide(1.0), size)))
    result = np.where(small, near, far)
    return np.where(x[0] < 0, -result, result)
