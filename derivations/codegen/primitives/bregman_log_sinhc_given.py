"""The Bregman divergence of log(sinh(x) / x), with the difference of its arguments computed by the caller.

It is that of continuous Bernoulli laws in half their logits, and part of those of truncated Poisson and logarithmic laws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_log_given import bregman_log_given, scalar_bregman_log_given
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.primitives.excess_exp import excess_exp, scalar_excess_exp
from derivations.codegen.primitives.excess_log import excess_log, scalar_excess_log
from derivations.codegen.primitives.langevin import langevin, scalar_langevin
from derivations.codegen.primitives.log_sinhc import log_sinhc, scalar_log_sinhc
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    return sp.log(sp.sinh(y) / y) - sp.log(sp.sinh(x) / x) - (sp.coth(x) - 1 / x) * (y - x)


PRIMITIVE = Primitive(
    "bregman_log_sinhc_given",
    _meaning,
    ("real", "real", "real"),
    "nonnegative",
    rows=0,
    uses=("excess_log", "log_ratio", "bregman_log_given", "excess_exp", "digamma", "langevin", "log_sinhc"),
)

# 1 / t^2 - 1 / sinh(t)^2 in t^2 up to 20.25; nodes and weights of Gauss and Jacobi for the integral of (1 - s) f(s) from 0 to 1.
BREGMAN_LOG_SINHC_GIVEN_SLOPE = (
    (
        1.9211353251689386e-11,
        5.505960703349153e-09,
        6.774045226542047e-07,
        4.43421746185765e-05,
        0.0016325637827376551,
        0.03083140191484706,
        0.33333333333333337,
    ),
    (
        1.9206486780318554e-11,
        5.508348466397684e-09,
        6.768165763146878e-07,
        4.443623798141946e-05,
        0.0016220407774242141,
        0.03165050075108742,
        0.2924942057445418,
        1.0,
    ),
)
BREGMAN_LOG_SINHC_GIVEN_NODES = (
    0.004997299663771921,
    0.026143513681394052,
    0.06343094558383675,
    0.11559843757981594,
    0.18087055965788368,
    0.25702480784517084,
    0.34146792754782307,
    0.4313243435956254,
    0.5235341160251683,
    0.6149571518764895,
    0.702480137925041,
    0.7831225539648681,
    0.8541381477752107,
    0.9131083765371413,
    0.9580244176904754,
    0.9873530206260416,
)
BREGMAN_LOG_SINHC_GIVEN_WEIGHTS = (
    0.012739310657334186,
    0.02861245259014315,
    0.04212943115742829,
    0.05222859440395915,
    0.05825424020985583,
    0.060000854888113506,
    0.057718879609267824,
    0.052064137843806584,
    0.04399738218924392,
    0.0346478165792858,
    0.02515923310647004,
    0.016539584355635795,
    0.009534167884665937,
    0.004539232386138635,
    0.0015671884735958196,
    0.0002674936650555362,
)
BREGMAN_LOG_SINHC_GIVEN_RULE = np.array([BREGMAN_LOG_SINHC_GIVEN_NODES, BREGMAN_LOG_SINHC_GIVEN_WEIGHTS])[:, :, np.newaxis]
BREGMAN_LOG_SINHC_GIVEN_BLOCK = 256  # elements whose nodes stay in the nearest cache


def bregman_log_sinhc_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write f(y) - f(x) - f'(x) (y - x), f(x) = log(sinh(x) / x), shape (n,), ``difference`` = y - x; zero exactly where that is.

    Accuracy: 7 ulp beyond the errors of the arguments; the relative error of ``difference`` counts twice. Beside each other
    d^2 times the integral of (1 - s) f''(x + s d), by a rule with positive weights; else by functions whose large parts cancel on paper.
    """
    sign = np.copysign(1.0, x)
    size, other, distance = x * sign, y * sign, difference * sign
    near = ~((np.abs(distance) > 3.0) | ((size >= 1.5) & (other >= 1.5)))
    where = np.flatnonzero(near)
    if where.size == x.size:
        bregman_log_sinhc_given_near(size, distance, out)
        return
    result = np.empty(where.size)
    bregman_log_sinhc_given_near(size[where], distance[where], result)
    out[where] = result
    above, below = ~near & (size >= 1.5) & (other >= 0.5), ~near & (size >= 4.0) & (other < 0.5)
    where = np.flatnonzero(above)
    if where.size:
        out[where] = bregman_log_sinhc_given_above(other[where], size[where], distance[where])
    where = np.flatnonzero(below)
    if where.size:
        out[where] = bregman_log_sinhc_given_below(other[where], size[where], distance[where])
    where = np.flatnonzero(~(near | above | below))
    if where.size:
        part, work, values = (np.empty(where.size), np.empty((2, where.size)), [])
        for function, argument in ((log_sinhc, other[where]), (log_sinhc, size[where]), (langevin, size[where])):
            function(argument, part, work)
            values.append(part.copy())
        out[where] = values[0] - values[1] - values[2] * distance[where]


def bregman_log_sinhc_given_near(x: Array, distance: Array, out: Array) -> None:
    """The same for |x| < 1.5 and distances up to 3, or the other way round."""
    nodes, weights = BREGMAN_LOG_SINHC_GIVEN_RULE
    for start in range(0, x.size, BREGMAN_LOG_SINHC_GIVEN_BLOCK):
        part = slice(start, start + BREGMAN_LOG_SINHC_GIVEN_BLOCK)
        square = nodes * distance[part]
        square += x[part]
        square *= square
        value, work = np.empty_like(square), np.empty(square.size)
        digamma_ratio(square.reshape(-1), BREGMAN_LOG_SINHC_GIVEN_SLOPE, value.reshape(-1), work)
        value *= weights
        out[part] = value.sum(axis=0) * distance[part] * distance[part]


def bregman_log_sinhc_given_above(y: Array, x: Array, distance: Array) -> Array:
    """The same for x >= 1.5 and y >= 0.5, as a new array: that of minus the logarithm less that of minus log(1 - exp(-2 x))."""
    scratch, whole, part = np.empty((5, x.size)), np.empty(x.size), np.empty(x.size)
    decay = np.exp(-2.0 * x)
    bregman_log_given(y, x, distance, whole, scratch)
    back = np.maximum(-2.0 * distance, -1e300)
    close = back < 2.0
    step = np.where(close, decay * np.expm1(np.minimum(back, 2.0)), np.exp(-2.0 * y) - decay) / (1.0 - decay)
    excess_exp(np.minimum(back, 2.0), part, scratch)
    slope = np.where(close, decay * part, np.exp(-2.0 * y) - decay * (1.0 + back)) / (1.0 - decay)
    excess_log(-step, part, scratch)
    result: Array = whole - (part + slope)
    return result


def bregman_log_sinhc_given_below(y: Array, x: Array, distance: Array) -> Array:
    """The same for x >= 4 and y < 0.5, as a new array."""
    other = np.empty(x.size)
    log_sinhc(y, other, np.empty((2, x.size)))
    decay = np.exp(-2.0 * x)
    result: Array = other - y * (1.0 - 1.0 / x) + (np.log(2.0 * x) - 1.0) - 2.0 * distance * decay / (1.0 - decay) - np.log1p(-decay)
    return result


def scalar_bregman_log_sinhc_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one pair."""
    if x < 0.0:
        return scalar_bregman_log_sinhc_given_right(-y, -x, -difference)
    return scalar_bregman_log_sinhc_given_right(y, x, difference)


def scalar_bregman_log_sinhc_given_right(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for x >= 0."""
    if difference >= -3.0 and difference <= 3.0 and (x < 1.5 or y < 1.5):
        total = 0.0 * x
        for node, weight in zip(BREGMAN_LOG_SINHC_GIVEN_NODES, BREGMAN_LOG_SINHC_GIVEN_WEIGHTS, strict=True):
            point = x + node * difference
            total = total + weight * quotient(point * point, BREGMAN_LOG_SINHC_GIVEN_SLOPE)
        return total * difference * difference
    if x >= 1.5 and y >= 0.5:
        return scalar_bregman_log_sinhc_given_above(y, x, difference)
    if x >= 4.0:
        decay = np.exp(-2.0 * x)
        tail = 2.0 * difference * decay / (1.0 - decay) + np.log1p(-decay)
        return scalar_log_sinhc(y) - y * (1.0 - 1.0 / x) + (np.log(2.0 * x) - 1.0) - tail
    return scalar_log_sinhc(y) - scalar_log_sinhc(x) - scalar_langevin(x) * difference


def scalar_bregman_log_sinhc_given_above(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for x >= 1.5 and y >= 0.5."""
    decay = np.exp(-2.0 * x)
    whole = scalar_bregman_log_given(y, x, difference)
    if difference > -1.0:
        step = decay * np.expm1(-2.0 * difference) / (1.0 - decay)
        return whole - (scalar_excess_log(-step) + decay * scalar_excess_exp(-2.0 * difference) / (1.0 - decay))
    step = (np.exp(-2.0 * y) - decay) / (1.0 - decay)
    return whole - (scalar_excess_log(-step) + (np.exp(-2.0 * y) - decay * (1.0 - 2.0 * difference)) / (1.0 - decay))
