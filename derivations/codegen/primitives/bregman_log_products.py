"""X - 1 - log X for X = a b / (c d): the divergence of minus the logarithm between two products, whatever their size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_log_given import bregman_log_given, scalar_bregman_log_given
from derivations.codegen.primitives.difference_of_products import difference_of_products, scalar_difference_of_products
from derivations.codegen.scalar import exponent, scaled

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr, c: sp.Expr, d: sp.Expr) -> sp.Expr:
    return a * b / (c * d) - 1 - sp.log(a * b / (c * d))


PRIMITIVE = Primitive(
    "bregman_log_products",
    _meaning,
    ("positive", "positive", "positive", "positive"),
    "nonnegative",
    rows=8,
    uses=("bregman_log_given", "difference_of_products"),
)

BREGMAN_LOG_PRODUCTS_SMALLEST = 1e-280
BREGMAN_LOG_PRODUCTS_LARGEST = 1e280


def bregman_log_products(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write X - 1 - log X, shape (n,), X = a b / (c d), all positive.

    Accuracy: 6 ulp wherever the value is in range: the difference of the products is exact to a rounding, and products that would
    overflow or underflow are formed from their mantissas and exponents.
    """
    if not a.size:
        return
    above, below, difference = scratch[5], scratch[6], scratch[7]
    np.multiply(a, b, out=above)
    np.multiply(c, d, out=below)
    difference_of_products(a, b, c, d, difference, scratch)
    bregman_log_given(above, below, difference, out, scratch)
    smallest, largest = BREGMAN_LOG_PRODUCTS_SMALLEST, BREGMAN_LOG_PRODUCTS_LARGEST
    inside = above[above.argmin()] > smallest and above[above.argmax()] < largest
    if not (inside and below[below.argmin()] > smallest and below[below.argmax()] < largest):
        outside = ~((above > BREGMAN_LOG_PRODUCTS_SMALLEST) & (above < BREGMAN_LOG_PRODUCTS_LARGEST))
        outside |= ~((below > BREGMAN_LOG_PRODUCTS_SMALLEST) & (below < BREGMAN_LOG_PRODUCTS_LARGEST))
        rest = np.flatnonzero(outside)
        out[rest] = bregman_log_products_scaled(a[rest], b[rest], c[rest], d[rest])


def bregman_log_products_scaled(a: Array, b: Array, c: Array, d: Array) -> Array:
    """The same as a new array, with the binary exponents kept apart."""
    (a, i), (b, j), (c, k), (d, m) = np.frexp(a), np.frexp(b), np.frexp(c), np.frexp(d)
    shift = (i + j) - (k + m)
    near = np.abs(shift) <= 4
    a = np.ldexp(a, np.where(near, shift, 0))
    value, scratch = np.empty_like(a), np.empty((8, a.size))
    above, below, difference = scratch[5], scratch[6], scratch[7]
    difference_of_products(a, b, c, d, difference, scratch)
    np.multiply(a, b, out=above)
    np.multiply(c, d, out=below)
    bregman_log_given(above, below, difference, value, scratch)
    quotient = above / below
    far = np.ldexp(quotient, shift) - 1.0 - (np.log(quotient) + shift * math.log(2.0))
    return np.where(near, value, far)


SCALAR_BREGMAN_LOG_PRODUCTS_LOG_TWO = 0.6931471805599453


def scalar_bregman_log_products(a: Scalar, b: Scalar, c: Scalar, d: Scalar) -> Scalar:
    """The same for one element."""
    above = a * b
    below = c * d
    smaller = min(below, above)
    larger = max(above, below)
    if smaller > BREGMAN_LOG_PRODUCTS_SMALLEST and larger < BREGMAN_LOG_PRODUCTS_LARGEST:
        return scalar_bregman_log_given(above, below, scalar_difference_of_products(a, b, c, d))
    i = exponent(a)
    j = exponent(b)
    k = exponent(c)
    m = exponent(d)
    shift = i + j - k - m
    return scalar_bregman_log_products_scaled(scaled(a, -i), scaled(b, -j), scaled(c, -k), scaled(d, -m), shift)


def scalar_bregman_log_products_scaled(a: Scalar, b: Scalar, c: Scalar, d: Scalar, shift: Scalar) -> Scalar:
    """The same for a 2^shift in place of a, mantissas between 1/2 and 1."""
    if shift >= -4.0 and shift <= 4.0:
        first = scaled(a, shift)
        return scalar_bregman_log_given(first * b, c * d, scalar_difference_of_products(first, b, c, d))
    ratio = a * b / (c * d)
    return scaled(ratio, shift) - 1.0 - (np.log(ratio) + shift * SCALAR_BREGMAN_LOG_PRODUCTS_LOG_TWO)
