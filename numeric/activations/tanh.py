r"""The hyperbolic tangent; its derivatives are polynomials in its value a: :math:`1 - a^2` and :math:`-2 a (1 - a^2)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.activations.activation import Activation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def tanh(s: Array, out: Array | None = None) -> Array:
    """Correct to an ulp or two."""
    return np.tanh(s, out=out)


def slope(a: Array, out: Array | None = None) -> Array:
    """``1 - a a``; near one it is as accurate as the value, whose last digit it magnifies."""
    result = np.multiply(a, a, out=out)
    return np.subtract(1, result, out=result)


def second(a: Array, out: Array | None = None) -> Array:
    """``-2 a (1 - a) (1 + a)``."""
    result = slope(a, out=out)
    result *= a
    result *= -2
    return result


ACTIVATION = Activation("tanh", tanh, slope, second, of="value")
