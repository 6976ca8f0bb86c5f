"""log I0(x): the log-partition function of a von Mises law."""

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
    return sp.log(sp.besseli(0, x))


PRIMITIVE = Primitive("log_bessel_i0", _meaning, ("nonnegative",), "nonnegative", rows=2, uses=("digamma",))

# The function over x^2 in x^2 up to 16; over x in x up to 10 and 20; x (function - x + log(2 pi x) / 2) in 1 / x from there on.
LOG_BESSEL_I0_NEAR = (
    (
        8.889024216281519e-14,
        1.5815809455692305e-10,
        4.031470743595708e-08,
        3.4786288271131654e-06,
        0.00013373631629587905,
        0.002584178695335335,
        0.025977936139779466,
        0.12915190276350036,
        0.24999999999999994,
    ),
    (
        5.691422735269786e-12,
        3.4093926057489246e-09,
        5.235906300851926e-07,
        3.242029019387671e-05,
        0.0009757283967497613,
        0.015532911803391338,
        0.13316152580560114,
        0.5791076110539933,
        1.0,
    ),
)
LOG_BESSEL_I0_MIDDLE = (
    (
        4.3119344933898804e-07,
        2.154099187810691e-05,
        8.103600013845938e-05,
        0.0019561963368023216,
        0.004891448173613868,
        0.049350996348031084,
        0.08416256825771366,
        0.2548206177902578,
        -0.001420835113757227,
    ),
    (
        4.321801689453693e-07,
        2.3070554243944774e-05,
        0.0001347617075104408,
        0.002155153528886543,
        0.01011939773696477,
        0.0579576206610409,
        0.23283773220792606,
        0.36641257009424033,
        1.0,
    ),
)
LOG_BESSEL_I0_UPPER = (
    (
        2.798010891626982e-06,
        0.00038744243086331903,
        0.007539862094028199,
        -0.0310793834657674,
        -0.3019202025188794,
        1.0342309172439788,
        -0.5605418122925299,
    ),
    (
        2.801036205000216e-06,
        0.00039852453741935065,
        0.008701955075178432,
        -0.014176015329864091,
        -0.3919072624433349,
        0.5095146928444954,
        1.0,
    ),
)
LOG_BESSEL_I0_FAR = (
    (0.45724077370423194, -4.245678118565083, 4.580281262428357, -1.418795357788834, 0.12500000000000006),
    (14.525080145296934, -49.62915991304809, 42.04659819651234, -11.850362862309252, 1.0),
)
LOG_BESSEL_I0_CONSTANT = 0.9189385332046728  # log(2 pi) / 2


def log_bessel_i0(x: Array, out: Array, scratch: Array) -> None:
    """Write log I0(x), shape (n,), x >= 0; zero at zero.

    Accuracy: 6 ulp between 4 and 20, else 5 ulp.
    """
    if not x.size:
        return
    square, work = scratch[0], scratch[1]
    np.multiply(x, x, out=square)
    digamma_ratio(square, LOG_BESSEL_I0_NEAR, out, work)
    np.multiply(out, square, out=out)
    if x[x.argmax()] <= 4.0:
        return
    for table, low, high in ((LOG_BESSEL_I0_MIDDLE, 4.0, 10.0), (LOG_BESSEL_I0_UPPER, 10.0, 20.0)):
        between = np.flatnonzero((x > low) & (x <= high))
        part, value, rest = x[between], np.empty(between.size), np.empty(between.size)
        digamma_ratio(part, table, value, rest)
        out[between] = part * value
    far = np.flatnonzero(~(x <= 20.0))
    part, value, rest = x[far], np.empty(far.size), np.empty(far.size)
    digamma_ratio(1.0 / part, LOG_BESSEL_I0_FAR, value, rest)
    value = part - (0.5 * np.log(part) + LOG_BESSEL_I0_CONSTANT) + value / part
    out[far] = np.where(part == np.inf, part, value)


def scalar_log_bessel_i0(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 4.0:
        return x * x * quotient(x * x, LOG_BESSEL_I0_NEAR)
    if x <= 10.0:
        return x * quotient(x, LOG_BESSEL_I0_MIDDLE)
    if x <= 20.0:
        return x * quotient(x, LOG_BESSEL_I0_UPPER)
    part = 1.0 / x
    logarithm = np.log(min(1.7976931348623157e308, x))
    return x - (0.5 * logarithm + LOG_BESSEL_I0_CONSTANT) + quotient(part, LOG_BESSEL_I0_FAR) * part
