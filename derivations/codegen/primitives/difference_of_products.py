"""a b - c d as if it were rounded once: determinants of two rows, without fused operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from derivations.codegen.primitives import Primitive
from derivations.codegen.scalar import exponent, scaled, sloped

if TYPE_CHECKING:
    import sympy as sp

    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr, c: sp.Expr, d: sp.Expr) -> sp.Expr:
    return a * b - c * d


PRIMITIVE = Primitive("difference_of_products", _meaning, ("real", "real", "real", "real"), "real", rows=2)

DIFFERENCE_OF_PRODUCTS_SPLITTER = 134217729.0  # 2^27 + 1


def difference_of_products(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write a b - c d, shape (n,).

    Accuracy: 2 ulp, also where the products cancel, overflow or underflow: the rounding errors of both products are added back
    (Dekker 1971) where they matter, after scaling by powers of two where they would not be representable.
    """
    if a.size <= 256:
        difference_of_products_few(a, b, c, d, out)
        return
    larger, other = scratch[0], scratch[1]
    np.multiply(a, b, out=larger)
    np.multiply(c, d, out=other)
    np.subtract(larger, other, out=out)
    np.absolute(larger, out=larger)
    np.absolute(other, out=other)
    np.maximum(larger, other, out=larger)
    np.multiply(larger, 0.75, out=larger)
    np.absolute(out, out=other)
    plain = np.logical_and(np.greater_equal(other, larger), np.less(other, np.inf))
    if np.count_nonzero(plain) == a.size:
        return
    rest = np.flatnonzero(~plain)
    factors = np.concatenate([a[rest], c[rest], b[rest], d[rest]]).reshape(2, 2, -1)
    out[rest] = difference_of_products_exact(factors, out[rest])


def difference_of_products_few(a: Array, b: Array, c: Array, d: Array, out: Array) -> None:
    """The same for few elements: the errors are always added, since asking which products cancel takes as many calls."""
    if not a.size:
        return
    factors = np.concatenate([a, c, b, d])
    if difference_of_products_middle(factors, out):
        return
    factors = factors.reshape(2, 2, a.size)
    products = factors[0] * factors[1]
    np.subtract(products[0], products[1], out=out)
    size, sizes = np.absolute(out), np.absolute(products)
    plain = (size >= np.maximum(sizes[0], sizes[1]) * 0.75) & (size < np.inf)
    if 0 in plain.tobytes():
        np.putmask(out, ~plain, difference_of_products_exact(factors, out))


def difference_of_products_middle(factors: Array, out: Array) -> bool:
    """Write the difference with the errors of the products added back, where nothing is zero or near the ends of the range.

    ``factors``, shape (4 n,): a and c, then b and d. The splitting and the product are those of ``difference_of_products_two``.
    """
    size = np.absolute(factors)
    if not (size[size.argmin()] > 1e-70 and size[size.argmax()] < 1e70):
        return False
    middle, count = 2 * out.size, out.size
    high = np.multiply(factors, DIFFERENCE_OF_PRODUCTS_SPLITTER)
    np.subtract(high, np.subtract(high, factors, out=size), out=high)
    low = np.subtract(factors, high, out=size)
    products = factors[:middle] * factors[middle:]
    a, b, c, d = high[:middle], high[middle:], low[:middle], low[middle:]
    errors = a * b
    np.subtract(errors, products, out=errors)
    np.add(errors, np.multiply(a, d, out=a), out=errors)
    np.add(errors, np.multiply(c, b, out=b), out=errors)
    np.add(errors, np.multiply(c, d, out=c), out=errors)
    np.subtract(products[:count], products[count:], out=out)
    np.add(out, np.subtract(errors[:count], errors[count:], out=d[:count]), out=out)
    return True


def difference_of_products_exact(factors: Array, plain: Array) -> Array:
    """The same as a new array, with the errors of the products added back; ``plain`` where a factor is not finite."""
    exact = np.empty_like(plain)
    if difference_of_products_middle(factors.reshape(-1), exact):
        return exact
    (left, i), (right, j) = np.frexp(factors[0]), np.frexp(factors[1])
    powers = np.add(i, j)
    np.putmask(powers, np.logical_not(np.logical_and(left, right)), -5000)  # a product of zero
    top = np.maximum(powers[0], powers[1])
    products, errors = difference_of_products_two(np.ldexp(left, np.maximum(np.subtract(powers, top), -900)), right)
    value: Array = (products[0] - products[1]) + (errors[0] - errors[1])
    lost = np.isnan(value)
    np.ldexp(value, top, out=value)
    np.copyto(value, plain, where=lost)
    return value


def difference_of_products_two(a: Array, b: Array) -> tuple[Array, Array]:
    """The product rounded and its rounding error, exactly (Veltkamp's splitting, Dekker's product)."""
    scaled = DIFFERENCE_OF_PRODUCTS_SPLITTER * a
    a_high = scaled - (scaled - a)
    scaled = DIFFERENCE_OF_PRODUCTS_SPLITTER * b
    b_high = scaled - (scaled - b)
    a_low, b_low = a - a_high, b - b_high
    product = a * b
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def scalar_difference_of_products(a: Scalar, b: Scalar, c: Scalar, d: Scalar) -> Scalar:
    """The same for one element."""
    first = a * b
    second = c * d
    plain = first - second
    if np.abs(plain) >= 0.75 * np.maximum(np.abs(first), np.abs(second)) and np.abs(plain) < np.inf:
        return plain
    i = exponent(a)
    j = exponent(b)
    k = exponent(c)
    m = exponent(d)
    one = -5000.0 if a == 0.0 or b == 0.0 else i + j
    other = -5000.0 if c == 0.0 or d == 0.0 else k + m
    top = max(other, one)
    one = max(-900.0, one - top)
    other = max(-900.0, other - top)
    e = scaled(scaled(a, -i), one)
    f = scaled(b, -j)
    g = scaled(scaled(c, -k), other)
    h = scaled(d, -m)
    p = e * f
    q = g * h
    errors = scalar_difference_of_products_error(e, f, p) - scalar_difference_of_products_error(g, h, q)
    return sloped(scaled(p - q + errors, top), plain)


def scalar_difference_of_products_error(a: Scalar, b: Scalar, product: Scalar) -> Scalar:
    """What the rounded product lacks, exactly (Veltkamp's splitting, Dekker's product)."""
    long_a = DIFFERENCE_OF_PRODUCTS_SPLITTER * a
    high_a = long_a - (long_a - a)
    long_b = DIFFERENCE_OF_PRODUCTS_SPLITTER * b
    high_b = long_b - (long_b - b)
    low_a = a - high_a
    low_b = b - high_b
    return high_a * high_b - product + high_a * low_b + low_a * high_b + low_a * low_b
