"""digamma(y) - digamma(x), accurate where y and x are nearly equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_loggamma_tail import (
    BREGMAN_LOGGAMMA_TAIL_SQUARES,
    BREGMAN_LOGGAMMA_TAIL_WEIGHTS,
)
from derivations.codegen.scalar import kept

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return sp.digamma(y) - sp.digamma(x)


PRIMITIVE = Primitive(
    "digamma_difference", _meaning, ("positive", "positive"), "real", rows=7, uses=("excess_log", "bregman_loggamma_tail"), equal=((0, 1),)
)

# For few elements, what multiplies u^2 + v^2, u^2 v^2 and one below and above in every term.
DIGAMMA_DIFFERENCE_TERMS = len(BREGMAN_LOGGAMMA_TAIL_SQUARES)
DIGAMMA_DIFFERENCE_PARTS = np.array(
    [
        *((s, s * s, 1.0) for s in BREGMAN_LOGGAMMA_TAIL_SQUARES),
        *((-w * s, -3.0 * w * s * s, w) for s, w in zip(BREGMAN_LOGGAMMA_TAIL_SQUARES, BREGMAN_LOGGAMMA_TAIL_WEIGHTS, strict=True)),
    ]
)
DIGAMMA_DIFFERENCE_ONES = np.ones(DIGAMMA_DIFFERENCE_TERMS)


def digamma_difference(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write digamma(y) - digamma(x), shape (n,), y and x positive; zero exactly where they are equal.

    Accuracy: 3 ulp. With d = y - x, u = 1 / (x + 1), v = 1 / (y + 1): d / (x y) + log(1 + d u) + d u v / 2 + the same difference of the
    derivative of Stirling's remainder, all of the sign of d.
    """
    if not y.size:
        return
    difference, u, v = scratch[0], scratch[1], scratch[2]
    np.subtract(y, x, out=difference)
    np.add(x, 1.0, out=u)
    np.divide(1.0, u, out=u)
    np.add(y, 1.0, out=v)
    np.divide(1.0, v, out=v)
    digamma_difference_rest(u, v, out, scratch)
    np.add(out, 0.5, out=out)
    np.multiply(out, v, out=out)
    step = scratch[3]
    np.multiply(difference, u, out=step)
    np.multiply(out, step, out=out)
    far = None if step[step.argmin()] >= -0.5 else np.flatnonzero(~(step >= -0.5))
    np.log1p(step, out=step)
    if far is not None:
        step[far] = np.log((y[far] + 1.0) / (x[far] + 1.0))
    np.add(out, step, out=out)
    np.divide(difference, x, out=step)
    np.divide(step, y, out=step)
    np.add(out, step, out=out)


def digamma_difference_rest(u: Array, v: Array, out: Array, scratch: Array) -> None:
    """Write the difference of the derivative of w a / (a^2 + s), summed, over d u v.

    It is w (u + v) (1 - s (u^2 + v^2) - 3 s^2 u^2 v^2) / (1 + s (u^2 + v^2) + s^2 u^2 v^2)^2.
    """
    total, product, first, second = scratch[3], scratch[4], scratch[5], scratch[6]
    np.multiply(u, u, out=first)
    np.multiply(v, v, out=second)
    np.add(first, second, out=total)
    np.multiply(first, second, out=product)
    if u.size <= 256:  # few elements: all terms at once
        first.fill(1.0)
        parts = DIGAMMA_DIFFERENCE_PARTS.dot(scratch[3:6])
        bottom, tops = parts[:DIGAMMA_DIFFERENCE_TERMS], parts[DIGAMMA_DIFFERENCE_TERMS:]
        np.multiply(bottom, bottom, out=bottom)
        np.divide(tops, bottom, out=tops)
        out[...] = DIGAMMA_DIFFERENCE_ONES.dot(tops)
        np.multiply(out, np.add(u, v, out=total), out=out)
        return
    out.fill(0.0)
    for square, weight in zip(BREGMAN_LOGGAMMA_TAIL_SQUARES, BREGMAN_LOGGAMMA_TAIL_WEIGHTS, strict=True):
        np.multiply(product, square, out=second)
        np.add(second, total, out=first)
        np.multiply(first, square, out=first)  # s (u^2 + v^2) + s^2 u^2 v^2
        np.multiply(second, -2.0 * square, out=second)
        np.subtract(second, first, out=second)
        np.add(second, 1.0, out=second)
        np.add(first, 1.0, out=first)
        np.multiply(first, first, out=first)
        np.divide(second, first, out=second)
        np.multiply(second, weight, out=second)
        np.add(out, second, out=out)
    np.add(u, v, out=total)
    np.multiply(out, total, out=out)


def scalar_digamma_difference(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    difference = y - x
    u = 1.0 / (x + 1.0)
    v = 1.0 / (y + 1.0)
    step = difference * u
    near = (scalar_digamma_difference_rest(u, v) + 0.5) * v * step
    steep = kept(difference / x) / y
    if step < -0.5:
        return near + np.log((y + 1.0) / (x + 1.0)) + steep
    return near + np.log1p(step) + steep


def scalar_digamma_difference_rest(u: Scalar, v: Scalar) -> Scalar:
    """The difference of the derivative of w a / (a^2 + s), summed, over d u v."""
    squares = u * u + v * v
    product = u * u * v * v
    total = 0.0
    for square, weight in zip(BREGMAN_LOGGAMMA_TAIL_SQUARES, BREGMAN_LOGGAMMA_TAIL_WEIGHTS, strict=True):
        step = product * square
        term = (step + squares) * square
        bottom = term + 1.0
        total = total + (1.0 - 2.0 * square * step - term) / (bottom * bottom) * weight
    return total * (u + v)
