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
# The function over x for few elements as a sum of w / (1 + u x^2), x^2 up to 400: columns u and 1, and the weights.
LANGEVIN_NODES = (
    2.8319390448377644e-05,
    0.0002598439739406743,
    0.0007468816914682293,
    0.0015226934475067412,
    0.002597299587763369,
    0.004019453448732416,
    0.0063313504497500995,
    0.011257900335222485,
    0.02533029589982914,
    0.10132118364233686,
)
LANGEVIN_FACTORS = np.array([(node, 1.0) for node in LANGEVIN_NODES])
LANGEVIN_WEIGHTS = np.array(
    [
        0.00679262487581057,
        0.006984470984030584,
        0.007297441489262589,
        0.0075620916891352245,
        0.007627617059254054,
        0.008563699910646214,
        0.012686445735877221,
        0.022515982304758576,
        0.05066059199987145,
        0.20264236728468685,
    ]
)


def langevin(x: Array, out: Array, scratch: Array) -> None:
    """Write coth(x) - 1 / x, shape (n,); zero at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, out=scratch[0])
    if x.size <= 256 and scratch[0][scratch[0].argmax()] <= 400.0:
        scratch[1].fill(1.0)
        parts = LANGEVIN_FACTORS.dot(scratch[:2])
        out[...] = LANGEVIN_WEIGHTS.dot(np.divide(1.0, parts, out=parts))
        np.multiply(out, x, out=out)
        return
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
