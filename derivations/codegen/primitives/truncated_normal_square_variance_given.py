"""The variance of the square of a standard normal variable between two bounds, whose distance is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.truncated_normal_variance_given import (
    TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES,
    TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE,
    TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS,
    scalar_truncated_normal_variance_given_reach,
    scalar_truncated_normal_variance_given_weight,
    truncated_normal_variance_given_rule,
)

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    whole = (sp.erf(y / sp.sqrt(2)) - sp.erf(x / sp.sqrt(2))) / 2
    low, high = (sp.exp(-(end**2) / 2) / sp.sqrt(2 * sp.pi) / whole for end in (x, y))
    return 3 + x * (3 + x**2) * low - y * (3 + y**2) * high - (1 + x * low - y * high) ** 2


PRIMITIVE = Primitive(
    "truncated_normal_square_variance_given",
    _meaning,
    ("real", "real", "real"),
    "nonnegative",
    rows=0,
    uses=("truncated_normal_variance_given",),
)


def truncated_normal_square_variance_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write the variance of the square of a standard normal variable between x and y, shape (n,), difference = y - x.

    Accuracy: 6 ulp. The square less that of the mode is taken about its mean: all terms are positive.
    """
    for start in range(0, x.size, TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE):
        here = slice(start, start + TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE)
        weights, steps, mode, _ = truncated_normal_variance_given_rule(y[here], x[here], difference[here])
        squares = steps * (2.0 * mode + steps)
        mean = np.sum(weights * squares, axis=0)
        np.sum(weights * np.square(squares - mean), axis=0, out=out[here])


def scalar_truncated_normal_square_variance_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one element."""
    if difference < 0.0:
        return scalar_truncated_normal_square_variance_given_ordered(x, y, -difference)
    return scalar_truncated_normal_square_variance_given_ordered(y, x, difference)


def scalar_truncated_normal_square_variance_given_ordered(high: Scalar, low: Scalar, width: Scalar) -> Scalar:
    """The same for low < high: from the mode outwards, by reflection if it is negative."""
    if high < 0.0:
        return scalar_truncated_normal_square_variance_given_sides(
            -high, min(width, scalar_truncated_normal_variance_given_reach(-high)), 0.0
        )
    if low > 0.0:
        return scalar_truncated_normal_square_variance_given_sides(low, min(width, scalar_truncated_normal_variance_given_reach(low)), 0.0)
    reach = scalar_truncated_normal_variance_given_reach(0.0)
    return scalar_truncated_normal_square_variance_given_sides(0.0, min(high, reach), min(-low, reach))


def scalar_truncated_normal_square_variance_given_mean(mode: Scalar, right: Scalar, left: Scalar) -> Scalar:
    """The mean of the square less that of the mode."""
    mass = 0.0
    mean = 0.0
    for node, weight in zip(TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES, TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS, strict=True):
        step = right * node
        back = left * node
        one = scalar_truncated_normal_variance_given_weight(weight, right, step, mode)
        two = scalar_truncated_normal_variance_given_weight(weight, left, back, mode)
        mass = mass + (one + two)
        mean = mean + (one * step * (2.0 * mode + step) + two * back * (back - 2.0 * mode))
    return mean / mass


def scalar_truncated_normal_square_variance_given_sides(mode: Scalar, right: Scalar, left: Scalar) -> Scalar:
    """The variance from the lengths of the two sides."""
    mean = scalar_truncated_normal_square_variance_given_mean(mode, right, left)
    mass = 0.0
    total = 0.0
    for node, weight in zip(TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES, TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS, strict=True):
        step = right * node
        back = left * node
        one = scalar_truncated_normal_variance_given_weight(weight, right, step, mode)
        two = scalar_truncated_normal_variance_given_weight(weight, left, back, mode)
        mass = mass + (one + two)
        above = step * (2.0 * mode + step) - mean
        below = back * (back - 2.0 * mode) - mean
        total = total + (one * above * above + two * below * below)
    return total / mass
