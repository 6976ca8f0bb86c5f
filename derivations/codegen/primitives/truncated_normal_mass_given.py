"""The mass of a standard normal variable between two bounds, whose distance is given, over its largest density there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
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
    mode = sp.Max(sp.Min(x, y), 0) + sp.Min(sp.Max(x, y), 0)
    return whole * sp.sqrt(2 * sp.pi) * sp.exp(mode**2 / 2)


PRIMITIVE = Primitive(
    "truncated_normal_mass_given", _meaning, ("real", "real", "real"), "real", rows=0, uses=("truncated_normal_variance_given",)
)


def truncated_normal_mass_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write the integral of exp((m^2 - z^2) / 2) from x to y, shape (n,), m the point between that is nearest to zero, difference = y - x.

    Accuracy: 6 ulp.
    """
    for start in range(0, x.size, TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE):
        here = slice(start, start + TRUNCATED_NORMAL_VARIANCE_GIVEN_PIECE)
        _, _, _, mass = truncated_normal_variance_given_rule(y[here], x[here], difference[here])
        np.copysign(mass, difference[here], out=out[here])


def scalar_truncated_normal_mass_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one element."""
    if difference < 0.0:
        return -scalar_truncated_normal_mass_given_ordered(x, y, -difference)
    return scalar_truncated_normal_mass_given_ordered(y, x, difference)


def scalar_truncated_normal_mass_given_ordered(high: Scalar, low: Scalar, width: Scalar) -> Scalar:
    """The same for low < high."""
    if high < 0.0:
        return scalar_truncated_normal_variance_given_mass(-high, min(width, scalar_truncated_normal_variance_given_reach(-high)), 0.0)
    if low > 0.0:
        return scalar_truncated_normal_variance_given_mass(low, min(width, scalar_truncated_normal_variance_given_reach(low)), 0.0)
    reach = scalar_truncated_normal_variance_given_reach(0.0)
    return scalar_truncated_normal_variance_given_mass(0.0, min(high, reach), min(-low, reach))
