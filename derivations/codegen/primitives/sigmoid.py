"""The logistic function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return 1 / (1 + sp.exp(-x))


PRIMITIVE = Primitive("sigmoid", _meaning, ("real",), "positive", rows=2)


def sigmoid(x: Array, out: Array, scratch: Array) -> None:
    """Write 1 / (1 + exp(-x)), shape (n,).

    Accuracy: 3 ulp, subnormal values included.
    """
    if x.size and x[x.argmin()] > -700.0:
        np.negative(x, out=out)
        np.exp(out, out=out)
        np.add(out, 1.0, out=out)
        np.divide(1.0, out, out=out)
        return
    bottom, positive = scratch[0], scratch[1]  # the exponential of what is so far below zero is beyond the range
    np.absolute(x, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.add(out, 1.0, out=bottom)
    np.greater_equal(x, 0.0, out=positive, casting="unsafe")
    np.maximum(out, positive, out=out)
    np.divide(out, bottom, out=out)


def scalar_sigmoid(x: Scalar) -> Scalar:
    """The same for one number."""
    decay = np.exp(x if x < 0.0 else -x)
    return (decay if x < 0.0 else 1.0) / (1.0 + decay)
