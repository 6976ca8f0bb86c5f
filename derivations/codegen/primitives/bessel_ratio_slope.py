"""The derivative of I1(x) / I0(x), which is 1 - (I1/I0)^2 - I1/(x I0): the Fisher information of the concentration of a von Mises law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bessel_ratio import BESSEL_RATIO_CENTRE, bessel_ratio_beyond, bessel_ratio_quotient
from derivations.codegen.scalar import polynomial, quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    ratio = sp.besseli(1, x) / sp.besseli(0, x)
    return 1 - ratio**2 - ratio / x


PRIMITIVE = Primitive("bessel_ratio_slope", _meaning, ("positive",), "positive", rows=3, uses=("bessel_ratio",))

# The function in x^2 up to 36; times x^2 in 1 / x less 1/8 up to x = 12, less a centre up to 26, in 1 / x beyond.
BESSEL_RATIO_SLOPE_NEAR = (
    (
        0.0,
        1.970059133612459e-26,
        1.042522145103896e-22,
        1.3787879499143645e-19,
        7.8573515874558e-17,
        2.539114501371742e-14,
        5.192778922106156e-12,
        7.036801383894456e-10,
        6.40476779274486e-08,
        3.8833235805838566e-06,
        0.0001522735942774364,
        0.003710318963340279,
        0.04911285933647972,
        0.5,
    ),
    (
        3.929916276605161e-26,
        2.0668300873692706e-22,
        2.713312567082768e-19,
        1.5342253252332703e-16,
        4.919453252399719e-14,
        9.973755305954124e-12,
        1.3377533517669425e-09,
        1.201865498167194e-07,
        7.157742985908056e-06,
        0.0002737358605932991,
        0.006342911571011993,
        0.08071361576237329,
        0.4732257186729597,
        1.0,
    ),
)
BESSEL_RATIO_SLOPE_BESIDE = (
    65751184926330.79,
    14390158568692.844,
    -3418778609941.529,
    28609860881.576347,
    50489597061.31574,
    -5622876565.014479,
    -186183029.06849402,
    104039599.7968511,
    -5731460.963460364,
    -1228580.145548553,
    149878.6430385611,
    14984.19918222704,
    -2306.402209019941,
    -312.9139158971353,
    9.25218217511517,
    5.975198633669212,
    1.2658974558109772,
    0.4157496875201033,
    0.5395286369003248,
)
BESSEL_RATIO_SLOPE_MIDDLE = (
    -7778071169467.759,
    -54638899227.046616,
    43578550025.98402,
    1197535462.1460643,
    -133058809.76223795,
    -10451990.595774444,
    -141009.51421675558,
    26974.387622806113,
    3209.9045846669296,
    310.3402091883699,
    38.48257688259552,
    6.811333009750309,
    1.6837381639680566,
    0.5826354514645052,
    0.3063853436569847,
    0.5167187554003068,
)
BESSEL_RATIO_SLOPE_FAR = (
    452606.5612951249,
    -40732.150725444735,
    5658.499270058454,
    275.1454128047436,
    95.43319059721432,
    22.46858127476704,
    6.287799251758944,
    2.0312452283091176,
    0.7812500193399995,
    0.3749999999597309,
    0.2500000000000327,
    0.5,
)
BESSEL_RATIO_SLOPE_COLUMNS = np.array(BESSEL_RATIO_SLOPE_NEAR).T[:, :, np.newaxis]


def bessel_ratio_slope(x: Array, out: Array, scratch: Array) -> None:
    """Write d/dx I1(x) / I0(x), shape (n,), x > 0; one half at zero.

    Accuracy: 4 ulp.
    """
    bessel_ratio_quotient(x, BESSEL_RATIO_SLOPE_COLUMNS, out, scratch)
    if x.size and not x[x.argmax()] <= 6.0:
        far = np.flatnonzero(~(x <= 6.0))
        scaled = bessel_ratio_beyond(x[far], BESSEL_RATIO_SLOPE_BESIDE, BESSEL_RATIO_SLOPE_MIDDLE, BESSEL_RATIO_SLOPE_FAR)
        out[far] = scaled / x[far] / x[far]


def scalar_bessel_ratio_slope(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 6.0:
        return quotient(x * x, BESSEL_RATIO_SLOPE_NEAR)
    part = 1.0 / x
    if x <= 12.0:
        return polynomial(part - 0.125, BESSEL_RATIO_SLOPE_BESIDE) / x / x
    if x < 26.0:
        return polynomial(part - BESSEL_RATIO_CENTRE, BESSEL_RATIO_SLOPE_MIDDLE) / x / x
    return polynomial(part, BESSEL_RATIO_SLOPE_FAR) / x / x
