"""The loss `huber`: its functions of outputs and targets, samples last, in the precision of the outputs.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation and measured to be within 4 units
in the last place of its value, or of what the last digits of its arguments do to it, in float32 and float64. Whether the Hessian is the
Fisher matrix and whether the loss is convex is proved, or refuted at an exact point.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

OPTIONS = ("reach",)
FISHER_IS_HESSIAN = False
CONVEX = True


def value(z: Array, y: Array, reach: float, out: Array | None = None) -> Array:
    """The loss of every output: ``((z - y) - Clip((z - y), -reach, reach)/2)*Clip((z - y), -reach, reach)``."""
    result: Array = np.subtract(z, y, out=out)
    other: Array = result.clip(-reach, reach)
    third: Array = np.multiply(other, 0.5)
    np.subtract(result, third, out=result)
    np.multiply(result, other, out=result)
    return result


def gradient(z: Array, y: Array, reach: float, out: Array | None = None) -> Array:
    """Its derivative in the output: ``Clip((z - y), -reach, reach)``."""
    result: Array = np.subtract(z, y, out=out)
    result.clip(-reach, reach, out=result)
    return result


def second(z: Array, y: Array, reach: float, out: Array | None = None) -> Array:
    """Its second derivative: ``Within(Abs((z - y)), reach)``."""
    result: Array = np.subtract(z, y, out=out)
    np.absolute(result, out=result)
    np.less_equal(result, reach, out=result, casting="unsafe")
    return result


def information(z: Array, reach: float, out: Array | None = None) -> Array:
    """The Fisher information of a target: ``1/(1 + sqrt(2)*exp(-reach**2/2)/(sqrt(pi)*reach*erf(sqrt(2)*reach/2)))``."""
    result = np.empty_like(z) if out is None else out
    result.fill(
        1 / (1 + math.sqrt(2) * math.exp(-1 / 2 * reach**2) / (math.sqrt(math.pi) * reach * math.erf(1 / 2 * math.sqrt(2) * reach)))
    )
    return result
