"""1 / x^2 - 1 / sinh(x)^2: the variance of a von Mises-Fisher law on the sphere, four times that of a continuous Bernoulli law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return 1 / x**2 - 1 / sp.sinh(x) ** 2


PRIMITIVE = Primitive("langevin_slope", _meaning, ("real",), "positive", rows=2, uses=("digamma",))

# The function in x^2 up to 9.
LANGEVIN_SLOPE_NEAR = (
    (
        1.731379062280115e-13,
        -4.384625489895098e-11,
        1.4383111678476659e-07,
        1.9330825235587506e-05,
        0.00111370963126741,
        0.024403949902562987,
        0.33333333333333337,
    ),
    (1.379181639574985e-07, 1.9877997334910797e-05, 0.0010765382838113702, 0.026237467089303163, 0.2732118497076899, 1.0),
)


def langevin_slope(x: Array, out: Array, scratch: Array) -> None:
    """Write 1 / x^2 - 1 / sinh(x)^2, shape (n,); one third at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, out=scratch[0])
    digamma_ratio(scratch[0], LANGEVIN_SLOPE_NEAR, out, scratch[1])
    if not scratch[0][scratch[0].argmax()] <= 9.0:
        few = x.size <= 256  # to gather them costs more than to compute all
        far = slice(None) if few else np.flatnonzero(~(scratch[0] <= 9.0))
        decay = np.exp(-2.0 * np.absolute(x[far]))
        value = 1.0 / scratch[0, far] - 4.0 * decay / np.square(1.0 - decay)
        if few:
            np.putmask(out, np.greater(scratch[0], 9.0), value)
        else:
            out[far] = value


def scalar_langevin_slope(x: Scalar) -> Scalar:
    """The same for one number."""
    if x * x <= 9.0:
        return quotient(x * x, LANGEVIN_SLOPE_NEAR)
    decay = np.exp(-2.0 * (-x if x < 0.0 else x))
    return 1.0 / (x * x) - 4.0 * decay / ((1.0 - decay) * (1.0 - decay))
