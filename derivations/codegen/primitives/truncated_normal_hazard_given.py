"""The density of a standard normal variable between two bounds, whose distance is given, at the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.erfc import erfc_gaussian, scalar_erfc_gaussian
from derivations.codegen.primitives.truncated_normal_variance_given import (
    TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE,
    scalar_truncated_normal_variance_given_mass,
    scalar_truncated_normal_variance_given_reach,
    truncated_normal_variance_given_rule,
)

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    whole = (sp.erf(y / sp.sqrt(2)) - sp.erf(x / sp.sqrt(2))) / 2
    return sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi) / whole


PRIMITIVE = Primitive(
    "truncated_normal_hazard_given", _meaning, ("real", "real", "real"), "real", rows=0, uses=("erfc", "truncated_normal_variance_given")
)


def truncated_normal_hazard_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write density(x) / P(x < X < y) of a standard normal X, shape (n,), difference = y - x; negative for y < x.

    Accuracy: 6 ulp.
    """
    for start in range(0, x.size, TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE):
        here = slice(start, start + TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE)
        far, end, gap = y[here], x[here], difference[here]
        _, _, mode, mass = truncated_normal_variance_given_rule(far, end, gap)
        beside = mode > 0.0
        away = ((end > 0.0) != (gap > 0.0)) & beside  # from the mode: by signs, since both ends may round to one number
        beyond = np.exp(-np.abs(gap) * (0.5 * mode + 0.5 * np.abs(end)) * away)
        fall = np.where(beside, beyond, erfc_gaussian(np.where(beside, 0.0, end), 0.5))  # what is not chosen leaves no range of floats
        np.copysign(fall / mass, gap, out=out[here])


def scalar_truncated_normal_hazard_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one element."""
    if difference < 0.0:
        return -scalar_truncated_normal_hazard_given_above(-y, -x, -difference)
    return scalar_truncated_normal_hazard_given_above(y, x, difference)


def scalar_truncated_normal_hazard_given_above(y: Scalar, x: Scalar, width: Scalar) -> Scalar:
    """The same for x < y."""
    if y < 0.0:
        right = min(width, scalar_truncated_normal_variance_given_reach(-y))
        return np.exp(-width * (-0.5 * y - 0.5 * x)) / scalar_truncated_normal_variance_given_mass(-y, right, 0.0)
    if x > 0.0:
        return 1.0 / scalar_truncated_normal_variance_given_mass(x, min(width, scalar_truncated_normal_variance_given_reach(x)), 0.0)
    reach = scalar_truncated_normal_variance_given_reach(0.0)
    return scalar_erfc_gaussian(-x, 0.5) / scalar_truncated_normal_variance_given_mass(0.0, min(y, reach), min(-x, reach))
