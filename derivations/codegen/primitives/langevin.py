"""coth(x) - 1 / x: the mean of a von Mises-Fisher law on the sphere, and of a continuous Bernoulli law about one half."""

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
    return sp.coth(x) - 1 / x


PRIMITIVE = Primitive("langevin", _meaning, ("real",), "as argument", rows=2, uses=("digamma",))

# The function over x, in x^2 up to 9.
LANGEVIN_NEAR = (
    (
        -1.1602507663893558e-12,
        2.667173458626252e-09,
        2.6640230165266926e-06,
        0.0004749519960227405,
        0.02503496747886345,
        0.3333333333333333,
    ),
    (1.1699191492440745e-07, 4.4581595887474345e-05, 0.004527087579079457, 0.1417715691032569, 1.0),
)


def langevin(x: Array, out: Array, scratch: Array) -> None:
    """Write coth(x) - 1 / x, shape (n,); zero at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, out=scratch[0])
    digamma_ratio(scratch[0], LANGEVIN_NEAR, out, scratch[1])
    np.multiply(out, x, out=out)
    if not scratch[0][scratch[0].argmax()] <= 9.0:
        few = x.size <= 256  # to gather them costs more than to compute all
        far = slice(None) if few else np.flatnonzero(~(scratch[0] <= 9.0))
        part = x[far]
        size = np.absolute(part)
        value = np.copysign(1.0 - 1.0 / size + 2.0 / np.expm1(2.0 * size), part)
        if few:
            np.putmask(out, np.greater(scratch[0], 9.0), value)
        else:
            out[far] = value


def scalar_langevin(x: Scalar) -> Scalar:
    """The same for one number."""
    if x * x <= 9.0:
        return x * quotient(x * x, LANGEVIN_NEAR)
    size = -x if x < 0.0 else x
    decay = np.exp(-2.0 * size)
    value = 1.0 - 1.0 / size + 2.0 * decay / (1.0 - decay)
    return -value if x < 0.0 else value
