"""sigmoid(x) and its first two derivatives, each by itself, in the precision of the argument.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation on both half-lines and
measured to be within 4 units in the last place of one or of its value, whichever is larger, in float32 and float64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

EXPRESSION = "sigmoid(x)"
OF = "value"


def value(s: Array, out: Array | None = None) -> Array:
    """The function: ``1/(1 + exp(-s))``."""
    with np.errstate(over="ignore"):  # the infinity is meant
        result: Array = np.negative(s, out=out)
        np.exp(result, out=result)
        np.add(result, 1, out=result)
        np.divide(1, result, out=result)
        return result


def slope(a: Array, out: Array | None = None) -> Array:
    """Its derivative, of the value: ``-a*(a - 1)``."""
    result: Array = np.subtract(1, a, out=out)
    np.multiply(a, result, out=result)
    return result


def second(a: Array, out: Array | None = None) -> Array:
    """Its second derivative, of the value: ``a*(a - 1)*(2*a - 1)``."""
    result: Array = np.subtract(a, 1, out=out)
    other: Array = np.multiply(a, 2)
    np.subtract(other, 1, out=other)
    np.multiply(a, result, out=result)
    np.multiply(result, other, out=result)
    return result
