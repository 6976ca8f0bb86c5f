r"""The soft maximum with zero, :math:`\log(1 + e^s)`; its slope is the logistic function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.activations.activation import Activation
from numeric.activations.sigmoid import sigmoid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def softplus(s: Array, out: Array | None = None) -> Array:
    """``max(s, 0) + log1p(exp(-|s|))``: neither overflows nor loses digits for negative s."""
    result = np.abs(s, out=out)
    np.negative(result, out=result)
    np.exp(result, out=result)
    np.log1p(result, out=result)
    result += np.maximum(s, 0)
    return result


def slope(s: Array, out: Array | None = None) -> Array:
    """The logistic function of s."""
    return sigmoid(s, out=out)


def second(s: Array, out: Array | None = None) -> Array:
    """``p (1 - p)`` as a product of both probabilities: no cancellation for large s."""
    result = slope(s, out=out)
    result *= sigmoid(-s)
    return result


ACTIVATION = Activation("softplus", softplus, slope, second, fan=2.0)
