"""The loss `quantile`: its functions of outputs and targets, samples last, in the precision of the outputs.

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

OPTIONS = ("level",)
FISHER_IS_HESSIAN = False
CONVEX = True


def value(z: Array, y: Array, level: float, out: Array | None = None) -> Array:
    """The loss of every output: ``Max(-(z - y)*level, -(z - y)*(level - 1))``."""
    result: Array = np.subtract(z, y, out=out)
    other: Array = np.multiply(result, -level)
    np.multiply(result, 1 - level, out=result)
    np.maximum(other, result, out=result)
    return result


def gradient(z: Array, y: Array, level: float, out: Array | None = None) -> Array:
    """Its derivative in the output: ``-(2*level - 1)/2 + sign((z - y))/2``."""
    result: Array = np.subtract(z, y, out=out)
    other: Array = np.sign(result)
    np.multiply(other, 0.5, out=other)
    np.subtract(other, 1 / 2 * (2 * level - 1), out=result)
    return result


def second(z: Array, y: Array, level: float, out: Array | None = None) -> Array:
    """Its second derivative: ``0``."""
    result = np.empty_like(z) if out is None else out
    result.fill(0)
    return result


def information(z: Array, level: float, out: Array | None = None) -> Array:
    """The Fisher information of a target: ``-level*(level - 1)``."""
    result = np.empty_like(z) if out is None else out
    result.fill(-level * (level - 1))
    return result
