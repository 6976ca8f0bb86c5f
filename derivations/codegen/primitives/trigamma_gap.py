"""1 / trigamma(a + b) - 1 / trigamma(a) - 1 / trigamma(b): what inverts the Fisher matrices of Dirichlet laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.trigamma_drop import TRIGAMMA_DROP_BLOCK, scalar_trigamma_drop_rest
from derivations.codegen.primitives.trigamma_independence import (
    scalar_trigamma_independence_tail,
    trigamma_independence_parts,
)

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return 1 / sp.polygamma(1, a + b) - 1 / sp.polygamma(1, a) - 1 / sp.polygamma(1, b)


PRIMITIVE = Primitive(
    "trigamma_gap", _meaning, ("positive", "positive"), "positive", rows=0, uses=("trigamma_drop", "trigamma_independence")
)

TRIGAMMA_GAP_SMALLEST = 1e-140  # below, products of reciprocals overflow, and the limit is exact


def trigamma_gap(a: Array, b: Array, out: Array, scratch: Array) -> None:
    """Write 1 / trigamma(a + b) - 1 / trigamma(a) - 1 / trigamma(b), shape (n,), a and b positive; between 2 a b and 1/2.

    Accuracy: 7 ulp. The determinant of the Fisher matrix of a Beta law, a sum of positive terms, over three trigamma functions.
    """
    for start in range(0, a.size, TRIGAMMA_DROP_BLOCK):
        part = slice(start, start + TRIGAMMA_DROP_BLOCK)
        out[part] = np.maximum(trigamma_gap_block(np.minimum(a[part], b[part]), np.maximum(a[part], b[part])), 5e-324)


def trigamma_gap_block(least: Array, most: Array) -> Array:
    """The same as a new array; ``least`` <= ``most``."""
    both = least + most
    top, (first, second), (u, v), end = trigamma_independence_parts(least, most, both)
    x, y = least / both, most / both
    own, other = x * end + y * (first + u), y * end + x * (second + v)
    value: Array = y * least * (top / own / other + (first / own * v + u / own * (second + v)) / other) / end
    if not most[most.argmin()] >= TRIGAMMA_GAP_SMALLEST:
        value = np.where(most < TRIGAMMA_GAP_SMALLEST, 2.0 * least * most, value)
    return value


def scalar_trigamma_gap(a: Scalar, b: Scalar) -> Scalar:
    """The same for one pair."""
    if b < a:
        return scalar_trigamma_gap_ordered(b, a)
    return scalar_trigamma_gap_ordered(a, b)


def scalar_trigamma_gap_ordered(a: Scalar, b: Scalar) -> Scalar:
    """The same for a no larger than b."""
    if b < TRIGAMMA_GAP_SMALLEST:
        return 2.0 * a * b
    both = a + b
    q = 1.0 / both
    tail = scalar_trigamma_independence_tail(both)
    end = 1.0 + (0.5 + tail) * q
    u = scalar_trigamma_drop_rest(a, both)
    v = scalar_trigamma_drop_rest(b, both)
    first = 1.0 + 0.5 * (1.0 / a + q)
    second = 1.0 + 0.5 * (1.0 / b + q)
    top = 0.5 * (1.0 / a + 1.0 / b) * (1.0 + q) - tail * q * (2.0 + q + tail * q)
    x = a / both
    y = b / both
    own = x * end + y * (first + u)
    other = y * end + x * (second + v)
    return y * a * (top / own / other + (first / own * v + u / own * (second + v)) / other) / end
