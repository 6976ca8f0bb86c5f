"""One minus the squared correlation of the scores of the two shapes of a Beta prime law once its scale is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.trigamma_drop import TRIGAMMA_DROP_BLOCK, scalar_trigamma_drop_rest, trigamma_drop_rest
from derivations.codegen.primitives.trigamma_independence import scalar_trigamma_independence_tail, trigamma_independence_tail

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    first, second, both = (sp.polygamma(1, argument) for argument in (a, b, a + b))
    shared = (a + b + 1) / (a + b) ** 2
    return 1 - (shared - both) ** 2 / ((first - both - shared * b / a) * (second - both - shared * a / b))


PRIMITIVE = Primitive(
    "trigamma_excess_independence",
    _meaning,
    ("positive", "positive"),
    "positive",
    rows=0,
    uses=("trigamma_drop", "trigamma_independence"),
)


def trigamma_excess_independence(a: Array, b: Array, out: Array, scratch: Array) -> None:
    """Write 1 - R^2 / (P Q), shape (n,), a and b positive.

    With s = a + b and m = (s + 1) / s^2: P = trigamma(a) - trigamma(s) - m b / a, Q with a and b exchanged, R = m - trigamma(s).
    Accuracy: 6 ulp. With q = 1 / s, P = (1/a - q) (d + u), Q = (1/b - q) (e + v), d = (1/a - q) / 2, e = (1/b - q) / 2, u and v positive,
    and R = q^2 (1/2 - t), it is (d v + e u + u v + q^2 t (1 - t)) / ((d + u) (e + v)), a sum of positive terms.
    """
    for start in range(0, a.size, TRIGAMMA_DROP_BLOCK):
        part = slice(start, start + TRIGAMMA_DROP_BLOCK)
        own, other = a[part], b[part]
        both, shapes = own + other, np.concatenate([own, other])
        rest = trigamma_drop_rest(shapes, np.concatenate([both, both])).reshape(2, -1)
        half = 0.5 * np.concatenate([other / both, own / both]) / shapes
        (u, v), (d, e), q, tail = rest, half.reshape(2, -1), 1.0 / both, trigamma_independence_tail(both)
        first, second = d + u, e + v
        out[part] = d / first * (v / second) + u / first + q / first * (q / second) * tail * (1.0 - tail)


def scalar_trigamma_excess_independence(a: Scalar, b: Scalar) -> Scalar:
    """The same for one pair."""
    both = a + b
    q = 1.0 / both
    tail = scalar_trigamma_independence_tail(both)
    u = scalar_trigamma_drop_rest(a, both)
    v = scalar_trigamma_drop_rest(b, both)
    d = 0.5 * (b * q) / a
    e = 0.5 * (a * q) / b
    first = d + u
    second = e + v
    return d / first * (v / second) + u / first + q / first * (q / second) * tail * (1.0 - tail)
