"""What is left of the information of the scale of an extreme value law once the location is fitted, of unit scale, by the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.special
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma, scalar_digamma
from derivations.codegen.primitives.extreme_value_scale import EXTREME_VALUE_SCALE_FEW, extreme_value_scale_near
from derivations.codegen.primitives.loggamma import loggamma, scalar_loggamma
from derivations.codegen.scalar import polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return (1 - sp.gamma(x + 1) ** 2 / sp.gamma(2 * x + 1)) / x**2


PRIMITIVE = Primitive(
    "extreme_value_efficient_scale",
    _meaning,
    ("above -1/2",),
    "positive",
    rows=0,
    uses=("digamma", "loggamma", "extreme_value_scale"),
    at_zero=sp.zeta(2),
)

# (1 + x)^2 times the value, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_EFFICIENT_SCALE_NEAR = (
    -1.0348158245375854e-06,
    2.037802367344614e-06,
    -2.655792490705581e-06,
    5.362567984622884e-06,
    -1.1593958889606203e-05,
    2.323801736628927e-05,
    -4.6422413017152316e-05,
    9.357239673023169e-05,
    -0.00018950427618195733,
    0.0003865469323399374,
    -0.0007984504916705728,
    0.001683287791165903,
    -0.0036532577235707567,
    0.008166431686659197,
    -0.018319224528013815,
    0.03821019144219438,
    -0.06211502860744113,
    0.03456138699976449,
    0.1993829151153061,
    -0.7280662699400898,
    0.8857543273772643,
    1.6449340668482264,
)
EXTREME_VALUE_EFFICIENT_SCALE_MIDDLE = (
    7.419757520001685e-11,
    -2.402721809842846e-10,
    5.721867183756647e-10,
    -1.908739853681775e-09,
    6.666399321386016e-09,
    -2.254445223316459e-08,
    7.737775155431796e-08,
    -2.7245416430381886e-07,
    9.85374829760076e-07,
    -3.642895116678885e-06,
    1.3473514255077923e-05,
    -4.758453732504303e-05,
    0.00014723315831960813,
    -0.00032497343745407816,
    1.1925680075956574e-05,
    0.0044621584833838225,
    -0.02580874350025406,
    0.08349582058498121,
    -0.13714299416974807,
    -0.08592645721347446,
    1.9884995928215738,
)
EXTREME_VALUE_EFFICIENT_SCALE_EULER = 0.5772156649015329
EXTREME_VALUE_EFFICIENT_SCALE_LAST: dict[str, tuple[bytes, tuple[Array, Array, Array, Array]]] = {}


def extreme_value_efficient_scale(x: Array, out: Array, scratch: Array) -> None:
    """Write (1 - q) / x^2, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 5 ulp. Here q = Gamma(1 + x)^2 / Gamma(1 + 2 x).
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_EFFICIENT_SCALE_NEAR, EXTREME_VALUE_EFFICIENT_SCALE_MIDDLE), out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        out[far] = extreme_value_efficient_scale_beyond(x[far])


def extreme_value_efficient_scale_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """For x > 2 the share q, the whole r, the slope s and 1 / Gamma(2 + x); from 60 on those at 60.

    Here q = Gamma(1 + x)^2 / Gamma(1 + 2 x), s = (digamma(1 + x) + gamma) / x and r = q s x^2 / (1 - q).
    The share is at most 1/6, and below 1e-34 from 60 on. Of few elements all are kept for the next entry.
    """
    if x.size > EXTREME_VALUE_SCALE_FEW:
        return extreme_value_efficient_scale_long_far(np.minimum(x, 60.0))
    key = x.tobytes()
    known = EXTREME_VALUE_EFFICIENT_SCALE_LAST.get("far")
    if known is None or known[0] != key:
        known = EXTREME_VALUE_EFFICIENT_SCALE_LAST["far"] = (key, extreme_value_efficient_scale_few_far(np.minimum(x, 60.0)))
    return known[1]


def extreme_value_efficient_scale_few_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """The same for few elements up to 60, by SciPy's functions."""
    one = scipy.special.gamma(1.0 + x)
    share = one * one / scipy.special.gamma(1.0 + 2.0 * x)
    slope = (scipy.special.psi(1.0 + x) + EXTREME_VALUE_EFFICIENT_SCALE_EULER) / x
    return share, share * slope * x * x / (1.0 - share), slope, 1.0 / (one * (1.0 + x))


def extreme_value_efficient_scale_long_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """The same for many elements up to 60, for which vector instructions pay."""
    one, two, slope, rows = np.empty_like(x), np.empty_like(x), np.empty_like(x), np.empty((8, x.size))
    loggamma(1.0 + x, one, rows)
    loggamma(1.0 + 2.0 * x, two, rows)
    digamma(1.0 + x, slope, rows)
    share, slope = np.exp(2.0 * one - two), (slope + EXTREME_VALUE_EFFICIENT_SCALE_EULER) / x
    return share, share * slope * x * x / (1.0 - share), slope, np.exp(-one) / (1.0 + x)


def extreme_value_efficient_scale_beyond(x: Array) -> Array:
    """The same for x > 2 as a new array."""
    share, _, _, _ = extreme_value_efficient_scale_far(x)
    value: Array = (1.0 - share) / x / x
    return value


def scalar_extreme_value_efficient_scale(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return polynomial(x, EXTREME_VALUE_EFFICIENT_SCALE_NEAR) / ((1.0 + x) * (1.0 + x))
    if x <= 2.0:
        return polynomial(x - 1.25, EXTREME_VALUE_EFFICIENT_SCALE_MIDDLE) / ((1.0 + x) * (1.0 + x))
    part = min(60.0, x)
    share = scalar_extreme_value_efficient_scale_share(part)
    return (1.0 - share) / x / x


def scalar_extreme_value_efficient_scale_share(x: Scalar) -> Scalar:
    """The share q for 2 < x <= 60."""
    return np.exp(2.0 * scalar_loggamma(1.0 + x) - scalar_loggamma(1.0 + 2.0 * x))


def scalar_extreme_value_efficient_scale_slope(x: Scalar) -> Scalar:
    """The slope s for 2 < x <= 60."""
    return (scalar_digamma(1.0 + x) + EXTREME_VALUE_EFFICIENT_SCALE_EULER) / x
