"""The covariance of a standard normal variable between two bounds, whose distance is given, with its square."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.truncated_normal_hazard_given import (
    scalar_truncated_normal_hazard_given_above,
    truncated_normal_hazard_given,
)
from derivations.codegen.primitives.truncated_normal_variance_given import (
    TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES,
    TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE,
    TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS,
    scalar_truncated_normal_variance_given_mean,
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
    return 2 * (low - high) + x**2 * low - y**2 * high - (low - high) * (1 + x * low - y * high)


PRIMITIVE = Primitive(
    "truncated_normal_covariance_given",
    _meaning,
    ("real", "real", "real"),
    "real",
    rows=0,
    uses=("erfc", "truncated_normal_variance_given", "truncated_normal_hazard_given"),
)


def truncated_normal_covariance_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write the covariance with the square of a standard normal variable between x and y, shape (n,), difference = y - x.

    Accuracy: 6 ulp where the bounds have one sign. With the mean m it is the mean of (z - m)^2 (z + m); where both bounds are far from
    zero, on different sides, that of the densities there.
    """
    for start in range(0, x.size, TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE):
        here = slice(start, start + TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE)
        weights, steps, mode, _ = truncated_normal_variance_given_rule(y[here], x[here], difference[here])
        mean = np.sum(weights * steps, axis=0)
        value = np.sum(weights * np.square(steps - mean) * (2.0 * mode + (steps + mean)), axis=0)
        out[here] = np.where(np.maximum(x[here], y[here]) < 0.0, -value, value)
    wide = np.flatnonzero((np.minimum(x, y) <= -2.0) & (np.maximum(x, y) >= 2.0))
    if wide.size:
        out[wide] = truncated_normal_covariance_given_wide(np.minimum(x, y)[wide], np.maximum(x, y)[wide], np.abs(difference)[wide])


def truncated_normal_covariance_given_wide(low: Array, high: Array, width: Array) -> Array:
    """The same by the densities at both bounds; where one is beyond 37.4 and the other before 36, the first is nothing beside it."""
    low, high = np.where(high < 36.0, np.maximum(low, -37.4), low), np.where(low > -36.0, np.minimum(high, 37.4), high)
    above, below = np.empty_like(low), np.empty_like(low)
    truncated_normal_hazard_given(high, low, width, below, below)
    truncated_normal_hazard_given(-low, -high, width, above, above)
    far, near = below * (1.0 + low * low), above * (1.0 + high * high)
    line = low * below - high * above
    return (far - near) - (below - above) * np.where(np.abs(line) > 1e-100, line, 0.0)  # a square of what is small is nothing beside it


def scalar_truncated_normal_covariance_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one element."""
    if difference < 0.0:
        return scalar_truncated_normal_covariance_given_ordered(x, y, -difference)
    return scalar_truncated_normal_covariance_given_ordered(y, x, difference)


def scalar_truncated_normal_covariance_given_ordered(high: Scalar, low: Scalar, width: Scalar) -> Scalar:
    """The same for low < high: from the mode outwards, by reflection if it is negative."""
    if low <= -2.0 and high >= 2.0:
        below = scalar_truncated_normal_hazard_given_above(high, low, width)
        above = scalar_truncated_normal_hazard_given_above(-low, -high, width)
        gap = below * (1.0 + low * low) - above * (1.0 + high * high)
        return gap - (below - above) * (low * below - high * above)
    if high < 0.0:
        return -scalar_truncated_normal_covariance_given_sides(-high, min(width, scalar_truncated_normal_variance_given_reach(-high)), 0.0)
    if low > 0.0:
        return scalar_truncated_normal_covariance_given_sides(low, min(width, scalar_truncated_normal_variance_given_reach(low)), 0.0)
    reach = scalar_truncated_normal_variance_given_reach(0.0)
    return scalar_truncated_normal_covariance_given_sides(0.0, min(high, reach), min(-low, reach))


def scalar_truncated_normal_covariance_given_sides(mode: Scalar, right: Scalar, left: Scalar) -> Scalar:
    """The covariance from the lengths of the two sides."""
    mean = scalar_truncated_normal_variance_given_mean(mode, right, left)
    mass = 0.0
    total = 0.0
    for node, weight in zip(TRUNCATED_NORMAL_VARIANCE_GIVEN_NODES, TRUNCATED_NORMAL_VARIANCE_GIVEN_WEIGHTS, strict=True):
        step = right * node
        back = left * node
        one = scalar_truncated_normal_variance_given_weight(weight, right, step, mode)
        two = scalar_truncated_normal_variance_given_weight(weight, left, back, mode)
        mass = mass + (one + two)
        above = one * (step - mean) * (step - mean) * (2.0 * mode + (step + mean))
        below = two * (back + mean) * (back + mean) * (2.0 * mode - (back - mean))
        total = total + (above + below)
    return total / mass
