"""The loss `laplace`: its functions of outputs and targets, samples last, in the precision of the outputs.

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

OPTIONS = ("scale",)
FISHER_IS_HESSIAN = False
CONVEX = True


def value(z: Array, y: Array, scale: float, out: Array | None = None) -> Array:
    """The loss of every output: ``Abs((z - y))/scale``."""
    result: Array = np.subtract(z, y, out=out)
    np.absolute(result, out=result)
    np.multiply(result, 1 / scale, out=result)
    return result


def gradient(z: Array, y: Array, scale: float, out: Array | None = None) -> Array:
    """Its derivative in the output: ``sign((z - y))/scale``."""
    result: Array = np.subtract(z, y, out=out)
    other: Array = np.sign(result)
    np.multiply(other, 1 / scale, out=result)
    return result


def second(z: Array, y: Array, scale: float, out: Array | None = None) -> Array:
    """Its second derivative: ``0``."""
    result = np.empty_like(z) if out is None else out
    result.fill(0)
    return result


def information(z: Array, scale: float, out: Array | None = None) -> Array:
    """The Fisher information of a target: ``scale**(-2)``."""
    result = np.empty_like(z) if out is None else out
    result.fill(scale ** (-2))
    return result
