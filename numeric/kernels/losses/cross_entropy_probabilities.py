"""The loss `cross_entropy_probabilities`: its functions of outputs and targets, samples last, in the precision of the outputs.

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
FISHER_IS_HESSIAN = False
CONVEX = True


def left(z: Array) -> Array:
    """The probability of the last class: ``1 - Total(z)``."""
    number: Array = z.sum(axis=0)
    result: Array = np.subtract(1, number)
    return result


def value(p: Array, y: Array) -> Array:
    """The loss of every sample: ``-Total(y*log(p))``."""
    other: Array = np.log(p)
    number: Array = np.einsum("cn,cn->n", y, other)
    result: Array = np.negative(number)
    return result


def gradient(z: Array, last: Array, y: Array, y_last: Array, out: Array | None = None) -> Array:
    """Its gradient: ``-y/z + y_last/last``."""
    number: Array = np.divide(y_last, last)
    result: Array = np.divide(y, z, out=out)
    np.subtract(number, result, out=result)
    return result


def second(p: Array, y: Array, out: Array | None = None) -> Array:
    """What a class adds to the Hessian: ``y/p**2``."""
    result: Array = np.square(p, out=out)
    np.divide(y, result, out=result)
    return result


def information(p: Array, out: Array | None = None) -> Array:
    """What a class adds to the Fisher matrix: ``1/p``."""
    result: Array = np.divide(1, p, out=out)
    return result
