"""sqrt(a^2 + b^2) - sqrt(c^2 + d^2), accurate where the two lengths are nearly equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.difference_of_products import difference_of_products_two, scalar_difference_of_products_error
from derivations.codegen.primitives.difference_of_sums import difference_of_sums, scalar_difference_of_sums
from derivations.codegen.primitives.hypotenuse import scalar_hypotenuse
from derivations.codegen.scalar import exponent, scaled

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr, c: sp.Expr, d: sp.Expr) -> sp.Expr:
    return sp.sqrt(a**2 + b**2) - sp.sqrt(c**2 + d**2)


PRIMITIVE = Primitive(
    "hypotenuse_difference",
    _meaning,
    ("real", "real", "real", "real"),
    "real",
    rows=4,
    uses=("difference_of_products", "difference_of_sums", "hypotenuse"),
)


def hypotenuse_difference(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write sqrt(a^2 + b^2) - sqrt(c^2 + d^2), shape (n,); zero exactly where the sums of squares are equal.

    Accuracy: 4 ulp. The difference of the squares over the sum of the lengths; where the differences along both axes cancel, the
    squares are taken with their rounding errors. Of a length that is three times the other, the lengths as they are: what is off by
    the same rounding in both is off by no more than the vectors are.
    """
    first, second, total, apart = scratch[0], scratch[1], scratch[2], scratch[3]
    np.hypot(a, b, out=first)
    np.hypot(c, d, out=second)
    np.add(first, second, out=total)
    np.subtract(first, second, out=apart)
    np.subtract(a, c, out=first)
    np.add(a, c, out=out)
    np.divide(out, total, out=out)
    np.multiply(first, out, out=first)
    np.subtract(b, d, out=second)
    np.add(b, d, out=out)
    np.divide(out, total, out=out)
    np.multiply(second, out, out=second)
    np.add(first, second, out=out)
    np.copyto(out, apart, where=np.abs(apart) >= 0.5 * total)
    cancelled = np.abs(out) < 0.75 * np.maximum(np.abs(first), np.abs(second))
    np.logical_and(cancelled, np.abs(apart) < 0.5 * total, out=cancelled)
    if cancelled.any():
        where = np.flatnonzero(cancelled)
        out[where] = hypotenuse_difference_exact(a[where], b[where], c[where], d[where], total[where])


def hypotenuse_difference_exact(a: Array, b: Array, c: Array, d: Array, total: Array) -> Array:
    """The same as a new array; ``total`` is the sum of the lengths."""
    power = -np.frexp(total)[1]
    sides = np.ldexp(np.array([a, b, c, d]), power)
    parts = np.concatenate(difference_of_products_two(sides, sides), axis=1)  # squares, shape (4, n), beside their errors
    sums = np.empty(2 * a.size)
    difference_of_sums(parts[0], parts[1], parts[2], parts[3], sums, sums)
    whole: Array = np.ldexp((sums[: a.size] + sums[a.size :]) / np.ldexp(total, power), -power)
    return whole


def scalar_hypotenuse_difference(a: Scalar, b: Scalar, c: Scalar, d: Scalar) -> Scalar:
    """The same for one element."""
    length = scalar_hypotenuse(a, b)
    other = scalar_hypotenuse(c, d)
    total = length + other
    if np.abs(length - other) >= 0.5 * total:
        return length - other
    first = (a - c) * ((a + c) / total)
    second = (b - d) * ((b + d) / total)
    if np.abs(first + second) >= 0.75 * np.maximum(np.abs(first), np.abs(second)):
        return first + second
    return scalar_hypotenuse_difference_exact(a, b, c, d, total)


def scalar_hypotenuse_difference_exact(a: Scalar, b: Scalar, c: Scalar, d: Scalar, total: Scalar) -> Scalar:
    """The same where the differences along the axes cancel."""
    power = -exponent(total)
    p = scaled(a, power)
    q = scaled(b, power)
    r = scaled(c, power)
    s = scaled(d, power)
    errors = scalar_difference_of_sums(
        scalar_difference_of_products_error(p, p, p * p),
        scalar_difference_of_products_error(q, q, q * q),
        scalar_difference_of_products_error(r, r, r * r),
        scalar_difference_of_products_error(s, s, s * s),
    )
    squares = scalar_difference_of_sums(p * p, q * q, r * r, s * s) + errors
    return scaled(squares / scaled(total, power), -power)
