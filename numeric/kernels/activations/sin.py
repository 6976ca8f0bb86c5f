"""sin(x) and its first two derivatives, each by itself, in the precision of the argument.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation on both half-lines and
measured to be within 4 units in the last place of one or of its value, whichever is larger, in float32 and float64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

EXPRESSION = "sin(x)"
OF = "argument"


def value(s: Array, out: Array | None = None) -> Array:
    """The function: ``sin(s)``."""
    result: Array = np.sin(s, out=out)
    return result


def slope(s: Array, out: Array | None = None) -> Array:
    """Its derivative: ``cos(s)``."""
    result: Array = np.cos(s, out=out)
    return result


def second(s: Array, out: Array | None = None) -> Array:
    """Its second derivative: ``-sin(s)``."""
    result: Array = np.sin(s, out=out)
    np.negative(result, out=result)
    return result
