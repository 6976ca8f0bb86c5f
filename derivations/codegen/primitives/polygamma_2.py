"""The second derivative of the digamma function, for positive arguments."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.polygamma(2, a)


PRIMITIVE = Primitive("polygamma_2", _meaning, ("positive",), "negative", rows=4, uses=("digamma",))

# a^4 |polygamma(2, a)| - 1 a^2 - 1 a in 1 / a^2, for a >= 3 and for a >= 10.
POLYGAMMA_2_FULL = (
    (55.40724829430685, 748.9701234287701, 1383.4296510984605, 804.3736695208817, 183.07289999324212, 16.709689580641445, 0.5),
    (351.6639560034838, 2178.0270229970633, 3234.351214505346, 1723.7842251494965, 377.063370818023, 33.752712494616226, 1.0),
)
POLYGAMMA_2_SHORT = (
    (14.736730895828176, -3.265419386660749, 0.8332317828723683, -0.29999982686129506, 0.16666666656966286, -0.16666666666665728, 0.5),
    (1.0,),
)


def polygamma_2(a: Array, out: Array, scratch: Array) -> None:
    """Write polygamma(2, a), shape (n,), a > 0.

    Accuracy: 3 ulp. A sum of terms of one sign: below 3 by three steps of the recurrence.
    """
    polygamma_2_shifted(a, out, scratch, 2, (POLYGAMMA_2_FULL, POLYGAMMA_2_SHORT))


def polygamma_2_shifted(
    a: Array, out: Array, scratch: Array, order: int, tables: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
) -> None:
    """Write polygamma(order, a) with tables for a >= 3 and for a >= 10."""
    if not a.size:
        return
    low = a[a.argmin()]
    reciprocal, square, work, power = scratch[0], scratch[1], scratch[2], scratch[3]
    above = low >= 3.0
    np.add(a, 0.0 if above else 3.0, out=power)
    np.divide(1.0, power, out=reciprocal)
    np.multiply(reciprocal, reciprocal, out=square)
    digamma_ratio(square, tables[int(low >= 10.0)], out, work)
    for constant in (math.factorial(order) / 2, math.factorial(order - 1)):
        np.multiply(out, reciprocal, out=out)
        np.add(out, constant, out=out)
    np.multiply(power, power, out=work)
    for divisor in ((power, power), (work, power), (work, work))[order - 2]:  # b^2 may overflow where 1 / b^2 does not underflow
        np.divide(out, divisor, out=out)
    for step in () if above else (2.0, 1.0, 0.0):
        np.add(a, step, out=work)
        np.multiply(work, work, out=power)
        if order > 2:
            np.multiply(power, power, out=power)
        if order % 2 == 0:
            np.multiply(power, work, out=power)
        np.divide(math.factorial(order), power, out=power)
        np.add(out, power, out=out)
    if order % 2 == 0:
        np.negative(out, out=out)


def scalar_polygamma_2(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 3.0:
        b = a + 1.0
        c = a + 2.0
        return -(scalar_polygamma_2_above(a + 3.0) + 2.0 / (c * c * c) + 2.0 / (b * b * b) + 2.0 / (a * a * a))
    return -scalar_polygamma_2_above(a)


def scalar_polygamma_2_above(a: Scalar) -> Scalar:
    """The absolute value from three on."""
    part = 1.0 / a
    return ((quotient(part * part, POLYGAMMA_2_FULL) * part + 1.0) * part + 1.0) / a / a
