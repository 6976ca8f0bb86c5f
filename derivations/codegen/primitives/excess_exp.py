"""exp(x) - 1 - x without cancellation: the divergence of the exponential function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.scalar import polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.exp(x) - 1 - x


PRIMITIVE = Primitive("excess_exp", _meaning, ("real",), "nonnegative", rows=3, zero=(0,))

# (x coth(x / 2) - 2) / x^2 as a polynomial in x^2, highest power first, for |x| <= 1 and for |x| <= 0.1.
EXCESS_EXP_TABLE = (
    -6.131944508238831e-13,
    2.666192398240283e-11,
    -1.0567515797272753e-09,
    4.175347367276074e-08,
    -1.653439143213831e-06,
    6.613756613629047e-05,
    -0.002777777777777717,
    0.16666666666666666,
)
EXCESS_EXP_SHORT = (-1.6526043737031339e-06, 6.613756092075398e-05, -0.0027777777777673444, 0.16666666666666666)

# The same for few elements as a sum of w / (1 + u x^2), x^2 up to 1600: columns u and 1, and the weights.
EXCESS_EXP_NODES = (
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
EXCESS_EXP_FACTORS = np.array([(node / 4.0, 1.0) for node in EXCESS_EXP_NODES])
EXCESS_EXP_WEIGHTS = (
    np.array(
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
    / 2.0
)


def excess_exp(x: Array, out: Array, scratch: Array) -> None:
    """Write exp(x) - 1 - x, shape (n,); zero exactly at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    low, high = x[x.argmin()], x[x.argmax()]
    if x.size <= 256 and low > -1e150 and high < 1e150:
        excess_exp_few(x, out, scratch)
        if low < -36.0 or high > 1.0:
            np.expm1(x, out=scratch[1])
            np.subtract(scratch[1], x, out=scratch[1])
            np.putmask(out, np.greater(scratch[0], 1.0), scratch[1])
        return
    if low >= -1.0 and high <= 1.0:
        excess_exp_near(x, out, scratch, EXCESS_EXP_SHORT if low >= -0.1 and high <= 0.1 else EXCESS_EXP_TABLE)
        return
    np.minimum(x, 1.7976931348623157e308, out=scratch[0])  # at infinity the difference is infinite
    np.expm1(x, out=out)
    np.subtract(out, scratch[0], out=out)
    near = np.flatnonzero(np.abs(x) < 1.0)
    if near.size:
        part, value = x[near], np.empty(near.size)
        excess_exp_near(part, value, scratch[:, : near.size], EXCESS_EXP_TABLE)
        out[near] = value


def excess_exp_few(x: Array, out: Array, scratch: Array) -> None:
    """The same for few elements between -36 and 1: with v = x - x^2 R it is x v / (2 - v); R is a sum of w / (1 + u x^2), row 0 is x^2."""
    square, one, work = scratch[0], scratch[1], scratch[2]
    np.multiply(x, x, out=square)
    one.fill(1.0)
    parts = EXCESS_EXP_FACTORS.dot(scratch[:2])
    work[...] = EXCESS_EXP_WEIGHTS.dot(np.divide(1.0, parts, out=parts))
    np.multiply(work, square, out=work)
    np.subtract(x, work, out=work)
    np.multiply(work, x, out=out)
    np.subtract(2.0, work, out=work)
    np.divide(out, work, out=out)


def excess_exp_near(x: Array, out: Array, scratch: Array, table: tuple[float, ...]) -> None:
    """The same for |x| <= 1, a square times a quotient."""
    excess_exp_quotient(x, out, scratch, table)
    np.multiply(out, scratch[0], out=out)


def excess_exp_quotient(x: Array, out: Array, scratch: Array, table: tuple[float, ...]) -> None:
    """Write (exp(x) - 1 - x) / x^2 for |x| <= 1 and leave x^2 in row 0.

    It is w / (2 - x w) with w = 1 - x R, R = (x coth(x / 2) - 2) / x^2, a function of x^2.
    """
    square, rest, bottom = scratch[0], scratch[1], scratch[2]
    np.multiply(x, x, out=square)
    np.multiply(square, table[0], out=rest)
    for coefficient in table[1:-1]:
        np.add(rest, coefficient, out=rest)
        np.multiply(rest, square, out=rest)
    np.add(rest, table[-1], out=rest)
    np.multiply(rest, x, out=rest)
    np.subtract(1.0, rest, out=rest)
    np.multiply(rest, x, out=bottom)
    np.subtract(2.0, bottom, out=bottom)
    np.divide(rest, bottom, out=out)


def scalar_excess_exp(x: Scalar) -> Scalar:
    """The same for one number."""
    if x > -1.0 and x < 1.0:
        return scalar_excess_exp_quotient(x) * x * x
    return np.expm1(x) - (min(1.7976931348623157e308, x))


def scalar_excess_exp_quotient(x: Scalar) -> Scalar:
    """(exp(x) - 1 - x) / x^2 for |x| <= 1."""
    rest = polynomial(x * x, EXCESS_EXP_TABLE)
    return (1.0 - rest * x) / (rest * (x * x) - x + 2.0)
