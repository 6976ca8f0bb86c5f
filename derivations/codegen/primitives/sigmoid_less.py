"""The logistic function less a whole number: the gradient of a Bernoulli loss in its logit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr, whole: sp.Expr) -> sp.Expr:
    return 1 / (1 + sp.exp(-x)) - whole


PRIMITIVE = Primitive("sigmoid_less", _meaning, ("real", "real"), "real", rows=2)


def sigmoid_less(x: Array, whole: Array, out: Array, scratch: Array) -> None:
    """Write 1 / (1 + exp(-x)) - whole, shape (n,), for a whole number.

    Accuracy: 3 ulp. With q = sigmoid(-|x|) <= 1/2 it is q - whole where x has a minus sign, and (1 - whole) - q elsewhere. The whole
    number there is exact, and zero or at least one in size: nothing cancels, and q is off by 3 ulp at most.
    """
    small, bottom = scratch[0], scratch[1]
    np.absolute(x, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.add(out, 1.0, out=bottom)
    np.divide(out, bottom, out=small)
    np.copysign(small, x, out=small)
    np.copysign(0.5, x, out=out)
    np.add(out, 0.5, out=out)
    np.subtract(out, whole, out=out)
    np.subtract(out, small, out=out)


def scalar_sigmoid_less(x: Scalar, whole: Scalar) -> Scalar:
    """The same for one number."""
    decay = np.exp(x if x < 0.0 else -x)
    small = decay / (1.0 + decay)
    if x > 0.0:
        return (1.0 - whole) - small
    return small - whole
