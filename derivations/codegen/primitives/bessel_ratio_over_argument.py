"""I1(x) / (x I0(x)): the Fisher information of a von Mises-Fisher law across its direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bessel_ratio import (
    BESSEL_RATIO_BESIDE,
    BESSEL_RATIO_FAR,
    BESSEL_RATIO_MIDDLE,
    BESSEL_RATIO_NEAR,
    bessel_ratio_beyond,
    bessel_ratio_near,
    scalar_bessel_ratio,
)
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.besseli(1, x) / (x * sp.besseli(0, x))


PRIMITIVE = Primitive("bessel_ratio_over_argument", _meaning, ("positive",), "positive", rows=3, uses=("bessel_ratio",))


def bessel_ratio_over_argument(x: Array, out: Array, scratch: Array) -> None:
    """Write I1(x) / (x I0(x)), shape (n,), x > 0; one half at zero.

    Accuracy: 4 ulp.
    """
    end = bessel_ratio_near(x, out, scratch)
    if x.size and not x[x.argmax()] <= end:
        far = np.flatnonzero(~(x <= end))
        out[far] = (1.0 - bessel_ratio_beyond(x[far], BESSEL_RATIO_BESIDE, BESSEL_RATIO_MIDDLE, BESSEL_RATIO_FAR) / x[far]) / x[far]


def scalar_bessel_ratio_over_argument(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 6.0:
        return quotient(x * x, BESSEL_RATIO_NEAR)
    return scalar_bessel_ratio(x) / x
