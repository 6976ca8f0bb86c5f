"""y / x - 1 - log(y / x) with the difference y - x computed by the caller, who knows a form of it that keeps its digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.excess_log import excess_log, excess_log_near, scalar_excess_log
from derivations.codegen.primitives.log_ratio import log_ratio_far, scalar_log_ratio_far

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    return y / x - 1 - sp.log(y / x)


PRIMITIVE = Primitive(
    "bregman_log_given",
    _meaning,
    ("positive", "positive", "real"),
    "nonnegative",
    rows=5,
    uses=("excess_log", "log_ratio"),
    equal=((0, 1),),
    zero=(2,),
)

BREGMAN_LOG_GIVEN_REACH = 0.144  # (y - x)^2 / (x + y)^2 up to which the series is used


def bregman_log_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write y / x - 1 - log(y / x), shape (n,), y and x positive, ``difference`` = y - x.

    Accuracy: 4 ulp beyond the errors of the arguments; the relative error of ``difference`` counts twice.
    """
    if not x.size:
        return
    excess, ratio = scratch[3], scratch[4]
    np.divide(difference, x, out=excess)
    np.divide(y, x, out=ratio)
    low, high = ratio[ratio.argmin()], ratio[ratio.argmax()]
    if high < 1e300 and low > 1e-300:
        excess_log_near(excess, out, scratch, short=low >= 0.9 and high <= 1.1)
        if low >= 0.45 and high <= 2.2:
            return
        np.log(ratio, out=ratio)
        np.subtract(excess, ratio, out=ratio)
        np.putmask(out, np.greater(scratch[1], BREGMAN_LOG_GIVEN_REACH), ratio)  # a quarter of the time of copyto
        return
    excess_log(excess, out, scratch)
    if not excess[excess.argmin()] >= -0.55:
        rest = np.flatnonzero(~(excess >= -0.55))
        out[rest] = y[rest] / x[rest] - 1.0 - log_ratio_far(y[rest], x[rest])


def scalar_bregman_log_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one pair."""
    excess = difference / x
    if excess < -0.55:
        return y / x - 1.0 - scalar_log_ratio_far(y, x)
    return scalar_excess_log(excess)
