r"""The error function of the argument over the root of two, :math:`2 \Phi(s) - 1`: the unit whose Fisher matrix has a closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import erf as error_function

from numeric.activations.activation import Activation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

ROOT_HALF = float(np.sqrt(0.5))
NORMALISER = float(np.sqrt(2 / np.pi))


def erf(s: Array, out: Array | None = None) -> Array:
    r""":math:`\mathrm{erf}(s / \sqrt 2)`."""
    result = np.multiply(s, ROOT_HALF, out=out)
    resulting: Array = error_function(result, out=result)
    return resulting


def slope(s: Array, out: Array | None = None) -> Array:
    r""":math:`\sqrt{2 / \pi}\, e^{-s^2 / 2}`."""
    result = np.multiply(s, s, out=out)
    result *= -0.5
    np.exp(result, out=result)
    result *= NORMALISER
    return result


def second(s: Array, out: Array | None = None) -> Array:
    """Minus the argument times the slope."""
    result = slope(s, out=out)
    result *= s
    np.negative(result, out=result)
    return result


ACTIVATION = Activation("erf", erf, slope, second)
