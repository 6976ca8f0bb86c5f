"""loggamma(1 + y / x), accurate where y and x are nearly equal: the logarithm of a moment of a Weibull or Gumbel law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.primitives.loggamma import LOGGAMMA_EULER, LOGGAMMA_NEAR, loggamma, scalar_loggamma
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return sp.loggamma(1 + y / x)


PRIMITIVE = Primitive(
    "loggamma_of_successor", _meaning, ("positive", "positive"), "real", rows=3, uses=("digamma", "loggamma"), equal=((0, 1),)
)


def loggamma_of_successor(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write loggamma(1 + y / x), shape (n,), y and x positive; zero exactly where they are equal.

    Accuracy: 7 ulp. With r = y / x it is r (y - x) / x times a function without roots.
    """
    ratio, value, work = scratch[0], scratch[1], scratch[2]
    np.divide(y, x, out=ratio)
    np.add(ratio, 1.0, out=work)
    digamma_ratio(np.minimum(work, 4.0, out=work), LOGGAMMA_NEAR, value, out)
    np.multiply(value, ratio, out=value)
    np.subtract(LOGGAMMA_EULER, value, out=value)
    np.subtract(y, x, out=out)
    np.divide(out, x, out=out)
    np.multiply(out, ratio, out=out)
    np.multiply(out, value, out=out)
    if ratio.size and not ratio[ratio.argmax()] <= 3.0:
        far = np.flatnonzero(~(ratio <= 3.0))
        part, rest = 1.0 + ratio[far], np.empty((4, far.size))
        result = np.empty(far.size)
        loggamma(part, result, rest)
        out[far] = result


def scalar_loggamma_of_successor(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    ratio = y / x
    if ratio <= 3.0:
        return (LOGGAMMA_EULER - quotient(1.0 + ratio, LOGGAMMA_NEAR) * ratio) * (ratio * ((y - x) / x))
    return scalar_loggamma(1.0 + ratio)
