"""The variance of a standard normal variable between two bounds, whose distance is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    whole = (sp.erf(y / sp.sqrt(2)) - sp.erf(x / sp.sqrt(2))) / 2
    low, high = (sp.exp(-(end**2) / 2) / sp.sqrt(2 * sp.pi) / whole for end in (x, y))
    return 1 + x * low - y * high - (low - high) ** 2


PRIMITIVE = Primitive("truncated_normal_variance_given", _meaning, ("real", "real", "real"), "nonnegative", rows=0, block=2048)

# Nodes and weights of Gauss and Legendre between zero and one.
TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES = (
    0.001778751213022775,
    0.009348417314563623,
    0.022870359685530903,
    0.04218348680393396,
    0.06705373871280247,
    0.09717931454141042,
    0.1321945609931841,
    0.17167445298056752,
    0.21513976409429914,
    0.2620628875224409,
    0.31187424195546065,
    0.363969186182411,
    0.41771535893330963,
    0.47246035505798284,
    0.5275396449420171,
    0.5822846410666904,
    0.6360308138175891,
    0.6881257580445393,
    0.7379371124775591,
    0.7848602359057009,
    0.8283255470194325,
    0.8678054390068158,
    0.9028206854585896,
    0.9329462612871975,
    0.9578165131960661,
    0.9771296403144691,
    0.9906515826854364,
    0.9982212487869773,
)
TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS = (
    0.0045621412965472586,
    0.01056605629638563,
    0.01645071389115219,
    0.022136467379502114,
    0.027553672837858374,
    0.0326364619834998,
    0.03732310711728439,
    0.041556708614450606,
    0.04528587219651642,
    0.04846532899896496,
    0.05105648378903038,
    0.05302788296142321,
    0.05435559612914707,
    0.0550235065082376,
    0.0550235065082376,
    0.05435559612914707,
    0.05302788296142321,
    0.05105648378903038,
    0.04846532899896496,
    0.04528587219651642,
    0.041556708614450606,
    0.03732310711728439,
    0.0326364619834998,
    0.027553672837858374,
    0.022136467379502114,
    0.01645071389115219,
    0.01056605629638563,
    0.0045621412965472586,
)
TRUNCATED_NORMAL_VARIANCE_GIVEN_COLUMN = np.array(TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES)[:, np.newaxis]
TRUNCATED_NORMAL_VARIANCE_GIVEN_SIDES = np.array([TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS] * 2).reshape(-1, 1)
TRUNCATED_NORMAL_VARIANCE_GIVEN_LEAST = 92.0  # twice the exponent at which the density is nothing beside its largest value
TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE = 512  # columns that stay in a cache
TRUNCATED_NORMAL_VARIANCE_GIVEN_KEPT = 8  # pieces of which the rule is kept for the next moment between the same bounds
TRUNCATED_NORMAL_VARIANCE_GIVEN_LAST: dict[bytes, tuple[Array, Array, Array, Array]] = {}


def truncated_normal_variance_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write the variance of a standard normal variable between x and y, shape (n,), difference = y - x.

    Accuracy: 6 ulp. Moments are sums over 28 nodes on either side of the mode, about the mean: all terms are positive.
    """
    for start in range(0, x.size, TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE):
        here = slice(start, start + TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE)
        weights, steps, _, _ = truncated_normal_variance_given_rule(y[here], x[here], difference[here])
        mean = np.sum(weights * steps, axis=0)
        np.sum(weights * np.square(steps - mean), axis=0, out=out[here])


def truncated_normal_variance_given_rule(y: Array, x: Array, difference: Array) -> tuple[Array, Array, Array, Array]:
    """Probabilities and steps from the mode, shape (56, n), the mode made positive, and the mass over the density there; for reading."""
    low, high, width = np.minimum(x, y), np.maximum(x, y), np.abs(difference)
    key = np.concatenate([low, high, width]).tobytes()
    known = TRUNCATED_NORMAL_VARIANCE_GIVEN_LAST.get(key)
    if known is None:
        if len(TRUNCATED_NORMAL_VARIANCE_GIVEN_LAST) >= TRUNCATED_NORMAL_VARIANCE_GIVEN_KEPT:
            TRUNCATED_NORMAL_VARIANCE_GIVEN_LAST.clear()
        TRUNCATED_NORMAL_VARIANCE_GIVEN_LAST[key] = known = truncated_normal_variance_given_new_rule(low, high, width)
    return known


def truncated_normal_variance_given_new_rule(low: Array, high: Array, width: Array) -> tuple[Array, Array, Array, Array]:
    """The same as new arrays, low < high."""
    flip = high < 0.0
    low, high = np.where(flip, -high, low), np.where(flip, -low, high)
    mode = np.maximum(low, 0.0)
    reach = truncated_normal_variance_given_reach(mode)
    right = np.minimum(np.where(low > 0.0, width, high), reach)
    left = np.minimum(np.maximum(-low, 0.0), reach)
    nodes, both = TRUNCATED_NORMAL_VARIANCE_GIVEN_COLUMN, TRUNCATED_NORMAL_VARIANCE_GIVEN_SIDES
    sizes = np.concatenate([right * nodes, left * nodes])
    weights = both * np.exp(-sizes * (mode + 0.5 * sizes))
    weights[: len(nodes)] *= right
    weights[len(nodes) :] *= left
    mass = np.sum(weights, axis=0)
    sizes[len(nodes) :] *= -1.0
    return np.divide(weights, mass, out=weights), sizes, mode, mass


def truncated_normal_variance_given_reach(mode: Array) -> Array:
    """How far from the mode the density is nothing beside its value there."""
    root = np.sqrt(np.square(np.minimum(mode, 1e8)) + TRUNCATED_NORMAL_VARIANCE_GIVEN_LEAST)
    reach: Array = TRUNCATED_NORMAL_VARIANCE_GIVEN_LEAST / (mode + np.maximum(root, mode))
    return reach


def scalar_truncated_normal_variance_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one element."""
    if difference < 0.0:
        return scalar_truncated_normal_variance_given_ordered(x, y, -difference)
    return scalar_truncated_normal_variance_given_ordered(y, x, difference)


def scalar_truncated_normal_variance_given_ordered(high: Scalar, low: Scalar, width: Scalar) -> Scalar:
    """The same for low < high: from the mode outwards, by reflection if it is negative."""
    if high < 0.0:
        return scalar_truncated_normal_variance_given_sides(-high, min(width, scalar_truncated_normal_variance_given_reach(-high)), 0.0)
    if low > 0.0:
        return scalar_truncated_normal_variance_given_sides(low, min(width, scalar_truncated_normal_variance_given_reach(low)), 0.0)
    reach = scalar_truncated_normal_variance_given_reach(0.0)
    return scalar_truncated_normal_variance_given_sides(0.0, min(high, reach), min(-low, reach))


def scalar_truncated_normal_variance_given_reach(mode: Scalar) -> Scalar:
    """How far from the mode the density is nothing beside its value there."""
    if mode < 1e8:
        return TRUNCATED_NORMAL_VARIANCE_GIVEN_LEAST / (mode + np.sqrt(mode * mode + TRUNCATED_NORMAL_VARIANCE_GIVEN_LEAST))
    return 0.5 * TRUNCATED_NORMAL_VARIANCE_GIVEN_LEAST / mode


def scalar_truncated_normal_variance_given_weight(weight: Scalar, side: Scalar, step: Scalar, mode: Scalar) -> Scalar:
    """The mass at a step from the mode, on a side of some length, over the density at the mode."""
    return weight * side * np.exp(-step * (mode + 0.5 * step))


def scalar_truncated_normal_variance_given_mass(mode: Scalar, right: Scalar, left: Scalar) -> Scalar:
    """The mass on both sides of the mode over the density there."""
    mass = 0.0
    for node, weight in zip(TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES, TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS, strict=True):
        step = right * node
        back = left * node
        one = scalar_truncated_normal_variance_given_weight(weight, right, step, mode)
        two = scalar_truncated_normal_variance_given_weight(weight, left, back, mode)
        mass = mass + (one + two)
    return mass


def scalar_truncated_normal_variance_given_mean(mode: Scalar, right: Scalar, left: Scalar) -> Scalar:
    """The mean step from the mode."""
    mass = 0.0
    mean = 0.0
    for node, weight in zip(TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES, TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS, strict=True):
        step = right * node
        back = left * node
        one = scalar_truncated_normal_variance_given_weight(weight, right, step, mode)
        two = scalar_truncated_normal_variance_given_weight(weight, left, back, mode)
        mass = mass + (one + two)
        mean = mean + (one * step - two * back)
    return mean / mass


def scalar_truncated_normal_variance_given_sides(mode: Scalar, right: Scalar, left: Scalar) -> Scalar:
    """The variance from the lengths of the two sides."""
    mean = scalar_truncated_normal_variance_given_mean(mode, right, left)
    mass = 0.0
    total = 0.0
    for node, weight in zip(TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES, TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS, strict=True):
        step = right * node
        back = left * node
        one = scalar_truncated_normal_variance_given_weight(weight, right, step, mode)
        two = scalar_truncated_normal_variance_given_weight(weight, left, back, mode)
        mass = mass + (one + two)
        total = total + (one * (step - mean) * (step - mean) + two * (back + mean) * (back + mean))
    return total / mass
