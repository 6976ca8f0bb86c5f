"""Hyperbolic functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.division import wide_divide
from derivations.codegen.expansions.exponential import wide_exp, wide_expm1
from derivations.codegen.expansions.multiplication import wide_multiply
from derivations.codegen.expansions.rounding import wide_absolute

Array = NDArray[np.float64]


def wide_sinh_cosh(x: Array) -> tuple[Array, Array]:
    """The two for x >= 0, from p = exp(x) - 1 up to 100 and from exp(x / 2)^2 / 2 beyond."""
    far = x[0] > 100
    p = wide_expm1(np.where(far, 0.0, x))
    quotient = wide_divide(p, wide_add(wide(1.0), p))
    sine, cosine = wide_add(p, quotient) / 2, wide_add(wide(1.0), wide_subtract(p, quotient) / 2)
    if far.any():
        root = wide_exp(x / 2)
        large = wide_multiply(root / 2, root)
        sine, cosine = np.where(far, large, sine), np.where(far, large, cosine)
    return sine, cosine


def wide_sinh(x: Array) -> Array:
    """The hyperbolic sine. Relative error <= 2^-195."""
    sine = wide_sinh_cosh(wide_absolute(x))[0]
    return np.where(x[0] < 0, -sine, sine)


def wide_cosh(x: Array) -> Array:
    """The hyperbolic cosine. Relative error <= 2^-195."""
    return wide_sinh_cosh(wide_absolute(x))[1]


def wide_tanh(x: Array) -> Array:
    """The hyperbolic tangent. Relative error <= 2^-195."""
    p = wide_expm1(np.where(np.abs(x[0]) > 100, wide(np.sign(x[0]) * 200), 2 * x))
    return wide_divide(p, wide_add(wide(2.0), p))
