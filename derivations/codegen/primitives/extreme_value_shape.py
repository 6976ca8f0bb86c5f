"""The Fisher information of the shape of a generalised extreme value law over that of its location, as a function of the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import scalar_digamma
from derivations.codegen.primitives.extreme_value_scale import (
    extreme_value_scale_far,
    extreme_value_scale_near,
    scalar_extreme_value_scale_inverse,
    scalar_extreme_value_scale_ratio,
)
from derivations.codegen.scalar import polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    whole = (1 + x) ** 2 * sp.gamma(2 * x + 1)
    return (
        1 + (sp.pi**2 / 6 * x**2 + ((1 - sp.EulerGamma) * x + 1) ** 2 - 2 * sp.gamma(x + 2) * (x * sp.digamma(x + 1) + x + 1)) / whole
    ) / x**4


_REST = 1 - sp.EulerGamma

PRIMITIVE = Primitive(
    "extreme_value_shape",
    _meaning,
    ("above -1/2",),
    "positive",
    rows=0,
    uses=("digamma", "loggamma", "extreme_value_scale"),
    at_zero=(_REST**4 - 2 * _REST**2 + 1 + sp.pi**2 * _REST**2 - sp.pi**2 / 3 - 8 * _REST * sp.zeta(3) + 3 * sp.pi**4 / 20) / 4,
)

# (1 + x)^2 times the value, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_SHAPE_NEAR = (
    1.3091872786516603e-06,
    -8.174253502314245e-06,
    7.199944731698541e-05,
    -0.000303496981349026,
    0.0005961009556069586,
    0.000312027741491269,
    -0.005502968816618611,
    0.014703725026719237,
    -0.00655650611784037,
    -0.07125088885125944,
    0.22801116360696932,
    -0.25127981711182695,
    -0.26327767345510616,
    1.2391541281811962,
    -1.5340594737071733,
    0.21552876623132908,
    1.6516373305066874,
    -2.6523273366634394,
    2.4236060551770287,
)
EXTREME_VALUE_SHAPE_MIDDLE = (
    6.2410513346760135e-09,
    -1.3290517997886368e-08,
    -4.44871700173025e-08,
    3.786267410760063e-07,
    -1.2861391047693427e-06,
    1.4068908020100178e-06,
    9.001821243817958e-06,
    -5.644659162754023e-05,
    0.0001514838825062254,
    -0.00010083508569166121,
    -0.0008478593838994405,
    0.0037570482976748017,
    -0.007193733251794286,
    0.002162413671517116,
    0.02454464209400736,
    -0.064460605385612,
    0.07193852015506114,
    -0.054560790369530335,
    0.20419464238036902,
    -0.6414880455150761,
    0.8147196113098978,
)
EXTREME_VALUE_SHAPE_EULER = 0.42278433509846713  # one less the constant of Euler
EXTREME_VALUE_SHAPE_SQUARES = 1.6449340668482264  # pi^2 / 6


def extreme_value_shape(x: Array, out: Array, scratch: Array) -> None:
    """Write (1 - 2 g (x digamma(x + 1) + x + 1) + (pi^2 x^2 / 6 + (x - gamma x + 1)^2) / p) / x^4, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_SHAPE_NEAR, EXTREME_VALUE_SHAPE_MIDDLE), out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        part, ratio, inverse, slope = extreme_value_scale_far(x[far])
        squares = EXTREME_VALUE_SHAPE_SQUARES * part * part + np.square(EXTREME_VALUE_SHAPE_EULER * part + 1.0)
        value = 1.0 - 2.0 * ratio * (part * slope + part + 1.0) + inverse * squares
        out[far] = value / x[far] / x[far] / x[far] / x[far]


def scalar_extreme_value_shape(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return polynomial(x, EXTREME_VALUE_SHAPE_NEAR) / ((1.0 + x) * (1.0 + x))
    if x <= 2.0:
        return polynomial(x - 1.25, EXTREME_VALUE_SHAPE_MIDDLE) / ((1.0 + x) * (1.0 + x))
    part = min(60.0, x)
    ratio = scalar_extreme_value_scale_ratio(part)
    inverse = scalar_extreme_value_scale_inverse(part)
    slope = scalar_digamma(1.0 + part)
    linear = EXTREME_VALUE_SHAPE_EULER * part + 1.0
    squares = EXTREME_VALUE_SHAPE_SQUARES * part * part + linear * linear
    value = 1.0 - 2.0 * ratio * (part * slope + part + 1.0) + inverse * squares
    return value / x / x / x / x
