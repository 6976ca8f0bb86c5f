"""The logarithm of the normal distribution function, relatively accurate in both tails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.special
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.erfc import erfc_gaussian, scalar_erfc_gaussian, scalar_erfc_scaled

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.log(sp.erfc(-x / sp.sqrt(2)) / 2)


PRIMITIVE = Primitive("log_ndtr", _meaning, ("real",), "nonpositive", rows=0, uses=("erfc",))

LOG_NDTR_ROOT = 0.7071067811865476  # sqrt(1 / 2)


def log_ndtr(x: Array, out: Array, scratch: Array) -> None:
    """Write log of the probability that a standard normal variable is at most x, shape (n,).

    Accuracy: 7 ulp.
    """
    if not x.size:
        return
    if not x[x.argmin()] >= 0.5:
        scipy.special.log_ndtr(x.astype(np.float64, copy=False), out=out)  # there is none for longer floats
    if not x[x.argmax()] < 0.5:
        above = np.flatnonzero(~(x < 0.5))
        out[above] = np.log1p(-log_ndtr_tail(x[above]))


def log_ndtr_tail(x: Array) -> Array:
    """The probability that a standard normal variable exceeds x >= 0, as a new array."""
    tail: Array = 0.5 * erfc_gaussian(x, 0.5) * scipy.special.erfcx((LOG_NDTR_ROOT * x).astype(np.float64, copy=False))
    return tail


def scalar_log_ndtr(x: Scalar) -> Scalar:
    """The same for one number."""
    if x < -1.0:
        return np.log(0.5 * scalar_erfc_scaled(-x * LOG_NDTR_ROOT)) - 0.5 * x * x
    if x < 0.0:
        return np.log(scalar_log_ndtr_tail(-x))
    return np.log1p(-scalar_log_ndtr_tail(x))


def scalar_log_ndtr_tail(x: Scalar) -> Scalar:
    """The probability that a standard normal variable exceeds x >= 0."""
    return 0.5 * scalar_erfc_gaussian(x, 0.5) * scalar_erfc_scaled(LOG_NDTR_ROOT * x)
