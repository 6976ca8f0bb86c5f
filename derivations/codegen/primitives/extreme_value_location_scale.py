"""What location and scale share of the Fisher information of a generalised extreme value law, over that of the location."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.extreme_value_scale import (
    extreme_value_scale_far,
    extreme_value_scale_near,
    scalar_extreme_value_scale_ratio,
)
from derivations.codegen.scalar import polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return (sp.gamma(x + 2) / ((1 + x) ** 2 * sp.gamma(2 * x + 1)) - 1) / x


PRIMITIVE = Primitive(
    "extreme_value_location_scale",
    _meaning,
    ("above -1/2",),
    "real",
    rows=0,
    uses=("digamma", "loggamma", "extreme_value_scale"),
    at_zero=sp.EulerGamma - 1,
)

# (1 + x)^2 times the value over (x - the root), highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_LOCATION_SCALE_NEAR = (
    4.128656024479492e-07,
    1.4579686518818672e-07,
    -9.371066382668914e-06,
    5.201721748226318e-05,
    -0.00014991889236920568,
    7.133405067297514e-05,
    0.001505418504420013,
    -0.0076301032822724294,
    0.017567744290700016,
    -0.004662700449071802,
    -0.103126383031988,
    0.32794561388076654,
    -0.35551133051186534,
    -0.4312694279050391,
    1.6826350960024472,
    -1.169588399240617,
    -2.5279932392345876,
)
EXTREME_VALUE_LOCATION_SCALE_MIDDLE = (
    -6.065156633506581e-10,
    4.6778532822591656e-09,
    -1.9170848178867363e-08,
    2.96339755157845e-08,
    2.182374341150885e-07,
    -2.085940657763973e-06,
    9.294483125751766e-06,
    -2.101738403508843e-05,
    -2.1320283009290955e-05,
    0.0003971415693581152,
    -0.0017113397842737769,
    0.003682829114456642,
    5.3591351469191386e-05,
    -0.029154692945115242,
    0.10260670712162831,
    -0.16530987987566428,
    0.005720900220981012,
    0.5954545622202609,
    -2.4246690491295366,
)
EXTREME_VALUE_LOCATION_SCALE_ROOT = -0.1672410861456558
EXTREME_VALUE_LOCATION_SCALE_ROOT_REST = -2.123494997240583e-18


def extreme_value_location_scale(x: Array, out: Array, scratch: Array) -> None:
    """Write (g - 1) / x, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_LOCATION_SCALE_NEAR, EXTREME_VALUE_LOCATION_SCALE_MIDDLE), out)
    np.multiply(out, (x - EXTREME_VALUE_LOCATION_SCALE_ROOT) - EXTREME_VALUE_LOCATION_SCALE_ROOT_REST, out=out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        out[far] = extreme_value_location_scale_beyond(x[far])


def extreme_value_location_scale_beyond(x: Array) -> Array:
    """The same for x > 2 as a new array."""
    _, ratio, _, _ = extreme_value_scale_far(x)
    value: Array = (ratio - 1.0) / x
    return value


def scalar_extreme_value_location_scale(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return (
            polynomial(x, EXTREME_VALUE_LOCATION_SCALE_NEAR)
            / ((1.0 + x) * (1.0 + x))
            * ((x - EXTREME_VALUE_LOCATION_SCALE_ROOT) - EXTREME_VALUE_LOCATION_SCALE_ROOT_REST)
        )
    if x <= 2.0:
        return (
            polynomial(x - 1.25, EXTREME_VALUE_LOCATION_SCALE_MIDDLE)
            / ((1.0 + x) * (1.0 + x))
            * ((x - EXTREME_VALUE_LOCATION_SCALE_ROOT) - EXTREME_VALUE_LOCATION_SCALE_ROOT_REST)
        )
    part = min(60.0, x)
    ratio = scalar_extreme_value_scale_ratio(part)
    return (ratio - 1.0) / x
