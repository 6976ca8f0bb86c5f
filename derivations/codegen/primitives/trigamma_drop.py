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

# trigamma(a) - 1/a - 1/(2 a^2) as a sum of w a / (a^2 + s)^2: squares s and weights w, for a >= 3, and for a >= 1.
TRIGAMMA_DROP_FAR_SQUARES = (
    0.02505214782587326,
    0.3080421964853245,
    1.0577042488699906,
    2.552143672434689,
    5.319972910178261,
    10.709851921044761,
)
TRIGAMMA_DROP_FAR_WEIGHTS = (
    0.13279082796119707,
    0.03037283403881921,
    0.0033236040165700374,
    0.0001756028330937758,
    3.779510241606941e-06,
    1.830674496713583e-08,
)
TRIGAMMA_DROP_SQUARES = (
    0.005816408051683822,
    0.060159130279917775,
    0.18365097135546854,
    0.3968260471670423,
    0.7328370133186931,
    1.244226861977042,
    2.013429023661377,
    3.1708897672987115,
    4.929256832565574,
    7.656644877506334,
    12.069232567955577,
    19.973718311388904,
)
TRIGAMMA_DROP_WEIGHTS = np.array(
    [
        0.0801496083168492,
        0.04701431642379897,
        0.02382633648913791,
        0.010426318523339983,
        0.0038273874417550026,
        0.0011281410489203806,
        0.0002514897787533079,
        3.909221804391526e-05,
        3.781097025574942e-06,
        1.9155381049940358e-07,
        3.761076736859817e-09,
        1.4155179501857485e-11,
    ]
)
# What multiplies p^2 and one in 1 + s p^2; and what multiplies 1, p + q, p q, p^2 + q^2, p^2 q^2 and p^3 q^3 in every bottom
# (1 + s p^2) (1 + s q^2), in every top w (p^2 + p q + q^2 + 2 s p^2 q^2 - s^2 p^3 q^3), and in 1 + (p + q) / 2.
TRIGAMMA_DROP_FACTORS = np.array([(square, 1.0) for square in TRIGAMMA_DROP_SQUARES])
TRIGAMMA_DROP_TERMS = len(TRIGAMMA_DROP_SQUARES)
TRIGAMMA_DROP_BOTTOMS = np.array([(1.0, 0.0, 0.0, square, square * square, 0.0) for square in TRIGAMMA_DROP_SQUARES])
TRIGAMMA_DROP_TOPS = np.array([(0.0, 0.0, 1.0, 1.0, 2.0 * square, -square * square) for square in TRIGAMMA_DROP_SQUARES])
TRIGAMMA_DROP_PARTS = np.concatenate(
    [TRIGAMMA_DROP_BOTTOMS, TRIGAMMA_DROP_TOPS * TRIGAMMA_DROP_WEIGHTS.reshape(-1, 1), np.array([[1.0, 0.5, 0.0, 0.0, 0.0, 0.0]])]
)
TRIGAMMA_DROP_ONES = np.ones(TRIGAMMA_DROP_TERMS + 1)
TRIGAMMA_DROP_BLOCK = 512  # elements whose terms stay in the nearest cache


def trigamma_drop(x: Array, h: Array, out: Array, scratch: Array) -> None:
    """Write trigamma(x) - trigamma(x + h), shape (n,), x and h positive.

    Accuracy: 4 ulp. With p = 1 / x, q = 1 / (x + h): (p - q) (p + q), and with p = 1 / (x + 1), q = 1 / (x + h + 1): p - q, times
    1 + (p + q) / 2 + what the rest drops over p - q, all positive.
    """
    if x.size <= TRIGAMMA_DROP_BLOCK:
        trigamma_drop_block(x, h, out)
        return
    for start in range(0, x.size, TRIGAMMA_DROP_BLOCK):
        part = slice(start, start + TRIGAMMA_DROP_BLOCK)
        trigamma_drop_block(x[part], h[part], out[part])


def trigamma_drop_block(x: Array, h: Array, out: Array) -> None:
    """The same for so many elements that their terms stay in the nearest cache."""
    above = x + h
    if x.size and not above[above.argmax()] < 1e300:
        drop = trigamma_drop_reciprocal(x, h, above)
        np.add(drop, drop * (0.5 / x + 0.5 / above + trigamma_drop_rest(x, above)), out=out)
        return
    own, _, rows, parts = trigamma_drop_terms(x, above)
    out[...] = TRIGAMMA_DROP_ONES.dot(parts)
    np.multiply(out, np.multiply(rows[2], h), out=out)
    first: Array = h / above / x
    np.multiply(first, np.add(own[0], own[1]), out=first)
    np.add(out, first, out=out)


def trigamma_drop_reciprocal(x: Array, h: Array, above: Array) -> Array:
    """1/x - 1/(x + h) as a new array; ``above`` is x + h."""
    drop: Array = h / above / x
    if x.size and not above[above.argmax()] < np.inf:
        far = np.flatnonzero(above == np.inf)
        least = np.minimum(0.5 * h[far], 1.7976931348623157e308)
        drop[far] = least / (0.5 * x[far] + least) / x[far]
    return drop


def trigamma_drop_terms(x: Array, above: Array) -> tuple[Array, Array, Array, Array]:
    """1/a and p, q = 1/(a + 1), shape (2, n), for both arguments, 1, p + q, p q, ..., and terms of which the last is 1 + (p + q) / 2.

    The others add up to what r(a) = trigamma(a) - 1/a - 1/(2 a^2) drops from x + 1 to above + 1, over p - q.
    """
    both, rows = np.empty((2, x.size), x.dtype), np.empty((6, x.size), x.dtype)
    both[0] = x
    both[1] = above
    own = np.divide(1.0, both)
    np.add(both, 1.0, out=both)
    np.divide(1.0, both, out=both)
    p, q = both
    one, total, product, sizes, power, cube = rows
    one.fill(1.0)
    np.add(p, q, out=total)
    np.multiply(p, q, out=product)
    np.multiply(product, product, out=power)
    np.multiply(power, product, out=cube)
    squares = both * both
    np.add(squares[0], squares[1], out=sizes)
    parts = TRIGAMMA_DROP_PARTS.dot(rows)
    bottom, tops = parts[:TRIGAMMA_DROP_TERMS], parts[TRIGAMMA_DROP_TERMS:-1]
    np.multiply(bottom, bottom, out=bottom)
    np.divide(tops, bottom, out=tops)
    return own, both, rows, parts[TRIGAMMA_DROP_TERMS:]


def trigamma_drop_rest(x: Array, above: Array) -> Array:
    """What r(a) = trigamma(a) - 1/a - 1/(2 a^2) drops from x to ``above``, over 1/x - 1/above, as a new array.

    r(a) - r(a + 1) = i^2 / 2 with i = 1 / (a (a + 1)): with p = 1 / (x + 1), q = 1 / (above + 1) this step drops (1 + x q) p (i + j) / 2,
    j the same above, and what is left (1 - p) (1 - q) times its drop over p - q.
    """
    own, both, _, parts = trigamma_drop_terms(x, above)
    p, q = both
    i, j = np.multiply(own, both, out=own)
    beside, other = 1.0 - both
    left: Array = TRIGAMMA_DROP_ONES[1:].dot(parts[:-1])
    np.multiply(left, np.multiply(beside, other), out=left)
    np.add(left, (1.0 + x * q) * p * (i + j) * 0.5, out=left)
    return left


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
    for square, weight in zip(TRIGAMMA_DROP_FAR_SQUARES, TRIGAMMA_DROP_FAR_WEIGHTS, strict=True):
        bottom = (1.0 + square * p * p) * (1.0 + square * q * q)
        top = (p * p + product + q * q) + square * product * product * (2.0 - square * product)
        total = total + weight * top / (bottom * bottom)
    return total
