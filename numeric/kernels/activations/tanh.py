"""tanh(x) and its first two derivatives, each by itself, in the precision of the argument.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation on both half-lines and
measured to be within 4 units in the last place of one or of its value, whichever is larger, in float32 and float64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

EXPRESSION = "tanh(x)"
OF = "value"


def value(s: Array, out: Array | None = None) -> Array:
    """The function: ``tanh(s)``."""
    result: Array = np.tanh(s, out=out)
    return result


def slope(a: Array, out: Array | None = None) -> Array:
    """Its derivative, of the value: ``1 - a**2``."""
    result: Array = np.square(a, out=out)
    np.subtract(1, result, out=result)
    return result


def second(a: Array, out: Array | None = None) -> Array:
    """Its second derivative, of the value: ``a*(2*a**2 - 2)``."""
    result: Array = np.square(a, out=out)
    np.multiply(result, 2, out=result)
    np.subtract(result, 2, out=result)
    np.multiply(a, result, out=result)
    return result
