"""softplus(x) and its first two derivatives, each by itself, in the precision of the argument.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation on both half-lines and
measured to be within 4 units in the last place of one or of its value, whichever is larger, in float32 and float64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

EXPRESSION = "softplus(x)"
OF = "argument"


def value(s: Array, out: Array | None = None) -> Array:
    """The function: ``log(1 + exp(-Abs(s))) + Max(0, s)``."""
    result: Array = np.absolute(s, out=out)
    np.negative(result, out=result)
    np.exp(result, out=result)
    np.log1p(result, out=result)
    other: Array = np.maximum(s, 0)
    np.add(result, other, out=result)
    return result


def slope(s: Array, out: Array | None = None) -> Array:
    """Its derivative: ``1/(1 + exp(-s))``."""
    with np.errstate(over="ignore"):  # the infinity is meant
        result: Array = np.negative(s, out=out)
        np.exp(result, out=result)
        np.add(result, 1, out=result)
        np.divide(1, result, out=result)
        return result


def second(s: Array, out: Array | None = None) -> Array:
    """Its second derivative: ``(1 - 1/(1 + exp(-s)))/(1 + exp(-s))``."""
    with np.errstate(over="ignore"):  # the infinity is meant
        result: Array = np.negative(s, out=out)
        np.exp(result, out=result)
        np.add(result, 1, out=result)
        other: Array = np.divide(1, result)
        np.subtract(1, other, out=other)
        np.divide(other, result, out=result)
        return result
