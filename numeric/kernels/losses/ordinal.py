"""The loss `ordinal`: its functions of outputs and targets, samples last, in the precision of the outputs.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation and measured to be within 4 units
in the last place of its value, or of what the last digits of its arguments do to it, in float32 and float64. Whether the Hessian is the
Fisher matrix and whether the loss is convex is proved, or refuted at an exact point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

OPTIONS = ()
FISHER_IS_HESSIAN = False
CONVEX = True


def value(low: Array, high: Array, out: Array | None = None) -> Array:
    """The loss of every output: ``Softplus(-high) + Softplus(low) + log(1 + 1/Expm1(high - low))``."""
    result: Array = np.subtract(high, low, out=out)
    np.expm1(result, out=result)
    np.divide(1, result, out=result)
    np.log1p(result, out=result)
    other: Array = np.negative(high)
    np.logaddexp(0, other, out=other)
    third: Array = np.logaddexp(0, low)
    np.add(other, third, out=other)
    np.add(other, result, out=result)
    return result


def gradient(low: Array, high: Array, out: Array | None = None) -> Array:
    """Its derivative in the output: ``Logistic(-high) - Logistic(low)``."""
    result: Array = np.negative(high, out=out)
    special.expit(result, out=result)
    other: Array = special.expit(low)
    np.subtract(result, other, out=result)
    return result


def second(low: Array, high: Array, out: Array | None = None) -> Array:
    """Its second derivative: ``Logistic(-high)*Logistic(high) + Logistic(-low)*Logistic(low)``."""
    result: Array = np.negative(high, out=out)
    special.expit(result, out=result)
    other: Array = np.negative(low)
    special.expit(other, out=other)
    third: Array = special.expit(high)
    np.multiply(result, third, out=result)
    special.expit(low, out=third)
    np.multiply(other, third, out=other)
    np.add(result, other, out=result)
    return result


def information(low: Array, high: Array) -> Array:
    """The mean of the squared derivative over the classes, the first axis: ``Total(-(Logistic(-high) - Logistic(low))**2*Expm1(-high + low)*Logistic(high)*Logistic(-low))``."""
    other: Array = np.negative(high)
    special.expit(other, out=other)
    third: Array = special.expit(low)
    np.subtract(other, third, out=other)
    np.square(other, out=other)
    np.subtract(low, high, out=third)
    np.expm1(third, out=third)
    np.multiply(other, third, out=other)
    special.expit(high, out=third)
    np.multiply(other, third, out=other)
    np.negative(low, out=third)
    special.expit(third, out=third)
    np.multiply(other, third, out=other)
    np.negative(other, out=other)
    result: Array = other.sum(axis=0)
    return result
