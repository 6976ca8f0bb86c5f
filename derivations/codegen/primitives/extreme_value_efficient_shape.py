"""What is left of the information of the shape of an extreme value law once location and scale are fitted, by the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.extreme_value_efficient_scale import (
    extreme_value_efficient_scale_far,
    scalar_extreme_value_efficient_scale_share,
    scalar_extreme_value_efficient_scale_slope,
)
from derivations.codegen.primitives.extreme_value_scale import extreme_value_scale_near
from derivations.codegen.scalar import polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    fitted = sp.gamma(x + 1) ** 2 * (sp.digamma(x + 1) + sp.EulerGamma) ** 2 / (x**2 * (sp.gamma(2 * x + 1) - sp.gamma(x + 1) ** 2))
    return sp.pi**2 / (6 * x**2) - fitted


PRIMITIVE = Primitive(
    "extreme_value_efficient_shape",
    _meaning,
    ("above -1/2",),
    "positive",
    rows=0,
    uses=("digamma", "loggamma", "extreme_value_scale", "extreme_value_efficient_scale"),
    at_zero=3 * sp.zeta(4) / 2 + sp.zeta(2) ** 2 / 2 - sp.zeta(3) ** 2 / sp.zeta(2),
)

# (1 + x)^2 times the value, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_EFFICIENT_SHAPE_NEAR = (
    -1.2286632507259528e-06,
    2.0571453226475296e-06,
    -1.87121093846041e-06,
    3.382562304791783e-06,
    -7.012154478843126e-06,
    1.2351866584150995e-05,
    -2.1456330267208654e-05,
    3.771885756029307e-05,
    -6.582319739386956e-05,
    0.00011332839318054616,
    -0.0001915776355908409,
    0.000314852812607013,
    -0.0004947930398409927,
    0.0007250741632891261,
    -0.0009037963144122676,
    0.00048219938387876997,
    0.0016907320292742184,
    -0.0070271821358426885,
    0.04816300676233281,
    -0.3027661167898308,
    0.7417020970776752,
    2.0979702207632274,
)
EXTREME_VALUE_EFFICIENT_SHAPE_MIDDLE = (
    2.2978553104947425e-11,
    -6.674083179090151e-11,
    1.281806763168125e-10,
    -3.7348777706412575e-10,
    1.132172007871625e-09,
    -3.0884113124055086e-09,
    8.509548222634967e-09,
    -2.3581218885128967e-08,
    5.237957704933561e-08,
    -6.646914945901939e-08,
    1.2848503015438544e-07,
    -7.928008446190563e-07,
    -2.653126205377471e-06,
    4.8236090453792836e-05,
    -0.0001491770555729222,
    -0.00010694778153083804,
    -0.0014367498835268957,
    0.03286999728964965,
    -0.15955978873328916,
    0.1747595132191031,
    2.6339177734657966,
)
EXTREME_VALUE_EFFICIENT_SHAPE_ZETA = 1.6449340668482264  # pi^2 / 6


def extreme_value_efficient_shape(x: Array, out: Array, scratch: Array) -> None:
    """Write (pi^2 / 6 - r s) / x^2, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here q = Gamma(1 + x)^2 / Gamma(1 + 2 x), s = (digamma(1 + x) + gamma) / x and r = q s x^2 / (1 - q).
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_EFFICIENT_SHAPE_NEAR, EXTREME_VALUE_EFFICIENT_SHAPE_MIDDLE), out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        out[far] = extreme_value_efficient_shape_beyond(x[far])


def extreme_value_efficient_shape_beyond(x: Array) -> Array:
    """The same for x > 2 as a new array."""
    _, whole, slope, _ = extreme_value_efficient_scale_far(x)
    value: Array = (EXTREME_VALUE_EFFICIENT_SHAPE_ZETA - whole * slope) / x / x
    return value


def scalar_extreme_value_efficient_shape(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return polynomial(x, EXTREME_VALUE_EFFICIENT_SHAPE_NEAR) / ((1.0 + x) * (1.0 + x))
    if x <= 2.0:
        return polynomial(x - 1.25, EXTREME_VALUE_EFFICIENT_SHAPE_MIDDLE) / ((1.0 + x) * (1.0 + x))
    part = min(60.0, x)
    share = scalar_extreme_value_efficient_scale_share(part)
    slope = scalar_extreme_value_efficient_scale_slope(part)
    whole = share * slope * part * part / (1.0 - share)
    return (EXTREME_VALUE_EFFICIENT_SHAPE_ZETA - whole * slope) / x / x
