"""trigamma(x) - trigamma(x + h): the Fisher information of one shape of a Beta or Dirichlet law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr, h: sp.Expr) -> sp.Expr:
    return sp.polygamma(1, x) - sp.polygamma(1, x + h)


PRIMITIVE = Primitive("trigamma_drop", _meaning, ("positive", "positive"), "positive", rows=0)

# trigamma(a) - 1/a - 1/(2 a^2) as a sum of w a / (a^2 + s)^2: squares s and weights w, for a >= 3.
TRIGAMMA_DROP_SQUARES = (
    0.02505214782587326,
    0.3080421964853245,
    1.0577042488699906,
    2.552143672434689,
    5.319972910178261,
    10.709851921044761,
)
TRIGAMMA_DROP_WEIGHTS = (
    0.13279082796119707,
    0.03037283403881921,
    0.0033236040165700374,
    0.0001756028330937758,
    3.779510241606941e-06,
    1.830674496713583e-08,
)
TRIGAMMA_DROP_COLUMNS = np.array([TRIGAMMA_DROP_SQUARES, TRIGAMMA_DROP_WEIGHTS])[:, :, np.newaxis]
TRIGAMMA_DROP_STEPS = np.array([[0.0], [1.0], [2.0], [3.0]])
TRIGAMMA_DROP_BLOCK = 512  # elements whose terms stay in the nearest cache


def trigamma_drop(x: Array, h: Array, out: Array, scratch: Array) -> None:
    """Write trigamma(x) - trigamma(x + h), shape (n,), x and h positive.

    Accuracy: 4 ulp. With p = 1 / x, q = 1 / (x + h): p - q, times 1 + (p + q) / 2 + what the rest drops over p - q, all positive.
    """
    for start in range(0, x.size, TRIGAMMA_DROP_BLOCK):
        part = slice(start, start + TRIGAMMA_DROP_BLOCK)
        above = x[part] + h[part]
        drop = trigamma_drop_reciprocal(x[part], h[part], above)
        out[part] = drop + drop * (0.5 / x[part] + 0.5 / above + trigamma_drop_rest(x[part], above))


def trigamma_drop_reciprocal(x: Array, h: Array, above: Array) -> Array:
    """1/x - 1/(x + h) as a new array; ``above`` is x + h."""
    drop: Array = h / above / x
    if not above[above.argmax()] < np.inf:
        far = np.flatnonzero(above == np.inf)
        least = np.minimum(0.5 * h[far], 1.7976931348623157e308)
        drop[far] = least / (0.5 * x[far] + least) / x[far]
    return drop


def trigamma_drop_rest(x: Array, above: Array) -> Array:
    """What r(a) = trigamma(a) - 1/a - 1/(2 a^2) drops from x to ``above``, over 1/x - 1/above, as a new array.

    r(a) - r(a + 1) = i^2 / 2 with i = 1 / (a (a + 1)), and j is the same above: below 3, three such drops (i - j) (i + j) / 2.
    """
    if x[x.argmin()] >= 3.0:
        return trigamma_drop_table(1.0 / x, 1.0 / above)
    below = x < 3.0
    steps = TRIGAMMA_DROP_STEPS * below
    low, high = x + steps, above + steps
    p, q = 1.0 / low, 1.0 / high
    i, j, part = p[:3] * p[1:], q[:3] * q[1:], above * q
    if not above[above.argmax()] < np.inf:
        part[:, above == np.inf] = 1.0
    rest: Array = np.add.reduce(part[:3] * (1.0 + low[:3] * q[1:]) * (i * x) * (i + j), axis=0) * (0.5 * below)
    rest += np.where(below, part[3] * (x * p[3]), 1.0) * trigamma_drop_table(p[3], q[3])
    return rest


def trigamma_drop_table(p: Array, q: Array) -> Array:
    """The drop of w a / (a^2 + s)^2, summed, over p - q: w (p^2 + p q + q^2 + 2 s p^2 q^2 - s^2 p^3 q^3) / ((1 + s p^2) (1 + s q^2))^2."""
    squares, weights = TRIGAMMA_DROP_COLUMNS
    rows, product = np.empty((3, p.size), p.dtype), p * q
    power = product * product
    first, second = np.multiply(p, p, out=rows[0]), np.multiply(q, q, out=rows[1])
    np.multiply(power, product, out=rows[2])
    parts = rows[:, np.newaxis] * squares
    parts[:2] += 1.0
    bottom = parts[0] * parts[1]
    top = (first + product + second) + squares * (2.0 * power - parts[2])
    total: Array = np.add.reduce(weights * top / (bottom * bottom), axis=0)
    return total


def scalar_trigamma_drop(x: Scalar, h: Scalar) -> Scalar:
    """The same for one pair."""
    above = x + h
    drop = h / above / x
    return drop + drop * (0.5 / x + 0.5 / above + scalar_trigamma_drop_rest(x, above))


def scalar_trigamma_drop_rest(x: Scalar, above: Scalar) -> Scalar:
    """What trigamma(a) - 1/a - 1/(2 a^2) drops from x to above, over 1/x - 1/above."""
    if x >= 3.0:
        return scalar_trigamma_drop_table(1.0 / x, 1.0 / above)
    total = 0.0
    for step in (0.0, 1.0, 2.0):
        low = x + step
        high = above + step
        i = 1.0 / low / (low + 1.0)
        j = 1.0 / high / (high + 1.0)
        total = total + above / high * (1.0 + low / (high + 1.0)) * (i * x) * (i + j)
    low = x + 3.0
    high = above + 3.0
    return 0.5 * total + above / high * (x / low) * scalar_trigamma_drop_table(1.0 / low, 1.0 / high)


def scalar_trigamma_drop_table(p: Scalar, q: Scalar) -> Scalar:
    """The drop of w a / (a^2 + s)^2, summed, over p - q."""
    product = p * q
    total = 0.0
    for square, weight in zip(TRIGAMMA_DROP_SQUARES, TRIGAMMA_DROP_WEIGHTS, strict=True):
        bottom = (1.0 + square * p * p) * (1.0 + square * q * q)
        top = (p * p + product + q * q) + square * product * product * (2.0 - square * product)
        total = total + weight * top / (bottom * bottom)
    return total
