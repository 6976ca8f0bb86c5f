"""The third derivative of the digamma function, for positive arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.polygamma_2 import polygamma_2_shifted
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.polygamma(3, a)


PRIMITIVE = Primitive("polygamma_3", _meaning, ("positive",), "positive", rows=4, uses=("digamma", "polygamma_2"))

# a^5 |polygamma(3, a)| - 2 a^2 - 3 a in 1 / a^2, for a >= 3 and for a >= 10.
POLYGAMMA_3_FULL = (
    (415.9287257055449, 5006.829673987783, 8236.286595145624, 4286.969199870471, 880.0028371334006, 73.00663016319605, 2.0),
    (786.7790467659707, 3981.050699669786, 5038.040961370894, 2349.23392793425, 457.8364094408329, 37.003315081598025, 1.0),
)
POLYGAMMA_3_SHORT = (
    (
        -1656.6915026629329,
        274.5467918349548,
        -46.038416292373256,
        9.999929263244267,
        -2.9999999238605635,
        1.3333333333067647,
        -0.9999999999999984,
        2.0,
    ),
    (1.0,),
)


def polygamma_3(a: Array, out: Array, scratch: Array) -> None:
    """Write polygamma(3, a), shape (n,), a > 0.

    Accuracy: 3 ulp. A sum of terms of one sign: below 3 by three steps of the recurrence.
    """
    polygamma_2_shifted(a, out, scratch, 3, (POLYGAMMA_3_FULL, POLYGAMMA_3_SHORT))


def scalar_polygamma_3(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 3.0:
        square = a * a
        next_square = (a + 1.0) * (a + 1.0)
        last_square = (a + 2.0) * (a + 2.0)
        rest = 6.0 / (last_square * last_square) + 6.0 / (next_square * next_square)
        return scalar_polygamma_3_above(a + 3.0) + rest + 6.0 / (square * square)
    return scalar_polygamma_3_above(a)


def scalar_polygamma_3_above(a: Scalar) -> Scalar:
    """The same from three on."""
    part = 1.0 / a
    return ((quotient(part * part, POLYGAMMA_3_FULL) * part + 3.0) * part + 2.0) / (a * a) / a
