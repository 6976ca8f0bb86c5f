"""x - log(1 + x) without cancellation: the divergence of the logarithm, part of most Kullback-Leibler divergences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.scalar import polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return x - sp.log(1 + x)


PRIMITIVE = Primitive("excess_log", _meaning, ("above -1",), "nonnegative", rows=3, uses=("digamma",), zero=(0,))

# 2 (atanh(r) / r - 1) / r^2 as a function of r^2, highest power first: a rational function up to r^2 = 0.29, a polynomial up to 0.0028.
EXCESS_LOG_NUMERATOR = (
    0.00011243439645580487,
    0.0020279417452018353,
    -0.15912722109431193,
    0.8132079309026236,
    -1.312043684909888,
    0.6666666666666666,
)
EXCESS_LOG_DENOMINATOR = (0.10927723435348989, -0.8706725238815615, 2.3320797842040792, -2.568065527364856, 1.0)
EXCESS_LOG_SHORT = ((0.18288776851652325, 0.22221962650755464, 0.2857142882836981, 0.39999999999911007, 0.6666666666666667), (1.0,))
EXCESS_LOG_REACH = 0.2899
# The same for few elements as a sum of w / (1 - u r^2), which is a product of matrices: columns -u and 1, and the weights.
EXCESS_LOG_NODES = (0.08260781912692994, 0.29804174413610945, 0.5684348035185487, 0.8101555045127764, 0.9625687471359096)
EXCESS_LOG_FACTORS = np.array([(-node, 1.0) for node in EXCESS_LOG_NODES])
EXCESS_LOG_WEIGHTS = np.array([0.04582524907109219, 0.14068495263676317, 0.20254547861824687, 0.18416425447104623, 0.09344673186951818])
EXCESS_LOG_TABLES = (EXCESS_LOG_NUMERATOR, EXCESS_LOG_DENOMINATOR)


def excess_log(x: Array, out: Array, scratch: Array) -> None:
    """Write x - log(1 + x), shape (n,), x > -1; zero exactly at zero, infinite at -1.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    low, high = x[x.argmin()], x[x.argmax()]
    if low >= -0.7 and high <= 2.3:
        excess_log_near(x, out, scratch, short=low >= -0.1 and high <= 0.1)
        return
    excess_log_near(x, out, scratch, short=False)
    far = np.logical_not(np.less_equal(scratch[1], EXCESS_LOG_REACH))  # of infinity, r is nan
    if x.size > 256:
        far = np.flatnonzero(far)
        part = x[far]
        out[far] = part - np.log1p(np.minimum(part, 1.7976931348623157e308))  # at infinity the difference is infinite
        return
    value = scratch[0]
    np.minimum(x, 1.7976931348623157e308, out=value)
    np.log1p(value, out=value)
    np.subtract(x, value, out=value)
    np.putmask(out, far, value)


def excess_log_near(x: Array, out: Array, scratch: Array, *, short: bool) -> None:
    """The same for -0.7 <= x <= 2.3, ``short`` for |x| <= 0.1: r (x - r^2 p(r^2)) with r = x / (2 + x), since log(1 + x) = 2 atanh(r).

    Row 1 is r^2.
    """
    r, square, ratio = scratch[0], scratch[1], scratch[2]
    np.add(x, 2.0, out=r)
    np.divide(x, r, out=r)
    np.multiply(r, r, out=square)
    if x.size <= 256:
        ratio.fill(1.0)
        excess_log_sum(scratch[1:3], ratio)
    else:
        digamma_ratio(square, EXCESS_LOG_SHORT if short else EXCESS_LOG_TABLES, ratio, out)
    np.multiply(ratio, square, out=ratio)
    np.subtract(x, ratio, out=ratio)
    np.multiply(ratio, r, out=out)


def excess_log_sum(rows: Array, out: Array) -> None:
    """Write p(r^2) for few elements; ``rows``: r^2 and ones, of which ``out`` may be one."""
    parts = EXCESS_LOG_FACTORS.dot(rows)
    out[...] = EXCESS_LOG_WEIGHTS.dot(np.divide(1.0, parts, out=parts))


def scalar_excess_log(x: Scalar) -> Scalar:
    """The same for one number."""
    if x > -0.7 and x < 0.9:
        r = x / (x + 2.0)
        square = r * r
        return (x - polynomial(square, EXCESS_LOG_NUMERATOR) / polynomial(square, EXCESS_LOG_DENOMINATOR) * square) * r
    return x - np.log1p(min(1.7976931348623157e308, x))
