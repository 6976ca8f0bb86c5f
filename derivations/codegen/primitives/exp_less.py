"""The exponential less a whole number: the gradient of a Poisson loss in the logarithm of its rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr, whole: sp.Expr) -> sp.Expr:
    return sp.exp(x) - whole


PRIMITIVE = Primitive("exp_less", _meaning, ("real", "real"), "real", rows=1)


def exp_less(x: Array, whole: Array, out: Array, scratch: Array) -> None:
    """Write exp(x) - whole, shape (n,), for a whole number that is not negative.

    Accuracy: 4 ulp, and x explains what is lost beside a root x = log(whole) for whole > 1. It is expm1(x) - (whole - 1), where the
    bracket is exact: all digits for whole = 1. Elsewhere expm1 is off by 2^-52 (exp(x) + 1) at most, and half a unit in x moves the value
    by 2^-54 |x| exp(x) or more: four times that is as much where exp(x) is beyond 4/3 and |x| beyond 1/2, and for smaller x the value is
    at least 0.35. For whole = 0 it is exp(x).
    """
    zero = scratch[0]
    np.expm1(x, out=out)
    np.subtract(whole, 1.0, out=zero)
    np.subtract(out, zero, out=out)
    np.exp(x, out=zero)
    np.putmask(out, whole == 0.0, zero)


def scalar_exp_less(x: Scalar, whole: Scalar) -> Scalar:
    """The same for one pair."""
    if whole >= 1.0:
        return np.expm1(x) - (whole - 1.0)
    return np.exp(x) - whole
