r"""The logistic function; its derivatives are polynomials in its value a: :math:`a (1 - a)` and :math:`a (1 - a) (1 - 2 a)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.activations.activation import Activation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def sigmoid(s: Array, out: Array | None = None) -> Array:
    """``1 / (1 + exp(-s))``: the infinity that the exponential may give is meant, and its reciprocal right."""
    with np.errstate(over="ignore"):
        result = np.negative(s, out=out)
        np.exp(result, out=result)
        result += 1
        return np.divide(1, result, out=result)  # half the time of np.reciprocal


def slope(a: Array, out: Array | None = None) -> Array:
    """``a (1 - a)``."""
    result = np.subtract(1, a, out=out)
    result *= a
    return result


def second(a: Array, out: Array | None = None) -> Array:
    """``a (1 - a) (1 - 2 a)``."""
    result = slope(a, out=out)
    result *= 1 - 2 * a
    return result


ACTIVATION = Activation("sigmoid", sigmoid, slope, second, of="value", fan=4.0)
