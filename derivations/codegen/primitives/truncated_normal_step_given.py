"""The mean of a standard normal variable between two bounds, whose distance is given, less its mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.truncated_normal_variance_given import (
    TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE,
    scalar_truncated_normal_variance_given_mean,
    scalar_truncated_normal_variance_given_reach,
    truncated_normal_variance_given_rule,
)

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    whole = (sp.erf(y / sp.sqrt(2)) - sp.erf(x / sp.sqrt(2))) / 2
    low, high = (sp.exp(-(end**2) / 2) / sp.sqrt(2 * sp.pi) / whole for end in (x, y))
    mode = sp.Max(sp.Min(x, y), 0) + sp.Min(sp.Max(x, y), 0)
    return low - high - mode


PRIMITIVE = Primitive(
    "truncated_normal_step_given", _meaning, ("real", "real", "real"), "real", rows=0, uses=("truncated_normal_variance_given",)
)


def truncated_normal_step_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write the mean of a standard normal variable between x and y less its mode, shape (n,), difference = y - x.

    Accuracy: 6 ulp where the bounds have one sign.
    """
    for start in range(0, x.size, TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE):
        here = slice(start, start + TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE)
        weights, steps, _, _ = truncated_normal_variance_given_rule(y[here], x[here], difference[here])
        mean = np.sum(weights * steps, axis=0)
        out[here] = np.where(np.maximum(x[here], y[here]) < 0.0, -mean, mean)


def scalar_truncated_normal_step_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one element."""
    if difference < 0.0:
        return scalar_truncated_normal_step_given_ordered(x, y, -difference)
    return scalar_truncated_normal_step_given_ordered(y, x, difference)


def scalar_truncated_normal_step_given_ordered(high: Scalar, low: Scalar, width: Scalar) -> Scalar:
    """The same for low < high: from the mode outwards, by reflection if it is negative."""
    if high < 0.0:
        return -scalar_truncated_normal_variance_given_mean(-high, min(width, scalar_truncated_normal_variance_given_reach(-high)), 0.0)
    if low > 0.0:
        return scalar_truncated_normal_variance_given_mean(low, min(width, scalar_truncated_normal_variance_given_reach(low)), 0.0)
    reach = scalar_truncated_normal_variance_given_reach(0.0)
    return scalar_truncated_normal_variance_given_mean(0.0, min(high, reach), min(-low, reach))
