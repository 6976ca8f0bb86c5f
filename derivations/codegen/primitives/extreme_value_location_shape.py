"""What location and shape share of the Fisher information of a generalised extreme value law, over that of the location."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import scalar_digamma
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
    return (1 - sp.gamma(x + 2) * (x * sp.digamma(x + 1) + x + 1) / ((1 + x) ** 2 * sp.gamma(2 * x + 1))) / x**2


PRIMITIVE = Primitive(
    "extreme_value_location_shape",
    _meaning,
    ("above -1/2",),
    "positive",
    rows=0,
    uses=("digamma", "loggamma", "extreme_value_scale"),
    at_zero=((1 - sp.EulerGamma) ** 2 - 1 + sp.pi**2 / 6) / 2,
)

# (1 + x)^2 times the value, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_LOCATION_SHAPE_NEAR = (
    4.002827175402303e-06,
    -8.013966778693162e-06,
    1.1074033829666395e-05,
    -2.3355563855007806e-05,
    5.10099959233593e-05,
    -8.819128585978613e-05,
    7.194228359014783e-05,
    0.0002126391679798273,
    -0.0008474139902460685,
    -0.0005000072823885753,
    0.01443691849024571,
    -0.059970561679858314,
    0.12137821374469628,
    -0.04177474854190558,
    -0.4470345599105477,
    1.1373882998061031,
    -0.7250868880647339,
    -1.4711609998806028,
    2.413782895350308,
    0.224533392407541,
    0.4118403304264397,
)
EXTREME_VALUE_LOCATION_SHAPE_MIDDLE = (
    -7.458005321789845e-09,
    5.161435737783541e-08,
    -1.689191057633111e-07,
    3.536403507890079e-08,
    3.0837473689577856e-06,
    -1.9627198750737057e-05,
    6.462895530100152e-05,
    -7.339597956546647e-05,
    -0.0004238832301552371,
    0.0026821568060529915,
    -0.0070348869503289715,
    0.004492280333040712,
    0.03348569797677226,
    -0.12468856598917373,
    0.1593221486918969,
    0.13417226766816578,
    -0.7158427345373761,
    0.6430566998762635,
    1.7840645510663116,
)


def extreme_value_location_shape(x: Array, out: Array, scratch: Array) -> None:
    """Write (1 - g (x digamma(x + 1) + x + 1)) / x^2, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_LOCATION_SHAPE_NEAR, EXTREME_VALUE_LOCATION_SHAPE_MIDDLE), out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        part, ratio, _, slope = extreme_value_scale_far(x[far])
        out[far] = (1.0 - ratio * (part * slope + part + 1.0)) / x[far] / x[far]


def scalar_extreme_value_location_shape(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return polynomial(x, EXTREME_VALUE_LOCATION_SHAPE_NEAR) / ((1.0 + x) * (1.0 + x))
    if x <= 2.0:
        return polynomial(x - 1.25, EXTREME_VALUE_LOCATION_SHAPE_MIDDLE) / ((1.0 + x) * (1.0 + x))
    part = min(60.0, x)
    ratio = scalar_extreme_value_scale_ratio(part)
    slope = scalar_digamma(1.0 + part)
    return (1.0 - ratio * (part * slope + part + 1.0)) / x / x
