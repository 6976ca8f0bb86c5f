"""The maximum with zero. At zero its derivative from the left, 0, is taken; the second derivative is 0 almost everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.activations.activation import Activation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def relu(s: Array, out: Array | None = None) -> Array:
    """``max(s, 0)``."""
    return np.maximum(s, 0, out=out)


def slope(a: Array, out: Array | None = None) -> Array:
    """One where the value is positive, else zero."""
    return np.greater(a, 0, out=np.empty_like(a) if out is None else out, casting="unsafe")


def second(a: Array, out: Array | None = None) -> Array:
    """Zero."""
    result = np.empty_like(a) if out is None else out
    result.fill(0)
    return result


ACTIVATION = Activation("relu", relu, slope, second, of="value", smooth=False, fan=2.0)
