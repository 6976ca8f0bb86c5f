"""The sine: a bounded unit whose slope changes sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.activations.activation import Activation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def sin(s: Array, out: Array | None = None) -> Array:
    """The argument is in radians."""
    return np.sin(s, out=out)


def slope(s: Array, out: Array | None = None) -> Array:
    """The cosine."""
    return np.cos(s, out=out)


def second(s: Array, out: Array | None = None) -> Array:
    """Minus the sine."""
    result = np.sin(s, out=out)
    return np.negative(result, out=result)


ACTIVATION = Activation("sin", sin, slope, second)
