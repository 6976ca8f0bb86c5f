"""y log(y / x) - y + x with the difference y - x computed by the caller, who knows a form of it that keeps its digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_log_given import bregman_log_given
from derivations.codegen.primitives.bregman_xlogx import bregman_xlogx_far, scalar_bregman_xlogx_far
from derivations.codegen.primitives.excess_log import excess_log, scalar_excess_log

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    return y * sp.log(y / x) - y + x


PRIMITIVE = Primitive(
    "bregman_xlogx_given",
    _meaning,
    ("positive", "positive", "real"),
    "nonnegative",
    rows=5,
    uses=("bregman_log_given", "bregman_xlogx"),
)


def bregman_xlogx_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write y log(y / x) - y + x, shape (n,), y and x positive, ``difference`` = y - x.

    Accuracy: 5 ulp beyond the errors of the arguments; the relative error of ``difference`` counts twice.
    """
    if not x.size:
        return
    excess, step = scratch[3], scratch[4]
    np.negative(difference, out=step)
    np.divide(step, y, out=excess)
    if excess[excess.argmax()] <= 1e15:
        bregman_log_given(x, y, step, out, scratch)
        np.multiply(out, y, out=out)
        return
    excess_log(excess, out, scratch)
    np.multiply(out, y, out=out)
    if not (excess[excess.argmin()] >= -0.55 and excess[excess.argmax()] <= 1e15):
        far = np.flatnonzero(~((excess >= -0.55) & (excess <= 1e15)))
        out[far] = bregman_xlogx_far(y[far], x[far])


def scalar_bregman_xlogx_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one pair."""
    excess = -difference / y
    if excess >= -0.55 and excess <= 1e15:
        return y * scalar_excess_log(excess)
    return scalar_bregman_xlogx_far(y, x)
