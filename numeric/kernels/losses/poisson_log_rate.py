"""The loss `poisson_log_rate`: its functions of outputs and targets, samples last, in the precision of the outputs.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation and measured to be within 4 units
in the last place of its value, or of what the last digits of its arguments do to it, in float32 and float64. Whether the Hessian is the
Fisher matrix and whether the loss is convex is proved, or refuted at an exact point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

OPTIONS = ()
FISHER_IS_HESSIAN = True
CONVEX = True


def value(z: Array, y: Array, out: Array | None = None) -> Array:
    """The loss of every output: ``-y*z + exp(z)``."""
    result: Array = np.exp(z, out=out)
    other: Array = np.multiply(y, z)
    np.subtract(result, other, out=result)
    return result


def gradient(z: Array, y: Array, out: Array | None = None) -> Array:
    """Its derivative in the output: ``-y + exp(z)``."""
    result: Array = np.exp(z, out=out)
    np.subtract(result, y, out=result)
    return result


def second(z: Array, y: Array, out: Array | None = None) -> Array:
    """Its second derivative: ``exp(z)``."""
    result: Array = np.exp(z, out=out)
    return result


def information(z: Array, out: Array | None = None) -> Array:
    """The Fisher information of a target: ``exp(z)``."""
    result: Array = np.exp(z, out=out)
    return result
