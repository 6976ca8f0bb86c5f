"""The complementary error function, without the digits that exp(-x^2) loses to the rounding of x^2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.special
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.erfc(x)


PRIMITIVE = Primitive("erfc", _meaning, ("real",), "nonnegative", rows=0)

ERFC_SPLITTER = 134217729.0  # 2^27 + 1
ERFC_LARGEST = 1e3  # exp(-x^2 / 2) is zero long before


def erfc(x: Array, out: Array, scratch: Array) -> None:
    """Write 1 - erf(x), shape (n,).

    Accuracy: 7 ulp.
    """
    if not x.size:
        return
    if not x.min() >= 0.5:
        scipy.special.erf(x, out=out)
        np.subtract(1.0, out, out=out)
    if not x.max() < 0.5:
        tail = np.flatnonzero(~(x < 0.5))
        part = x[tail]
        out[tail] = erfc_gaussian(part, 1.0) * scipy.special.erfcx(part)


def erfc_gaussian(x: Array, scale: float) -> Array:
    """exp(-scale x^2), scale a power of two, as a new array: the square of the upper 26 bits of x is exact."""
    size = np.minimum(np.abs(x), ERFC_LARGEST)
    scaled = ERFC_SPLITTER * size
    high = scaled - (scaled - size)
    return np.exp(-scale * (high * high)) * np.exp(-scale * ((size - high) * (size + high)))
