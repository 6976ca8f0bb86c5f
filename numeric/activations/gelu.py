r"""The Gaussian error linear unit :math:`s \Phi(s)`, with the exact normal distribution function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from numeric.activations.activation import Activation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

NORMALISER = float(1 / np.sqrt(2 * np.pi))


def gelu(s: Array, out: Array | None = None) -> Array:
    r""":math:`s \Phi(s)`."""
    result: Array = ndtr(s, out=out)
    result *= s
    return result


def _density(s: Array, out: Array | None = None) -> Array:
    result = np.multiply(s, s, out=out)
    result *= -0.5
    np.exp(result, out=result)
    result *= NORMALISER
    return result


def slope(s: Array, out: Array | None = None) -> Array:
    r""":math:`\Phi(s) + s \varphi(s)`."""
    result = _density(s, out=out)
    result *= s
    result += ndtr(s)
    return result


def second(s: Array, out: Array | None = None) -> Array:
    r""":math:`(2 - s^2) \varphi(s)`."""
    result = _density(s, out=out)
    result *= 2 - s * s
    return result


ACTIVATION = Activation("gelu", gelu, slope, second, fan=2.0)
