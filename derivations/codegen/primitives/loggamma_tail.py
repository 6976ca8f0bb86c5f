"""Stirling's remainder of log gamma."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.primitives.loggamma import loggamma_near, scalar_loggamma_near
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.loggamma(a) - (a - sp.Rational(1, 2)) * sp.log(a) + a - sp.log(2 * sp.pi) / 2


PRIMITIVE = Primitive("loggamma_tail", _meaning, ("positive",), "positive", rows=4, uses=("digamma", "loggamma"))

# a^2 (1/12 - a tail(a)) in 1 / a^2 for a >= 1 and for a >= 10; tail(a) in a for 0.1 <= a <= 1.
LOGGAMMA_TAIL_ABOVE = (
    (
        0.0016511832375996256,
        0.1921628162294389,
        1.8005948899395883,
        5.037591230134664,
        5.689000573832537,
        2.9201553536538007,
        0.7021985628506257,
        0.07487827682807495,
        0.002777777777777778,
    ),
    (
        7.649868471238486,
        173.2401040745791,
        1019.8130879765193,
        2298.721464314056,
        2319.8449330912886,
        1120.1101503882853,
        260.3605951816189,
        27.24189394382126,
        1.0,
    ),
)
LOGGAMMA_TAIL_FAR = (
    (
        -0.005706091340565853,
        0.0019110580111389142,
        -0.0008417244702062445,
        0.0005952380501494591,
        -0.0007936507936255034,
        0.0027777777777777753,
    ),
    (1.0,),
)
LOGGAMMA_TAIL_BELOW = (
    (
        4.4637214278996,
        1607915.9347628178,
        5455683.094758899,
        7900949.06134159,
        5800798.923368164,
        2140416.146140986,
        354984.22586531716,
        23828.11766944634,
        542.2212378288143,
        2.641943533276201,
    ),
    (
        19295659.97501079,
        65464147.90639849,
        95470328.19230606,
        71748112.71359086,
        28772293.902696364,
        5900073.544219958,
        577544.6740979357,
        24183.980489192647,
        349.52074674393276,
        1.0,
    ),
)
LOGGAMMA_TAIL_CONSTANT = 0.9189385332046728  # log(2 pi) / 2


def loggamma_tail(a: Array, out: Array, scratch: Array) -> None:
    """Write loggamma(a) - (a - 1/2) log(a) + a - log(2 pi) / 2, shape (n,), a > 0.

    Accuracy: 3 ulp, 6 ulp below 1.
    """
    if not a.size:
        return
    low = a[a.argmin()]
    reciprocal, square, work = scratch[0], scratch[1], scratch[2]
    np.divide(1.0, a, out=reciprocal)
    np.multiply(reciprocal, reciprocal, out=square)
    digamma_ratio(square, LOGGAMMA_TAIL_FAR if low >= 10.0 else LOGGAMMA_TAIL_ABOVE, out, work)
    np.multiply(out, square, out=out)
    np.subtract(1 / 12, out, out=out)
    np.multiply(out, reciprocal, out=out)
    if not low >= 1.0:
        below = np.flatnonzero(a < 1.0)
        out[below] = loggamma_tail_below(a[below])


def loggamma_tail_below(a: Array) -> Array:
    """The same for a < 1, as a new array; below 0.1 by its definition, where nothing cancels much."""
    value, work = np.empty_like(a), np.empty_like(a)
    digamma_ratio(a, LOGGAMMA_TAIL_BELOW, value, work)
    small = np.flatnonzero(a < 0.1)
    if small.size:
        part = a[small]
        logarithm = np.log(part)
        value[small] = (loggamma_near(1.0 + part) + part - LOGGAMMA_TAIL_CONSTANT) - (part + 0.5) * logarithm
    return value


def scalar_loggamma_tail(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 0.1:
        return (scalar_loggamma_near(a + 1.0) + a - LOGGAMMA_TAIL_CONSTANT) - (a + 0.5) * np.log(a)
    if a < 1.0:
        return quotient(a, LOGGAMMA_TAIL_BELOW)
    part = 1.0 / a
    square = part * part
    return (0.08333333333333333 - quotient(square, LOGGAMMA_TAIL_ABOVE) * square) * part
