"""The loss `cross_entropy_logits`: its functions of outputs and targets, samples last, in the precision of the outputs.

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

OPTIONS = ()
FISHER_IS_HESSIAN = True
CONVEX = True


def probabilities(z: Array, out: Array | None = None) -> Array:
    """The probability of every class: ``exp(z - Largest(z))/Total(exp(z - Largest(z)))``."""
    number: Array = z.max(axis=0)
    result: Array = np.subtract(z, number, out=out)
    np.exp(result, out=result)
    number = result.sum(axis=0)
    np.divide(result, number, out=result)
    return result


def value(z: Array, y: Classes, likeliest: Classes) -> Array:
    """The loss of every sample at a class: ``-Chosen(z - Likeliest(z)) + log(TotalOfOthers(exp(z - Likeliest(z))) + 1)``."""
    each = np.arange(z.shape[1])
    number: Array = z[likeliest, each]
    other: Array = np.subtract(z, number)
    number = other[y, each]
    np.exp(other, out=other)
    other[likeliest, each] = 0
    second_number: Array = other.sum(axis=0)
    second_number = np.log1p(second_number)
    result: Array = np.subtract(second_number, number)
    return result


def gradient(z: Array, y: Classes, out: Array | None = None) -> Array:
    """Its gradient: ``Elsewhere(Elsewhere(exp(z - Largest(z))/Total(exp(z - Largest(z))), 0), -Total(Elsewhere(exp(z - Largest(z))/Total(exp(z - Largest(z))), 0)))``."""
    each = np.arange(z.shape[1])
    number: Array = z.max(axis=0)
    result: Array = np.subtract(z, number, out=out)
    np.exp(result, out=result)
    number = result.sum(axis=0)
    np.divide(result, number, out=result)
    result[y, each] = 0
    number = result.sum(axis=0)
    number = np.negative(number)
    result[y, each] = number
    return result


def mean_value(z: Array, y: Array, likeliest: Classes) -> Array:
    """The mean of the loss under a distribution of classes: ``-Total(y*(z - Likeliest(z))) + log(TotalOfOthers(exp(z - Likeliest(z))) + 1)``."""
    each = np.arange(z.shape[1])
    number: Array = z[likeliest, each]
    other: Array = np.subtract(z, number)
    number = np.einsum("cn,cn->n", y, other)
    np.exp(other, out=other)
    other[likeliest, each] = 0
    second_number: Array = other.sum(axis=0)
    second_number = np.log1p(second_number)
    result: Array = np.subtract(second_number, number)
    return result


def mean_gradient(z: Array, y: Array, out: Array | None = None) -> Array:
    """Its gradient: ``-y + exp(z - Largest(z))/Total(exp(z - Largest(z)))``."""
    number: Array = z.max(axis=0)
    result: Array = np.subtract(z, number, out=out)
    np.exp(result, out=result)
    number = result.sum(axis=0)
    np.divide(result, number, out=result)
    np.subtract(result, y, out=result)
    return result
