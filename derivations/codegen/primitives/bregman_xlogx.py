"""y log(y / x) - y + x: the divergence of x log x, that of Poisson laws of means y and x."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_log_given import bregman_log_given
from derivations.codegen.primitives.excess_log import excess_log, scalar_excess_log
from derivations.codegen.primitives.log_ratio import log_ratio_far, scalar_log_ratio_far

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return y * sp.log(y / x) - y + x


PRIMITIVE = Primitive(
    "bregman_xlogx", _meaning, ("nonnegative", "positive"), "nonnegative", rows=5, uses=("bregman_log_given",), equal=((0, 1),)
)


def bregman_xlogx(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write y log(y / x) - y + x, shape (n,), y nonnegative, x positive; zero exactly where they are equal, x where y is zero.

    Accuracy: 5 ulp. With t = (x - y) / y it is y (t - log(1 + t)).
    """
    if not x.size:
        return
    excess, difference = scratch[3], scratch[4]
    np.subtract(x, y, out=difference)
    np.divide(difference, y, out=excess)
    if excess[excess.argmax()] <= 1e15:
        bregman_log_given(x, y, difference, out, scratch)
        np.multiply(out, y, out=out)
        return
    excess_log(excess, out, scratch)
    np.multiply(out, y, out=out)
    if not (excess[excess.argmin()] >= -0.55 and excess[excess.argmax()] <= 1e15):
        far = np.flatnonzero(~((excess >= -0.55) & (excess <= 1e15)))
        out[far] = bregman_xlogx_far(y[far], x[far])


def bregman_xlogx_far(y: Array, x: Array) -> Array:
    """The same for x < 0.45 y or x > 1e15 y, or where a quotient overflows, as a new array."""
    quotient, logarithm = x / y, log_ratio_far(x, y)
    value = np.where(quotient > 1e15, x - y * (1.0 + logarithm), y * (quotient - 1.0 - logarithm))
    return np.where((y == 0.0) | ((x == np.inf) & (y < np.inf)), x, value)


def scalar_bregman_xlogx(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    excess = (x - y) / y
    if excess >= -0.55 and excess <= 1e15:
        return y * scalar_excess_log(excess)
    return scalar_bregman_xlogx_far(y, x)


def scalar_bregman_xlogx_far(y: Scalar, x: Scalar) -> Scalar:
    """The same for x < 0.45 y or x > 1e15 y, or where a quotient overflows."""
    if y == 0.0:
        return x
    ratio = x / y
    if ratio > 1e15:
        return x - y * (1.0 + scalar_log_ratio_far(x, y))
    return y * (ratio - 1.0 - scalar_log_ratio_far(x, y))
