"""The loss `student_t`: its functions of outputs and targets, samples last, in the precision of the outputs.

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

OPTIONS = ("freedom", "scale")
FISHER_IS_HESSIAN = False
CONVEX = False


def value(z: Array, y: Array, freedom: float, scale: float, out: Array | None = None) -> Array:
    """The loss of every output: ``(freedom + 1)*log((z - y)**2/(freedom*scale**2) + 1)/2``."""
    result: Array = np.subtract(z, y, out=out)
    np.square(result, out=result)
    np.multiply(result, 1 / (freedom * scale**2), out=result)
    np.log1p(result, out=result)
    np.multiply(result, 1 / 2 * freedom + 1 / 2, out=result)
    return result


def gradient(z: Array, y: Array, freedom: float, scale: float, out: Array | None = None) -> Array:
    """Its derivative in the output: ``(z - y)*(freedom + 1)/((z - y)**2 + freedom*scale**2)``."""
    result: Array = np.subtract(z, y, out=out)
    other: Array = np.square(result)
    np.add(other, freedom * scale**2, out=other)
    np.divide(result, other, out=result)
    np.multiply(result, freedom + 1, out=result)
    return result


def second(z: Array, y: Array, freedom: float, scale: float, out: Array | None = None) -> Array:
    """Its second derivative: ``(-(z - y)**2 + freedom*scale**2)*(freedom + 1)/((z - y)**2 + freedom*scale**2)**2``."""
    result: Array = np.subtract(z, y, out=out)
    np.square(result, out=result)
    other: Array = np.add(result, freedom * scale**2)
    np.subtract(freedom * scale**2, result, out=result)
    np.square(other, out=other)
    np.divide(result, other, out=result)
    np.multiply(result, freedom + 1, out=result)
    return result


def information(z: Array, freedom: float, scale: float, out: Array | None = None) -> Array:
    """The Fisher information of a target: ``(freedom + 1)/(scale**2*(freedom + 3))``."""
    result = np.empty_like(z) if out is None else out
    result.fill((freedom + 1) / (scale**2 * (freedom + 3)))
    return result
