"""The Bregman divergence of loggamma(a) - a log a + a: that of Gamma laws in the shape, once the rate is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_log_given import scalar_bregman_log_given
from derivations.codegen.primitives.excess_log import excess_log, excess_log_near, scalar_excess_log

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    value = sp.loggamma(y) - y * sp.log(y) + y - (sp.loggamma(x) - x * sp.log(x) + x)
    return value - (sp.digamma(x) - sp.log(x)) * (y - x)


PRIMITIVE = Primitive(
    "bregman_loggamma_tail", _meaning, ("positive", "positive"), "nonnegative", rows=10, uses=("excess_log",), equal=((0, 1),)
)

# Stirling's remainder of loggamma as a sum of w a / (a^2 + s): squares s and weights w, for a >= 1 and for a >= 9.
BREGMAN_LOGGAMMA_TAIL_SQUARES = (
    0.0032092616594118885,
    0.05259077184451102,
    0.17980168009131517,
    0.4157321113576567,
    0.8126157888310963,
    1.4598304308405607,
    2.5120175113677536,
    4.24888047930285,
    7.23147621952898,
    12.900844953485256,
)
BREGMAN_LOGGAMMA_TAIL_WEIGHTS = (
    0.061092759563021286,
    0.015804423664080993,
    0.00474385634553116,
    0.0013226988064025018,
    0.0003085584305813007,
    5.4284827622006996e-05,
    6.33274388335283e-06,
    4.081839000083503e-07,
    1.0711056017959511e-08,
    5.725470617434572e-11,
)
BREGMAN_LOGGAMMA_TAIL_SHORT_SQUARES = (0.015392454626957913, 0.4082792044026731, 1.8769023948130656, 5.928077886454858)
BREGMAN_LOGGAMMA_TAIL_SHORT_WEIGHTS = (0.0797171155873348, 0.0035658862627444797, 5.0234917378093636e-05, 9.656587595743393e-08)
# For few elements, what multiplies one, u (u + 2 v), 2 u^2 + v^2, u^2 (u^2 + 2 v^2) and u^4 v^2 below and above in every term.
BREGMAN_LOGGAMMA_TAIL_TERMS = len(BREGMAN_LOGGAMMA_TAIL_SQUARES)
BREGMAN_LOGGAMMA_TAIL_PARTS = np.array(
    [
        *((1.0, 0.0, s, s**2, s**3) for s in BREGMAN_LOGGAMMA_TAIL_SQUARES),
        *((w, -s * w, 0.0, 0.0, 0.0) for s, w in zip(BREGMAN_LOGGAMMA_TAIL_SQUARES, BREGMAN_LOGGAMMA_TAIL_WEIGHTS, strict=True)),
    ]
)
BREGMAN_LOGGAMMA_TAIL_ONES = np.ones(BREGMAN_LOGGAMMA_TAIL_TERMS)
BREGMAN_LOGGAMMA_TAIL_REACH = 0.2899  # what the square of q / (2 + q) is at most where a series gives q - log(1 + q)


def bregman_loggamma_tail(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write f(y) - f(x) - f'(x) (y - x), f(a) = loggamma(a) - a log(a) + a, shape (n,), y and x positive; zero exactly at y = x.

    Accuracy: 6 ulp. A sum of nonnegative terms. With d = y - x, p(t) = t - log(1 + t) and r(a) = w a / (a^2 + s) summed over a table,
    f(a) = r(a) - log(a) / 2 + const for a >= 1 has the divergence p(d / x) / 2 + that of r. Below 1, f(a) is f(a + 1) plus a function
    with the divergence (1 + y) p(d / (x (1 + y))).
    """
    if not y.size:
        return
    np.subtract(y, x, out=scratch[3])
    bregman_loggamma_tail_from(y, x, out, scratch)


def bregman_loggamma_tail_from(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """The same with y - x in row 3."""
    if y.size <= 256 and bregman_loggamma_tail_few(y, x, scratch[3], out):
        return
    low = min(y[y.argmin()], x[x.argmin()])
    difference, u, v, total = scratch[3], scratch[4], scratch[5], scratch[6]
    shift = 0.0 if low >= 1.0 else 1.0
    total.fill(0.0)
    if shift:
        bregman_loggamma_tail_step(y, x, total, scratch)
    np.add(x, shift, out=u)
    np.add(y, shift, out=v)
    bregman_loggamma_tail_half_log(u, v, difference, scratch)
    np.add(total, scratch[9], out=total)
    np.divide(1.0, u, out=u)
    np.divide(1.0, v, out=v)
    bregman_loggamma_tail_rest(u, v, out, scratch, short=low >= 9.0)
    np.multiply(difference, u, out=difference)
    np.multiply(out, difference, out=out)
    np.multiply(out, v, out=out)  # before the second factor, so that it does not overflow
    np.multiply(out, difference, out=out)
    np.add(out, total, out=out)


def bregman_loggamma_tail_few(y: Array, x: Array, difference: Array, out: Array) -> bool:
    """The same for few elements, both divergences of logarithms at once; not where a quotient is near the ends of the range."""
    steps, ratios = np.empty((2, x.size), x.dtype), np.empty((2, x.size), x.dtype)
    u, v = np.add(x, 1.0), np.add(y, 1.0)
    np.divide(v, u, out=ratios[1])
    np.divide(y, x, out=ratios[0])
    np.divide(ratios[0], ratios[1], out=ratios[0])
    flat = ratios.reshape(-1)
    low, high = flat[flat.argmin()], flat[flat.argmax()]
    if not (low > 1e-290 and high < 1e290):
        return False
    np.divide(difference, x, out=steps[0])
    np.divide(steps[0], v, out=steps[0])  # d / (x (1 + y)) and d / (1 + x)
    np.divide(difference, u, out=steps[1])
    scratch = np.empty((4, flat.size), x.dtype)
    excess_log_near(steps.reshape(-1), scratch[3], scratch, short=False)
    if not (low >= 0.31 and high <= 3.2):
        np.log(flat, out=flat)
        np.subtract(steps.reshape(-1), flat, out=flat)
        np.putmask(scratch[3], np.greater(scratch[1], BREGMAN_LOGGAMMA_TAIL_REACH), flat)
    first, half = scratch[3].reshape(2, -1)
    np.multiply(first, v, out=first)
    np.add(first, np.multiply(half, 0.5, out=half), out=half)
    np.divide(1.0, u, out=u)
    np.divide(1.0, v, out=v)
    bregman_loggamma_tail_sum(u * (u + (v + v)), u * u, v * v, out)
    np.multiply(out, steps[1], out=out)
    np.multiply(out, v, out=out)  # before the second factor, so that it does not overflow
    np.multiply(out, steps[1], out=out)
    np.add(out, half, out=out)
    return True


def bregman_loggamma_tail_step(y: Array, x: Array, total: Array, scratch: Array) -> None:
    """Write (1 + y) p(d / (x (1 + y))) into ``total``: the divergence of (a + 1) log((a + 1) / a); d is row 3, rows 0-2, 7, 8 are lost."""
    weight, quotient = scratch[7], scratch[8]
    np.add(y, 1.0, out=weight)
    np.divide(scratch[3], x, out=quotient)
    np.divide(quotient, weight, out=quotient)
    excess_log(quotient, total, scratch)
    if not quotient[quotient.argmin()] >= -0.7:
        far = np.flatnonzero(~(quotient >= -0.7))
        a, b = y[far], x[far]
        ratio = (b / a) * ((1.0 + a) / (1.0 + b))
        plain = np.log(b) - np.log(a) + np.log((1.0 + a) / (1.0 + b))
        total[far] = quotient[far] + np.where(ratio < 1e290, np.log(ratio), plain)
    np.multiply(total, weight, out=total)


def bregman_loggamma_tail_half_log(x: Array, y: Array, difference: Array, scratch: Array) -> None:
    """Write p(d / x) / 2, the divergence of -log(a) / 2, into row 9; rows 0 to 2 and 8 are lost."""
    quotient, half = scratch[8], scratch[9]
    np.divide(difference, x, out=quotient)
    excess_log(quotient, half, scratch)
    if not quotient[quotient.argmin()] >= -0.7:
        far = np.flatnonzero(~(quotient >= -0.7))
        ratio = y[far] / x[far]
        half[far] = ratio - 1.0 - np.where(ratio > 1e-290, np.log(ratio), np.log(y[far]) - np.log(x[far]))
    np.multiply(half, 0.5, out=half)


def bregman_loggamma_tail_rest(u: Array, v: Array, out: Array, scratch: Array, *, short: bool) -> None:
    """Write the divergence of r over d^2 u^2 v, u = 1 / x and v = 1 / y: w (1 - s u (u + 2 v)) / ((1 + s u^2)^2 (1 + s v^2)), summed."""
    first, second, top, product = scratch[0], scratch[1], scratch[2], scratch[7]
    np.add(v, v, out=product)
    np.add(product, u, out=product)
    np.multiply(product, u, out=product)
    np.multiply(u, u, out=scratch[8])
    np.multiply(v, v, out=scratch[9])
    if u.size <= 256:
        bregman_loggamma_tail_sum(product, scratch[8], scratch[9], out)
        return
    squares = BREGMAN_LOGGAMMA_TAIL_SHORT_SQUARES if short else BREGMAN_LOGGAMMA_TAIL_SQUARES
    weights = BREGMAN_LOGGAMMA_TAIL_SHORT_WEIGHTS if short else BREGMAN_LOGGAMMA_TAIL_WEIGHTS
    out.fill(0.0)
    for square, weight in zip(squares, weights, strict=True):
        np.multiply(scratch[8], square, out=first)
        np.add(first, 1.0, out=first)
        np.multiply(first, first, out=first)
        np.multiply(scratch[9], square, out=second)
        np.add(second, 1.0, out=second)
        np.multiply(first, second, out=first)
        np.multiply(product, -square * weight, out=top)
        np.add(top, weight, out=top)
        np.divide(top, first, out=top)
        np.add(out, top, out=out)


def bregman_loggamma_tail_sum(product: Array, square: Array, other: Array, out: Array) -> None:
    """The same for few elements, of u (u + 2 v), u^2 and v^2, as a product of matrices."""
    rows = np.empty((5, product.size), product.dtype)
    rows[0] = 1.0
    rows[1] = product
    np.add(square, other, out=rows[4])
    np.add(rows[4], square, out=rows[2])
    np.add(rows[4], other, out=rows[3])
    np.multiply(rows[3], square, out=rows[3])
    np.multiply(square, square, out=rows[4])
    np.multiply(rows[4], other, out=rows[4])
    parts = BREGMAN_LOGGAMMA_TAIL_PARTS.dot(rows)
    bottoms, tops = parts[:BREGMAN_LOGGAMMA_TAIL_TERMS], parts[BREGMAN_LOGGAMMA_TAIL_TERMS:]
    out[...] = BREGMAN_LOGGAMMA_TAIL_ONES.dot(np.divide(tops, bottoms, out=tops))


def scalar_bregman_loggamma_tail(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    return scalar_bregman_loggamma_tail_from(y, x, y - x)


def scalar_bregman_loggamma_tail_from(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same with the difference y - x given."""
    if y >= 1.0 and x >= 1.0:
        return scalar_bregman_loggamma_tail_above(y, x, difference)
    step = scalar_bregman_loggamma_tail_step(y, x, difference)
    return scalar_bregman_loggamma_tail_above(y + 1.0, x + 1.0, difference) + step


def scalar_bregman_loggamma_tail_above(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for y and x from one on."""
    return scalar_bregman_loggamma_tail_rest(y, x, difference) + 0.5 * scalar_bregman_log_given(y, x, difference)


def scalar_bregman_loggamma_tail_rest(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """What is left beside half the divergence of the logarithm, for y and x from one on."""
    u = 1.0 / x
    v = 1.0 / y
    product = (v + v + u) * u
    total = 0.0
    for square, weight in zip(BREGMAN_LOGGAMMA_TAIL_SQUARES, BREGMAN_LOGGAMMA_TAIL_WEIGHTS, strict=True):
        first = u * u * square + 1.0
        second = v * v * square + 1.0
        total = total + (weight - product * (square * weight)) / (first * first * second)
    part = difference * u
    return total * part * v * part


def scalar_bregman_loggamma_tail_step(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """(1 + y) p(d / (x (1 + y))): the divergence of (a + 1) log((a + 1) / a)."""
    weight = y + 1.0
    part = difference / x / weight
    if part < -0.7:
        ratio = (x / y) * (weight / (x + 1.0))
        if ratio < 1e290:
            return weight * (part + np.log(ratio))
        return weight * (part + (np.log(x) - np.log(y) + np.log(weight / (x + 1.0))))
    return weight * scalar_excess_log(part)
