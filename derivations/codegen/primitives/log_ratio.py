"""log(y / x), accurate where y and x are nearly equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return sp.log(y / x)


PRIMITIVE = Primitive("log_ratio", _meaning, ("positive", "positive"), "real", rows=0, equal=((0, 1),))


def log_ratio(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write log(y / x), shape (n,), y and x positive; zero exactly where they are equal.

    Accuracy: 2 ulp. The difference of nearly equal numbers is exact, so log(1 + (y - x) / x) keeps its digits.
    """
    if not x.size:
        return
    np.subtract(y, x, out=out)
    np.divide(out, x, out=out)
    inside = out[out.argmin()] >= -0.5 and out[out.argmax()] <= 1e290
    far = None if inside else np.flatnonzero(~((out >= -0.5) & (out <= 1e290)))
    np.log1p(out, out=out)
    if far is not None:
        out[far] = log_ratio_far(y[far], x[far])


def log_ratio_far(y: Array, x: Array) -> Array:
    """The same for y < x / 2, or where the quotient overflows or loses digits, as a new array."""
    quotient = y / x
    safe = (quotient > 1e-290) & (quotient < 1e290)
    return np.where(safe, np.log(quotient), np.log(y) - np.log(x))


def scalar_log_ratio(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    excess = (y - x) / x
    if excess >= -0.5 and excess <= 1e290:
        return np.log1p(excess)
    return scalar_log_ratio_far(y, x)


def scalar_log_ratio_far(y: Scalar, x: Scalar) -> Scalar:
    """The same for y < x / 2, or where the quotient overflows or loses digits."""
    ratio = y / x
    if ratio > 1e-290 and ratio < 1e290:
        return np.log(ratio)
    return np.log(y) - np.log(x)
