"""sqrt(a^2 + b^2), where the squares may overflow: the length of a vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return sp.sqrt(a**2 + b**2)


PRIMITIVE = Primitive("hypotenuse", _meaning, ("real", "real"), "nonnegative", rows=0)


def hypotenuse(a: Array, b: Array, out: Array, scratch: Array) -> None:
    """Write sqrt(a^2 + b^2), shape (n,).

    Accuracy: 2 ulp.
    """
    np.hypot(a, b, out=out)


def scalar_hypotenuse(a: Scalar, b: Scalar) -> Scalar:
    """The same for one pair: a root of one plus the square of a quotient below one."""
    low = b if np.abs(a) > np.abs(b) else a
    high = a if np.abs(a) > np.abs(b) else b
    if high == 0.0:
        return np.abs(low)
    ratio = low / high
    return np.abs(high) * np.sqrt(1.0 + ratio * ratio)
