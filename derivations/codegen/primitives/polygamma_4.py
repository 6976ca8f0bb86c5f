"""The fourth derivative of the digamma function, for positive arguments."""

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
    return sp.polygamma(4, a)


PRIMITIVE = Primitive("polygamma_4", _meaning, ("positive",), "negative", rows=4, uses=("digamma", "polygamma_2"))

# a^6 |polygamma(4, a)| - 6 a^2 - 12 a in 1 / a^2, for a >= 3 and for a >= 10.
POLYGAMMA_4_FULL = (
    (44994.851536771326, 165517.72736470486, 150094.1555229038, 51169.107046538666, 7494.018311603894, 467.6692600397789, 10.0),
    (
        753.3458696976122,
        11072.672250801965,
        24549.978875222696,
        18142.517321263025,
        5610.250469003173,
        781.428679363174,
        47.46692600397789,
        1.0,
    ),
)
POLYGAMMA_4_SHORT = (
    (
        -30637.559915546037,
        4648.169896768825,
        -690.4223380588678,
        129.99855574180947,
        -32.99999844659935,
        11.99999999945811,
        -6.999999999999968,
        10.0,
    ),
    (1.0,),
)


def polygamma_4(a: Array, out: Array, scratch: Array) -> None:
    """Write polygamma(4, a), shape (n,), a > 0.

    Accuracy: 4 ulp. A sum of terms of one sign: below 3 by three steps of the recurrence.
    """
    polygamma_2_shifted(a, out, scratch, 4, (POLYGAMMA_4_FULL, POLYGAMMA_4_SHORT))


def scalar_polygamma_4(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 3.0:
        b = a + 1.0
        c = a + 2.0
        rest = 24.0 / (c * c * (c * c) * c) + 24.0 / (b * b * (b * b) * b) + 24.0 / (a * a * (a * a) * a)
        return -(scalar_polygamma_4_above(a + 3.0) + rest)
    return -scalar_polygamma_4_above(a)


def scalar_polygamma_4_above(a: Scalar) -> Scalar:
    """The absolute value from three on."""
    part = 1.0 / a
    return ((quotient(part * part, POLYGAMMA_4_FULL) * part + 12.0) * part + 6.0) / (a * a) / (a * a)
