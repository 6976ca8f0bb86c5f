"""Modified Bessel functions of the first kind, of one order >= 0 for all arguments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.conversion import wide, wide_ratio
from derivations.codegen.expansions.division import wide_divide
from derivations.codegen.expansions.exponential import wide_exp
from derivations.codegen.expansions.logarithm import wide_log, wide_log1p
from derivations.codegen.expansions.loggamma import wide_loggamma
from derivations.codegen.expansions.multiplication import wide_multiply, wide_product
from derivations.codegen.expansions.polynomial import wide_polynomial
from derivations.codegen.expansions.stirling import wide_on_positive

Array = NDArray[np.float64]
WIDE_LOG_2_PI = np.array([[1.8378770664093456], [-7.756588316134483e-17], [-2.647943193699614e-33], [1.0301720873743368e-49]])


def wide_besseli_excess(order: float, x: Array) -> Array:
    """The sum over k >= 1 of (x / 2)^2k / (k! (order + 1) ... (order + k)) for 0 <= x <= 90; the powers are of (x / 90)^2."""
    top, bottom = float(order).as_integer_ratio()
    term, terms = (1, 1), []
    for k in range(1, 151):
        term = term[0] * 2025 * bottom, term[1] * k * (top + k * bottom)
        terms.append(wide_ratio(*term))
    ratio = wide_divide(wide_product(x, x), wide(8100.0) + np.zeros_like(x))
    return wide_product(ratio, wide_polynomial(np.array(terms), ratio))


def wide_besseli_tail(order: float, x: Array) -> Array:
    """sqrt(2 pi x) exp(-x) I(x) for x >= 90: sum over k of (-1)^k (4 order^2 - 1) (4 order^2 - 9) ... / (k! (8 x)^k)."""
    top, bottom = (4 * order * order).as_integer_ratio()
    term, terms = (1, 1), [wide_ratio(1)]
    for k in range(1, 76):
        term = -term[0] * (top - (2 * k - 1) ** 2 * bottom), term[1] * 8 * k * bottom
        terms.append(wide_ratio(*term))
    return wide_polynomial(np.array(terms), wide_divide(wide(np.ones_like(x[0])), x))


def wide_log_besseli(order: float, x: Array) -> Array:
    """The logarithm of I_order(x) for x > 0 and one order from 0 to 16. Relative error <= 2^-180, for order > 0 absolute near its zero."""
    near = x[0] < 90
    small, large = np.where(near, x, wide(1.0)), np.where(near, wide(100.0), x)
    result = wide_log1p(wide_besseli_excess(order, small))
    if order:
        scale = wide_subtract(
            wide_multiply(wide(order) + np.zeros_like(x), wide_log(small / 2)), wide_loggamma(wide(order + 1)) + np.zeros_like(x)
        )
        result = wide_add(result, scale)
    if not near.all():
        decline = wide_add(wide_log(large), WIDE_LOG_2_PI + np.zeros_like(x)) / 2
        far = wide_add(wide_subtract(large, decline), wide_log(wide_besseli_tail(order, large)))
        result = np.where(near, result, far)
    return wide_on_positive(result, x, -np.inf if order else 0.0, np.inf)


def wide_scaled_besseli(order: float, x: Array) -> Array:
    """exp(-x) I_order(x) for x > 0 and one order from 0 to 16. Relative error <= 2^-180."""
    near = x[0] < 90
    result = wide_exp(wide_subtract(wide_log_besseli(order, np.where(near, x, wide(1.0))), x))
    if not near.all():
        large = np.where(near, wide(100.0), x)
        decline = wide_add(wide_log(large), WIDE_LOG_2_PI + np.zeros_like(x)) / 2
        result = np.where(near, result, wide_multiply(wide_exp(-decline), wide_besseli_tail(order, large)))
    return wide_on_positive(result, x, 0.0 if order else 1.0, 0.0)
