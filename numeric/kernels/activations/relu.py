"""(x if x > 0 else 0) and its first two derivatives, each by itself, in the precision of the argument.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation on both half-lines and
measured to be within 4 units in the last place of one or of its value, whichever is larger, in float32 and float64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

EXPRESSION = "(x if x > 0 else 0)"
OF = "value"


def value(s: Array, out: Array | None = None) -> Array:
    """The function: ``Max(0, s)``."""
    result: Array = np.maximum(s, 0, out=out)
    return result


def slope(a: Array, out: Array | None = None) -> Array:
    """Its derivative, of the value: ``Piecewise((1, a > 0), (0, True))``."""
    result: Array = np.greater(a, 0, out=np.empty_like(a) if out is None else out, casting="unsafe")
    return result


def second(a: Array, out: Array | None = None) -> Array:
    """Its second derivative, of the value: ``0``."""
    result = np.empty_like(a) if out is None else out
    result.fill(0)
    return result
