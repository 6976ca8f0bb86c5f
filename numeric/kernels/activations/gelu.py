"""x/2*(1 + erf(x/sqrt(2))) and its first two derivatives, each by itself, in the precision of the argument.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation on both half-lines and
measured to be within 4 units in the last place of one or of its value, whichever is larger, in float32 and float64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

EXPRESSION = "x/2*(1 + erf(x/sqrt(2)))"
OF = "argument"


def value(s: Array, out: Array | None = None) -> Array:
    """The function: ``s*Phi(s)``."""
    result: Array = special.ndtr(s, out=out)
    np.multiply(s, result, out=result)
    return result


def slope(s: Array, out: Array | None = None) -> Array:
    """Its derivative: ``sqrt(2)*s*exp(-s**2/2)/(2*sqrt(pi)) + Phi(s)``."""
    result: Array = np.square(s, out=out)
    np.multiply(result, -0.5, out=result)
    np.exp(result, out=result)
    np.multiply(s, result, out=result)
    np.multiply(result, 0.3989422804014327, out=result)
    other: Array = special.ndtr(s)
    np.add(result, other, out=result)
    return result


def second(s: Array, out: Array | None = None) -> Array:
    """Its second derivative: ``-sqrt(2)*(s**2 - 2)*exp(-s**2/2)/(2*sqrt(pi))``."""
    result: Array = np.square(s, out=out)
    other: Array = np.subtract(result, 2)
    np.multiply(result, -0.5, out=result)
    np.exp(result, out=result)
    np.multiply(other, result, out=result)
    np.multiply(result, -0.3989422804014327, out=result)
    return result
