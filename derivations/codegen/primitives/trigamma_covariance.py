"""trigamma(a + b) over the determinant of the Fisher matrix of a Beta law: the entry of its inverse beside the diagonal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.trigamma_drop import TRIGAMMA_DROP_BLOCK, scalar_trigamma_drop_rest
from derivations.codegen.primitives.trigamma_independence import scalar_trigamma_independence_tail, trigamma_independence_parts

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    first, second, both = (sp.polygamma(1, argument) for argument in (a, b, a + b))
    return both / (first * second - both * (first + second))


PRIMITIVE = Primitive(
    "trigamma_covariance", _meaning, ("positive", "positive"), "positive", rows=0, uses=("trigamma_drop", "trigamma_independence")
)

TRIGAMMA_COVARIANCE_SMALLEST = 1e-140  # below, products of reciprocals overflow, and the limit is exact


def trigamma_covariance(a: Array, b: Array, out: Array, scratch: Array) -> None:
    """Write S / (A B - S (A + B)), shape (n,), A, B, S = trigamma at a, b, a + b; a and b positive; about a b / 2 for small ones.

    Accuracy: 5 ulp. The determinant is the sum of positive terms of ``trigamma_independence``, over (a + b)^2.
    """
    for start in range(0, a.size, TRIGAMMA_DROP_BLOCK):
        part = slice(start, start + TRIGAMMA_DROP_BLOCK)
        both = a[part] + b[part]
        top, (first, second), (u, v), end = trigamma_independence_parts(a[part], b[part], both)
        out[part] = both * (end / (top + (first * v + (second + v) * u)))
        if not both[both.argmin()] >= TRIGAMMA_COVARIANCE_SMALLEST:
            small = np.flatnonzero(both < TRIGAMMA_COVARIANCE_SMALLEST)
            out[part][small] = 0.5 * a[part][small] * b[part][small]


def scalar_trigamma_covariance(a: Scalar, b: Scalar) -> Scalar:
    """The same for one pair."""
    both = a + b
    if both < TRIGAMMA_COVARIANCE_SMALLEST:
        return 0.5 * a * b
    q = 1.0 / both
    tail = scalar_trigamma_independence_tail(both)
    u = scalar_trigamma_drop_rest(a, both)
    v = scalar_trigamma_drop_rest(b, both)
    first = 1.0 + 0.5 * (1.0 / a + q)
    second = 1.0 + 0.5 * (1.0 / b + q)
    top = 0.5 * (1.0 / a + 1.0 / b) * (1.0 + q) - tail * q * (2.0 + q + tail * q)
    return both * ((1.0 + (0.5 + tail) * q) / (top + (first * v + (second + v) * u)))
