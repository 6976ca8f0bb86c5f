"""The Bregman divergence of log I0(x), with the difference of its arguments computed by the caller: that of von Mises laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bessel_i0_decayed import (
    bessel_i0_decayed_root,
    bessel_i0_decayed_scaled,
    scalar_bessel_i0_decayed,
    scalar_bessel_i0_decayed_far,
)
from derivations.codegen.primitives.bessel_ratio import (
    BESSEL_RATIO_CENTRE,
    BESSEL_RATIO_FAR,
    BESSEL_RATIO_MIDDLE,
    bessel_ratio,
    bessel_ratio_quotient,
    bessel_ratio_scaled,
    scalar_bessel_ratio,
)
from derivations.codegen.primitives.bessel_ratio_slope import (
    BESSEL_RATIO_SLOPE_COLUMNS,
    BESSEL_RATIO_SLOPE_FAR,
    BESSEL_RATIO_SLOPE_MIDDLE,
    BESSEL_RATIO_SLOPE_NEAR,
    bessel_ratio_slope,
    scalar_bessel_ratio_slope,
)
from derivations.codegen.scalar import polynomial, quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    ratio = sp.besseli(1, x) / sp.besseli(0, x)
    return sp.log(sp.besseli(0, y)) - sp.log(sp.besseli(0, x)) - ratio * (y - x)


PRIMITIVE = Primitive(
    "bregman_log_bessel_i0_given",
    _meaning,
    ("nonnegative", "nonnegative", "real"),
    "nonnegative",
    rows=0,
    uses=("digamma", "bessel_ratio", "bessel_i0_decayed", "bessel_ratio_slope"),
)

# Nodes and weights of Gauss and Jacobi for the integral of (1 - s) f(s) from 0 to 1.
BREGMAN_LOG_BESSEL_I0_GIVEN_NODES = (
    0.0023121076177984915,
    0.012142303771074897,
    0.029664814214068847,
    0.05460726328354278,
    0.08657678275502653,
    0.12506931209983138,
    0.1694778408374138,
    0.2191020363269966,
    0.2731593030949705,
    0.3307971297342993,
    0.39110653542718576,
    0.4531364059378609,
    0.515908493620298,
    0.5784328451129381,
    0.6397234134973043,
    0.6988136087122555,
    0.7547715409190972,
    0.8067147162308662,
    0.8538239525472524,
    0.895356294621761,
    0.9306567200768073,
    0.9591684333956145,
    0.9804414867720773,
    0.9941387002099848,
)
BREGMAN_LOG_BESSEL_I0_GIVEN_WEIGHTS = (
    0.005915330275566684,
    0.013544454120715133,
    0.02065679926014456,
    0.026972984344608316,
    0.032265679354212054,
    0.03636196179104586,
    0.039151089322356,
    0.04058906249880556,
    0.04069930114698129,
    0.03956937325760469,
    0.03734400069095619,
    0.034214802360195126,
    0.03040743701651615,
    0.02616696614872938,
    0.021742363832861704,
    0.01737114824742042,
    0.0132650961507001,
    0.009597927852267655,
    0.00649572083390622,
    0.004030633406224291,
    0.0022183068207500844,
    0.00101907856956346,
    0.000342896190345097,
    5.758650752397292e-05,
)
BREGMAN_LOG_BESSEL_I0_GIVEN_RULE = np.array([BREGMAN_LOG_BESSEL_I0_GIVEN_NODES, BREGMAN_LOG_BESSEL_I0_GIVEN_WEIGHTS])[:, :, np.newaxis]
BREGMAN_LOG_BESSEL_I0_GIVEN_BLOCK = 256  # elements whose nodes stay in the nearest cache


def bregman_log_bessel_i0_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write log I0(y) - log I0(x) - I1(x) / I0(x) (y - x), shape (n,), ``difference`` = y - x; zero exactly where that is.

    Accuracy: 8 ulp, beyond the errors of the arguments; that of ``difference`` counts twice. Beside each
    other d^2 times the integral of (1 - s) f''(x + s d), by a rule with positive weights; else log(i(y) / i(x)) + d (1 - I1(x) / I0(x)),
    i(x) = exp(-x) I0(x).
    """
    apart = (np.abs(difference) > 3.0) & ((y <= np.where(x <= 12.0, 0.08, 0.15) * x) | (y >= 5.0 * x))
    where = np.flatnonzero(apart)
    if not where.size:
        bregman_log_bessel_i0_given_near(y, x, difference, out)
        return
    out[where] = bregman_log_bessel_i0_given_far(y[where], x[where], difference[where])
    where = np.flatnonzero(~apart)
    result = np.empty(where.size)
    bregman_log_bessel_i0_given_near(y[where], x[where], difference[where], result)
    out[where] = result


def bregman_log_bessel_i0_given_near(y: Array, x: Array, difference: Array, out: Array) -> None:
    """The same for distances up to 3, or quotients y / x between 0.08, from x = 12 on 0.15, and 5."""
    nodes, weights = BREGMAN_LOG_BESSEL_I0_GIVEN_RULE
    for start in range(0, x.size, BREGMAN_LOG_BESSEL_I0_GIVEN_BLOCK):
        part = slice(start, start + BREGMAN_LOG_BESSEL_I0_GIVEN_BLOCK)
        points = nodes * difference[part] + x[part]
        slopes = np.empty_like(points)
        bessel_ratio_quotient(points.ravel(), BESSEL_RATIO_SLOPE_COLUMNS, slopes.ravel(), np.empty((3, points.size)))
        size = np.maximum(x[part], 1.0)
        if x[part].max() <= 12.0 and y[part].max() <= 12.0:
            slopes *= size
            slopes *= size
        else:
            far = ~(points <= 12.0)
            slopes *= size * size
            scale = size / np.maximum(points, 12.0)
            beyond = bessel_ratio_scaled(np.maximum(points, 12.0), BESSEL_RATIO_SLOPE_MIDDLE, BESSEL_RATIO_SLOPE_FAR) * scale * scale
            np.copyto(slopes, beyond, where=far)
        slopes *= weights
        step = difference[part] / size
        count = len(slopes)
        while count % 2 == 0:  # halves are added: the roundings of few steps
            count //= 2
            slopes = slopes[:count] + slopes[count:]
        out[part] = slopes.sum(axis=0) * step * step


def bregman_log_bessel_i0_given_far(y: Array, x: Array, difference: Array) -> Array:
    """The same for other pairs, as a new array; one less the ratio is (slope + ratio / x) / (1 + ratio)."""
    base = np.maximum(x, 1e-300)
    ratio, slope, scratch = np.empty(x.size), np.empty(x.size), np.empty((3, x.size))
    bessel_ratio(base, ratio, scratch)
    bessel_ratio_slope(base, slope, scratch)
    scaled = bessel_i0_decayed_scaled(np.concatenate([y, x])).reshape(2, -1)
    roots = bessel_i0_decayed_root(x) / bessel_i0_decayed_root(y)
    plain = np.log(scaled[0] / scaled[1] * roots) + difference * ((slope + ratio / base) / (1.0 + ratio))
    large = np.maximum(x, 12.0)
    rest = bessel_ratio_scaled(large, BESSEL_RATIO_MIDDLE, BESSEL_RATIO_FAR) - 0.5
    step = difference / large
    both = 0.5 * (step - np.log(np.maximum(y, 12.0) / large)) + (np.log(scaled[0] / scaled[1]) + step * rest)
    result: Array = np.where((x > 12.0) & (y > 12.0), both, plain)
    return result


def scalar_bregman_log_bessel_i0_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one pair."""
    if (difference > 3.0 or difference < -3.0) and (y <= (0.08 if x <= 12.0 else 0.15) * x or y >= 5.0 * x):
        base = np.maximum(x, 1e-300)
        ratio = scalar_bessel_ratio(base)
        rest = (scalar_bessel_ratio_slope(base) + ratio / base) / (1.0 + ratio)
        if x > 12.0 and y > 12.0:
            step = difference / x
            return 0.5 * (step - np.log(y / x)) + (
                np.log(scalar_bessel_i0_decayed_far(y) / scalar_bessel_i0_decayed_far(x))
                + step * scalar_bregman_log_bessel_i0_given_rest(x)
            )
        return np.log(scalar_bessel_i0_decayed(y) / scalar_bessel_i0_decayed(x)) + difference * rest
    size = np.maximum(x, 1.0)
    total = 0.0 * x
    for node, weight in zip(BREGMAN_LOG_BESSEL_I0_GIVEN_NODES, BREGMAN_LOG_BESSEL_I0_GIVEN_WEIGHTS, strict=True):
        total = total + weight * scalar_bregman_log_bessel_i0_given_slope(x + node * difference, size)
    return total * (difference / size) * (difference / size)


def scalar_bregman_log_bessel_i0_given_slope(x: Scalar, size: Scalar) -> Scalar:
    """The slope of the ratio times the square of a size."""
    if x <= 12.0:
        return quotient(x * x, BESSEL_RATIO_SLOPE_NEAR) * size * size
    part = 1.0 / x
    if x < 26.0:
        return polynomial(part - BESSEL_RATIO_CENTRE, BESSEL_RATIO_SLOPE_MIDDLE) * (size * part) * (size * part)
    return polynomial(part, BESSEL_RATIO_SLOPE_FAR) * (size * part) * (size * part)


def scalar_bregman_log_bessel_i0_given_rest(x: Scalar) -> Scalar:
    """One less the ratio, times x, less one half, for x > 12."""
    part = 1.0 / x
    if x < 26.0:
        return polynomial(part - BESSEL_RATIO_CENTRE, BESSEL_RATIO_MIDDLE) - 0.5
    return polynomial(part, BESSEL_RATIO_FAR) - 0.5
