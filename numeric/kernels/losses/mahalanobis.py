"""The loss `mahalanobis`: its functions of outputs and targets, samples last, in the precision of the outputs.

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


def value(transposed: Array, z: Array, y: Array) -> Array:
    """The loss of every sample: ``Total(Times(transposed, (z - y))**2)/2``."""
    other: Array = np.subtract(z, y)
    third: Array = np.matmul(transposed, other)
    number: Array = np.einsum("cn,cn->n", third, third)
    result: Array = np.multiply(number, 0.5)
    return result


def gradient(root: Array, transposed: Array, z: Array, y: Array, out: Array | None = None) -> Array:
    """Its gradient: ``Times(root, Times(transposed, (z - y)))``."""
    result: Array = np.subtract(z, y, out=out)
    other: Array = np.matmul(transposed, result)
    np.matmul(root, other, out=result)
    return result
