"""What scale and shape share of the Fisher information of a generalised extreme value law, over that of the location."""

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
    return (sp.gamma(x + 2) * (x * sp.digamma(x + 1) + x + 2) + sp.EulerGamma * x - 1 - x) / (
        x**3 * (1 + x) ** 2 * sp.gamma(2 * x + 1)
    ) - x**-3


_REST = 1 - sp.EulerGamma

PRIMITIVE = Primitive(
    "extreme_value_scale_shape",
    _meaning,
    ("above -1/2",),
    "real",
    rows=0,
    uses=("digamma", "loggamma", "extreme_value_scale"),
    at_zero=(_REST - _REST**3 + 2 * sp.zeta(3) - _REST * sp.pi**2 / 2) / 2,
)

# (1 + x)^2 times the value over (x - the root), highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_SCALE_SHAPE_NEAR = (
    -4.042128934361623e-06,
    8.00120094936889e-06,
    -8.447956047071038e-06,
    6.939703104716242e-06,
    -1.1624018225919256e-05,
    0.00010344561867399757,
    -0.0004830448392917279,
    0.0010113373930165036,
    0.0002567129533848265,
    -0.006543165655024687,
    0.008953243817240535,
    0.03932632646322161,
    -0.18551125136418553,
    0.25699253350169254,
    0.2775826452925716,
    -1.4613766709394498,
    1.458531588938817,
    1.356500686519491,
    -3.1841845547766803,
)
EXTREME_VALUE_SCALE_SHAPE_MIDDLE = (
    3.4097476662189515e-10,
    -1.1020224207715413e-09,
    -1.1403287158563457e-09,
    2.3512064952552735e-08,
    -1.0563553589208128e-07,
    1.8082115074316735e-07,
    6.487300343126657e-07,
    -5.5663435046725634e-06,
    1.682001742738718e-05,
    -3.8025490576073218e-06,
    -0.0001910929971192978,
    0.0008832119919993069,
    -0.001750428783736841,
    -0.0011952921658910324,
    0.019143985884244055,
    -0.05998881623959095,
    0.07937397427429976,
    0.07754325213434872,
    -0.5714024975547595,
    1.174803613334818,
    -1.1085971710144407,
)
EXTREME_VALUE_SCALE_SHAPE_ROOT = 0.10441759936983068
EXTREME_VALUE_SCALE_SHAPE_ROOT_REST = -9.702379096254827e-19
EXTREME_VALUE_SCALE_SHAPE_EULER = 0.42278433509846713  # one less the constant of Euler


def extreme_value_scale_shape(x: Array, out: Array, scratch: Array) -> None:
    """Write (g (x digamma(x + 1) + x + 2) + (gamma x - 1 - x) / p - 1) / x^3, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_SCALE_SHAPE_NEAR, EXTREME_VALUE_SCALE_SHAPE_MIDDLE), out)
    np.multiply(out, (x - EXTREME_VALUE_SCALE_SHAPE_ROOT) - EXTREME_VALUE_SCALE_SHAPE_ROOT_REST, out=out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        part, ratio, inverse, slope = extreme_value_scale_far(x[far])
        value = ratio * (part * slope + part + 2.0) - inverse * (EXTREME_VALUE_SCALE_SHAPE_EULER * part + 1.0) - 1.0
        out[far] = value / x[far] / x[far] / x[far]


def scalar_extreme_value_scale_shape(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return (
            polynomial(x, EXTREME_VALUE_SCALE_SHAPE_NEAR)
            / ((1.0 + x) * (1.0 + x))
            * ((x - EXTREME_VALUE_SCALE_SHAPE_ROOT) - EXTREME_VALUE_SCALE_SHAPE_ROOT_REST)
        )
    if x <= 2.0:
        return (
            polynomial(x - 1.25, EXTREME_VALUE_SCALE_SHAPE_MIDDLE)
            / ((1.0 + x) * (1.0 + x))
            * ((x - EXTREME_VALUE_SCALE_SHAPE_ROOT) - EXTREME_VALUE_SCALE_SHAPE_ROOT_REST)
        )
    part = min(60.0, x)
    ratio = scalar_extreme_value_scale_ratio(part)
    inverse = scalar_extreme_value_scale_inverse(part)
    slope = scalar_digamma(1.0 + part)
    value = ratio * (part * slope + part + 2.0) - inverse * (EXTREME_VALUE_SCALE_SHAPE_EULER * part + 1.0) - 1.0
    return value / x / x / x
