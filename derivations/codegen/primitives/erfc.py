"""The complementary error function, without the digits that exp(-x^2) loses to the rounding of x^2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.special
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.scalar import kept, quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.erfc(x)


PRIMITIVE = Primitive("erfc", _meaning, ("real",), "nonnegative", rows=0)

ERFC_SPLITTER = 134217729.0  # 2^27 + 1
ERFC_LARGEST = 1e3  # exp(-x^2 / 2) is zero long before


def erfc(x: Array, out: Array, scratch: Array) -> None:
    """Write 1 - erf(x), shape (n,).

    Accuracy: 7 ulp.
    """
    if not x.size:
        return
    if not x[x.argmin()] >= 0.5:
        scipy.special.erf(x.astype(np.float64, copy=False), out=out)  # there are none for longer floats
        np.subtract(1.0, out, out=out)
    if not x[x.argmax()] < 0.5:
        tail = np.flatnonzero(~(x < 0.5))
        part = x[tail]
        out[tail] = erfc_gaussian(part, 1.0) * scipy.special.erfcx(part.astype(np.float64, copy=False))


def erfc_gaussian(x: Array, scale: float) -> Array:
    """exp(-scale x^2), scale a power of two, as a new array: the square of the upper 26 bits of x is exact."""
    size = np.minimum(np.abs(x), ERFC_LARGEST)
    scaled = ERFC_SPLITTER * size
    high = scaled - (scaled - size)
    result: Array = np.exp(-scale * (high * high)) * np.exp(-scale * ((size - high) * (size + high)))
    return result


# erf(x) / x in x^2 up to 1/4; exp(x^2) erfc(x) in x up to 3; x times it in 1 / x^2 from there on.
SCALAR_ERFC_NEAR = (
    (6.531698137827552e-05, 0.0011114663514798213, 0.04003345445192749, 0.13272116612104895, 1.1283791670955126),
    (0.0003515957062550588, 0.00829804812743357, 0.08579686002995207, 0.4509544043272953, 1.0),
)
SCALAR_ERFC_MIDDLE = (
    (
        7.924205226349182e-05,
        0.001585508229042503,
        0.014936139820539365,
        0.08613479145979665,
        0.3322550425400455,
        0.8800463957108977,
        1.5753207360569785,
        1.7692483580880833,
        1.0,
    ),
    (
        0.00014045283801981,
        0.0028102420702185923,
        0.02654380322207058,
        0.15407566276366885,
        0.6020669760934182,
        1.634823795372084,
        3.073225532532579,
        3.8449432694766754,
        2.897627525183596,
        1.0,
    ),
)
SCALAR_ERFC_FAR = (
    (36.13466337189989, 481.9923321733131, 915.5896626594201, 568.5767684940846, 144.28627845074942, 15.38266423940042, 0.5641895835477563),
    (230.7082761399741, 1377.4788261389465, 2028.3144086233383, 1123.2639365509867, 268.8733011070262, 27.765062468311825, 1.0),
)


def scalar_erfc(x: Scalar) -> Scalar:
    """The same for one number."""
    if x < -0.5:
        return 2.0 - scalar_erfc_gaussian(-x, 1.0) * scalar_erfc_scaled(-x)
    if x <= 0.5:
        return 1.0 - x * quotient(x * x, SCALAR_ERFC_NEAR)
    return scalar_erfc_gaussian(x, 1.0) * scalar_erfc_scaled(x)


def scalar_erfc_gaussian(x: Scalar, scale: Scalar) -> Scalar:
    """exp(-scale x^2) for x >= 0, scale a power of two: the square of the upper 26 bits of x is exact."""
    size = min(ERFC_LARGEST, x)
    long_size = ERFC_SPLITTER * size
    high = long_size - (long_size - size)
    return kept(np.exp(-scale * (high * high))) * np.exp(-scale * ((size - high) * (size + high)))


def scalar_erfc_scaled(x: Scalar) -> Scalar:
    """exp(x^2) erfc(x) for x >= 0."""
    if x < 3.0:
        return quotient(x, SCALAR_ERFC_MIDDLE)
    part = 1.0 / x
    return part * quotient(part * part, SCALAR_ERFC_FAR)
