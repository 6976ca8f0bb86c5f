"""a / sqrt(a^2 + b^2), where the squares may overflow: a coordinate of a direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return a / sp.sqrt(a**2 + b**2)


PRIMITIVE = Primitive("cosine", _meaning, ("real", "real"), "real", rows=0)


def cosine(a: Array, b: Array, out: Array, scratch: Array) -> None:
    """Write a / sqrt(a^2 + b^2), shape (n,); no number where both are zero.

    Accuracy: 2 ulp.
    """
    np.hypot(a, b, out=out)
    np.divide(a, out, out=out)


def scalar_cosine(a: Scalar, b: Scalar) -> Scalar:
    """The same for one pair, by the quotient that is below one."""
    low = b if np.abs(a) > np.abs(b) else a
    high = a if np.abs(a) > np.abs(b) else b
    ratio = low / high
    side = high / np.abs(high)
    return (side if np.abs(a) > np.abs(b) else ratio * side) / np.sqrt(1.0 + ratio * ratio)
