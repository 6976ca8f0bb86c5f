"""The loss `gaussian_log_variance`: its functions of outputs and targets, samples last, in the precision of the outputs.

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
CONVEX = False


def value(z: Array, log_variance: Array, y: Array, out: Array | None = None) -> Array:
    """The loss of every target: ``(z - y)**2*exp(-log_variance)/2 + log_variance/2``."""
    result: Array = np.subtract(z, y, out=out)
    np.square(result, out=result)
    other: Array = np.negative(log_variance)
    np.exp(other, out=other)
    np.multiply(result, other, out=result)
    np.add(log_variance, result, out=result)
    np.multiply(result, 0.5, out=result)
    return result


def gradient(z: Array, log_variance: Array, y: Array, out: tuple[Array, Array] | None = None) -> tuple[Array, Array]:
    """Its derivatives in the mean and the log-variance: ``(z - y)*exp(-log_variance)`` and ``-(z - y)**2*exp(-log_variance)/2 + 1/2``."""
    in_mean, in_log_variance = (np.empty_like(z), np.empty_like(z)) if out is None else out
    np.subtract(z, y, out=in_mean)
    np.negative(log_variance, out=in_log_variance)
    np.exp(in_log_variance, out=in_log_variance)
    other: Array = np.square(in_mean)
    np.multiply(other, in_log_variance, out=other)
    np.multiply(in_mean, in_log_variance, out=in_mean)
    np.subtract(1, other, out=other)
    np.multiply(other, 0.5, out=in_log_variance)
    return in_mean, in_log_variance


def hessian(z: Array, log_variance: Array, y: Array, out: tuple[Array, Array, Array] | None = None) -> tuple[Array, Array, Array]:
    """Its second derivatives: ``exp(-log_variance)`` and ``(y - z)*exp(-log_variance)`` and ``(y - z)**2*exp(-log_variance)/2``."""
    upper, cross, lower = (np.empty_like(z), np.empty_like(z), np.empty_like(z)) if out is None else out
    np.negative(log_variance, out=upper)
    np.exp(upper, out=upper)
    np.subtract(y, z, out=cross)
    np.square(cross, out=lower)
    np.multiply(lower, upper, out=lower)
    np.multiply(cross, upper, out=cross)
    np.multiply(lower, 0.5, out=lower)
    return upper, cross, lower


def fisher(z: Array, log_variance: Array, out: tuple[Array, Array, Array] | None = None) -> tuple[Array, Array, Array]:
    """The Fisher matrix of a target: ``exp(-log_variance)`` and ``0`` and ``1/2``."""
    upper, cross, lower = (np.empty_like(z), np.empty_like(z), np.empty_like(z)) if out is None else out
    np.negative(log_variance, out=upper)
    np.exp(upper, out=upper)
    cross.fill(0)
    lower.fill(0.5)
    return upper, cross, lower
