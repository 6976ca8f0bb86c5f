"""The loss `multinomial`: its functions of outputs and targets, samples last, in the precision of the outputs.

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
    Classes = NDArray[np.intp]

OPTIONS = ("trials",)
FISHER_IS_HESSIAN = True
CONVEX = True


def value(z: Array, y: Array, likeliest: Classes, trials: float) -> Array:
    """The loss of every sample: ``trials*log(TotalOfOthers(exp(z - Likeliest(z))) + 1) - Total(y*(z - Likeliest(z)))``."""
    each = np.arange(z.shape[1])
    number: Array = z[likeliest, each]
    other: Array = np.subtract(z, number)
    number = np.einsum("cn,cn->n", y, other)
    np.exp(other, out=other)
    other[likeliest, each] = 0
    second_number: Array = other.sum(axis=0)
    second_number = np.log1p(second_number)
    second_number = np.multiply(second_number, trials)
    result: Array = np.subtract(second_number, number)
    return result


def gradient(z: Array, y: Array, trials: float, out: Array | None = None) -> Array:
    """Its gradient: ``trials*exp(z - Largest(z))/Total(exp(z - Largest(z))) - y``."""
    number: Array = z.max(axis=0)
    result: Array = np.subtract(z, number, out=out)
    np.exp(result, out=result)
    number = result.sum(axis=0)
    np.divide(result, number, out=result)
    np.multiply(result, trials, out=result)
    np.subtract(result, y, out=result)
    return result
