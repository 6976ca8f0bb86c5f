"""The logistic function less that on the other side of half a gap: the gradient of a loss of ordered classes between two thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.sigmoid import scalar_sigmoid

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr, gap: sp.Expr) -> sp.Expr:
    return 1 / (1 + sp.exp(-x)) - 1 / (1 + sp.exp(x - gap))


PRIMITIVE = Primitive("sigmoid_drop", _meaning, ("real", "positive"), "real", rows=3, uses=("sigmoid",))


def sigmoid_drop(x: Array, gap: Array, out: Array, scratch: Array) -> None:
    """Write sigmoid(x) - sigmoid(gap - x), shape (n,); zero exactly at half of the gap.

    Accuracy: 6 ulp while exp(gap / 2) is within the range of floats. With p the larger and q the smaller of x and gap - x it is
    (1 - exp(q - p)) / ((1 + exp(-p)) (1 + exp(q))), up to its sign: nothing cancels. The distance p - q = |2 x - gap| is rounded once;
    p is not negative, so that its rounding does not matter, and q is rounded only for x > 2 gap or where it is x itself, elsewhere
    gap - x is exact (Sterbenz), or q so far below zero that exp(q) does not matter either.
    """
    ends, apart = scratch[:2], scratch[2]
    np.subtract(gap, x, out=out)
    np.maximum(x, out, out=ends[0])
    np.negative(ends[0], out=ends[0])
    np.minimum(x, out, out=ends[1])
    np.exp(ends, out=ends)
    np.add(ends, 1.0, out=ends)
    np.add(x, x, out=apart)
    np.subtract(apart, gap, out=apart)
    np.copysign(apart, -1.0, out=out)
    np.expm1(out, out=out)
    np.divide(out, ends[0], out=out)
    np.divide(out, ends[1], out=out)
    np.copysign(out, apart, out=out)


def scalar_sigmoid_drop(x: Scalar, gap: Scalar) -> Scalar:
    """The same for one pair."""
    other = gap - x
    apart = (x + x) - gap
    if apart > 0.0:
        return -np.expm1(-apart) * (scalar_sigmoid(x) * scalar_sigmoid(-other))
    return np.expm1(apart) * (scalar_sigmoid(other) * scalar_sigmoid(-x))
