"""The logarithm of the gamma function of positive arguments, relatively accurate beside its roots 1 and 2."""

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


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.loggamma(a)


PRIMITIVE = Primitive("loggamma", _meaning, ("positive",), "real", rows=4, uses=("digamma",))

# (euler - loggamma(a) / ((a - 1) (a - 2))) / (a - 1) for 0.7 <= a <= 4; a loggamma_tail(a) in 1 / a^2 for a >= 4 and for a >= 10.
LOGGAMMA_EULER = 0.5772156649015329
LOGGAMMA_NEAR = (
    (
        6.870393583826441e-05,
        0.5200044131112123,
        17.333518837566366,
        155.48200243696147,
        507.73707862833606,
        659.0295185898649,
        333.62163205145873,
        56.582590255901295,
        2.060671071413335,
    ),
    (
        0.9223450394502145,
        34.80058662085832,
        369.4830486043707,
        1505.3294032485935,
        2603.68361253956,
        1927.7855071868423,
        566.1898649002859,
        54.44444221411721,
        1.0,
    ),
)
LOGGAMMA_TAIL_FULL = (
    (0.09355898704794786, 1.2520221959563844, 2.0837358734815354, 0.8443774144836217, 0.08333333333333333),
    (1.4699111635622413, 15.779063763861839, 25.33416874915937, 10.165862307136793, 1.0),
)
LOGGAMMA_TAIL_SHORT = (
    (0.0008417244702062445, -0.0005952380501494591, 0.0007936507936255034, -0.0027777777777777753, 0.08333333333333333),
    (1.0,),
)
LOGGAMMA_CONSTANT = 0.4189385332046727  # (log(2 pi) - 1) / 2


def loggamma(a: Array, out: Array, scratch: Array) -> None:
    """Write log gamma(a), shape (n,), a > 0; zero exactly at 1 and 2.

    Accuracy: 4 ulp, also beside the roots. From 4 on Stirling's series: (a - 1/2) (log a - 1) + (log(2 pi) - 1) / 2 + tail.
    """
    if not a.size:
        return
    low, high = a[a.argmin()], a[a.argmax()]
    if not high < 4.0:
        reciprocal, square, tail, work = scratch[0], scratch[1], scratch[2], scratch[3]
        np.divide(1.0, a, out=reciprocal)
        np.multiply(reciprocal, reciprocal, out=square)
        digamma_ratio(square, LOGGAMMA_TAIL_SHORT if low >= 10.0 else LOGGAMMA_TAIL_FULL, tail, work)
        np.multiply(tail, reciprocal, out=tail)
        np.add(tail, LOGGAMMA_CONSTANT, out=tail)
        np.log(a, out=out)
        np.subtract(out, 1.0, out=out)
        np.subtract(a, 0.5, out=work)
        np.multiply(out, work, out=out)
        np.add(out, tail, out=out)
    if not low >= 4.0:
        near = np.flatnonzero(a < 4.0)
        out[near] = loggamma_near(a[near])


def loggamma_near(a: Array) -> Array:
    """The same for a < 4, as a new array: below 0.7 by one step of the recurrence."""
    below = a < 0.7
    beside_one = a - ~below  # b - 1 for b = a or a + 1
    value, work = np.empty_like(a), np.empty_like(a)
    digamma_ratio(a + below, LOGGAMMA_NEAR, value, work)
    np.multiply(value, beside_one, out=value)
    np.subtract(LOGGAMMA_EULER, value, out=value)
    np.multiply(beside_one, beside_one - 1.0, out=work)
    np.multiply(value, work, out=value)
    return value - np.log(np.where(below, a, 1.0))


def scalar_loggamma(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 4.0:
        return scalar_loggamma_near(a)
    part = 1.0 / a
    tail = quotient(part * part, LOGGAMMA_TAIL_FULL) * part + LOGGAMMA_CONSTANT
    return (np.log(a) - 1.0) * (a - 0.5) + tail


def scalar_loggamma_near(a: Scalar) -> Scalar:
    """The same for a < 4: below 0.7 by one step of the recurrence."""
    if a < 0.7:
        return scalar_loggamma_between(a + 1.0, a) - np.log(a)
    return scalar_loggamma_between(a, a - 1.0)


def scalar_loggamma_between(a: Scalar, beside_one: Scalar) -> Scalar:
    """The same for 0.7 <= a <= 4, with a - 1 given."""
    return (LOGGAMMA_EULER - quotient(a, LOGGAMMA_NEAR) * beside_one) * (beside_one * (beside_one - 1.0))
