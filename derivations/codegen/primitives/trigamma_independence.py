"""One minus the squared correlation of the two scores of a Beta law, whose Fisher matrix it inverts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.trigamma_drop import (
    TRIGAMMA_DROP_BLOCK,
    TRIGAMMA_DROP_FACTORS,
    TRIGAMMA_DROP_FAR_SQUARES,
    TRIGAMMA_DROP_FAR_WEIGHTS,
    TRIGAMMA_DROP_WEIGHTS,
    scalar_trigamma_drop_rest,
    trigamma_drop_rest,
)

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    first, second, both = (sp.polygamma(1, argument) for argument in (a, b, a + b))
    return 1 - both**2 / ((first - both) * (second - both))


PRIMITIVE = Primitive("trigamma_independence", _meaning, ("positive", "positive"), "positive", rows=0, uses=("trigamma_drop",))

TRIGAMMA_INDEPENDENCE_SMALLEST = 1e-150  # below, products of reciprocals overflow, and the limit is exact
TRIGAMMA_INDEPENDENCE_FEW = 64  # elements of which the parts are kept for the next entry at the same arguments
TRIGAMMA_INDEPENDENCE_LAST: dict[str, tuple[bytes, tuple[Array, Array, Array, Array]]] = {}


def trigamma_independence(a: Array, b: Array, out: Array, scratch: Array) -> None:
    """Write 1 - S^2 / ((A - S) (B - S)), shape (n,), A, B, S = trigamma at a, b, a + b; a and b positive.

    Accuracy: 5 ulp. With q = 1 / (a + b), A - S = (1/a - q) (1 + (1/a + q) / 2 + u) with what the rest drops over 1/a - q, B - S alike
    with v, and S = q (1 + q / 2 + t q): what multiplies u and v is positive, and what is without them is
    (1/a + 1/b) (1 + q) / 2 - t q (2 + q + t q), where what is taken off is less than a tenth.
    """
    for start in range(0, a.size, TRIGAMMA_DROP_BLOCK):
        part = slice(start, start + TRIGAMMA_DROP_BLOCK)
        own, other = a[part], b[part]
        top, lead, rest, _ = trigamma_independence_parts(own, other, own + other)
        (first, second), (u, v) = lead, rest
        value = top / (first + u) / (second + v) + (first * (v / (second + v)) + u) / (first + u)
        if not (own[own.argmin()] >= TRIGAMMA_INDEPENDENCE_SMALLEST and other[other.argmin()] >= TRIGAMMA_INDEPENDENCE_SMALLEST):
            x, y = own / (own + other), other / (own + other)
            small = np.minimum(own, other) < TRIGAMMA_INDEPENDENCE_SMALLEST
            value = np.where(small, 1.0 - x / (1.0 + x) * (y / (1.0 + y)), value)
        out[part] = value


def trigamma_independence_parts(a: Array, b: Array, both: Array) -> tuple[Array, Array, Array, Array]:
    """What is without u and v, 1 + (1/a + q) / 2 for a and b, u and v, and 1 + q / 2 + t q; for reading, pairs have the shape (2, n)."""
    if a.size > TRIGAMMA_INDEPENDENCE_FEW:
        return trigamma_independence_new_parts(a, b, both)
    key = np.concatenate([a, b, both]).tobytes()
    known = TRIGAMMA_INDEPENDENCE_LAST.get("parts")
    if known is None or known[0] != key:
        known = (key, trigamma_independence_new_parts(a, b, both))
        TRIGAMMA_INDEPENDENCE_LAST["parts"] = known
    return known[1]


def trigamma_independence_new_parts(a: Array, b: Array, both: Array) -> tuple[Array, Array, Array, Array]:
    """The same as new arrays."""
    shapes = np.concatenate([a, b])
    rest = trigamma_drop_rest(shapes, np.concatenate([both, both])).reshape(2, -1)
    inverse, q = 1.0 / shapes.reshape(2, -1), 1.0 / both
    tail = trigamma_independence_tail(both)
    top = 0.5 * (inverse[0] + inverse[1]) * (1.0 + q) - tail * q * (2.0 + q + tail * q)
    return top, 1.0 + 0.5 * (inverse + q), rest, 1.0 + (0.5 + tail) * q


def trigamma_independence_tail(a: Array) -> Array:
    """a^2 (trigamma(a) - 1/a - 1/(2 a^2)) as a new array: with p = 1 / (a + 1), p^2 / 2 + (1 - p)^2 times p times a sum over a table."""
    p, rows = 1.0 / (a + 1.0), np.empty((2, a.size), a.dtype)
    np.multiply(p, p, out=rows[0])
    rows[1].fill(1.0)
    parts = TRIGAMMA_DROP_FACTORS.dot(rows)
    np.multiply(parts, parts, out=parts)
    table = TRIGAMMA_DROP_WEIGHTS.dot(np.divide(1.0, parts, out=parts))
    total: Array = 0.5 * rows[0] + table * p * np.square(1.0 - p)
    return total


def scalar_trigamma_independence(a: Scalar, b: Scalar) -> Scalar:
    """The same for one pair."""
    both = a + b
    if min(a, b) < TRIGAMMA_INDEPENDENCE_SMALLEST:
        return 1.0 - a / (both + a) * (b / (both + b))
    q = 1.0 / both
    tail = scalar_trigamma_independence_tail(both)
    u = scalar_trigamma_drop_rest(a, both)
    v = scalar_trigamma_drop_rest(b, both)
    first = 1.0 + 0.5 * (1.0 / a + q)
    second = 1.0 + 0.5 * (1.0 / b + q)
    top = 0.5 * (1.0 / a + 1.0 / b) * (1.0 + q) - tail * q * (2.0 + q + tail * q)
    return top / (first + u) / (second + v) + (first * (v / (second + v)) + u) / (first + u)


def scalar_trigamma_independence_tail(a: Scalar) -> Scalar:
    """a^2 (trigamma(a) - 1/a - 1/(2 a^2))."""
    if a >= 3.0:
        return scalar_trigamma_independence_table(1.0 / a)
    total = 0.0
    for step in (0.0, 1.0, 2.0):
        i = a / (a + step) / (a + step + 1.0)
        total = total + i * i
    part = a / (a + 3.0)
    return 0.5 * total + part * part * scalar_trigamma_independence_table(1.0 / (a + 3.0))


def scalar_trigamma_independence_table(p: Scalar) -> Scalar:
    """The same from 3 on, by the reciprocal."""
    total = 0.0
    for square, weight in zip(TRIGAMMA_DROP_FAR_SQUARES, TRIGAMMA_DROP_FAR_WEIGHTS, strict=True):
        bottom = 1.0 + square * p * p
        total = total + weight / (bottom * bottom)
    return total * p
