"""How an extreme value law's fitted scale, in units of it, follows from its shape: a function of the shape."""

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
    share = sp.gamma(x + 1) ** 2 / (sp.gamma(2 * x + 1) - sp.gamma(x + 1) ** 2)
    return share * (sp.digamma(x + 1) + sp.EulerGamma) - 1 / x - 1 + sp.EulerGamma


PRIMITIVE = Primitive(
    "extreme_value_nuisance_scale",
    _meaning,
    ("above -1/2",),
    "real",
    rows=0,
    uses=("digamma", "loggamma", "extreme_value_scale", "extreme_value_efficient_scale"),
    at_zero=sp.zeta(3) / sp.zeta(2) - 1 + sp.EulerGamma,
)

# (1 + x)^2 times the value, over x less its root, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_NUISANCE_SCALE_NEAR = (
    -6.529446278385061e-07,
    8.56763594860699e-07,
    -2.141511574951028e-07,
    1.5379367958888947e-07,
    -3.514521460957419e-07,
    -3.866727516831984e-07,
    2.5225662371054857e-06,
    -7.2616193473129686e-06,
    1.7821660720791814e-05,
    -4.073789289767952e-05,
    8.952914643656302e-05,
    -0.0001922335632241453,
    0.0004061377805338708,
    -0.0008643347398864986,
    0.0018952834819076726,
    -0.003953435321827373,
    0.00812833318910012,
    -0.027696241690720692,
    0.0908714699676111,
    -0.0017242210885639556,
    -1.2643665180604278,
    -1.1284791129884628,
)
EXTREME_VALUE_NUISANCE_SCALE_MIDDLE = (
    2.7696779849986722e-11,
    -9.268464963207404e-11,
    2.3951451078179193e-10,
    -8.023366951569473e-10,
    2.613281360200295e-09,
    -8.669114072382601e-09,
    3.289655960919605e-08,
    -1.1376187429547658e-07,
    2.8607692362238857e-07,
    -8.468993785001612e-07,
    5.363961923411798e-06,
    -2.3236936009701346e-05,
    2.3469778668371903e-05,
    4.701825958885868e-05,
    0.001393224709841776,
    -0.010648876465532732,
    0.008889958854342841,
    0.16230727354570595,
    -1.0015296822339905,
    -2.586258302794246,
)
EXTREME_VALUE_NUISANCE_SCALE_ROOT = 0.27291478482696563
EXTREME_VALUE_NUISANCE_SCALE_ROOT_REST = -1.3991170081490184e-17
EXTREME_VALUE_NUISANCE_SCALE_EULER = 0.42278433509846713  # one less the constant of Euler


def extreme_value_nuisance_scale(x: Array, out: Array, scratch: Array) -> None:
    """Write (r - 1) / x - 1 + gamma, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here q = Gamma(1 + x)^2 / Gamma(1 + 2 x), s = (digamma(1 + x) + gamma) / x and r = q s x^2 / (1 - q).
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_NUISANCE_SCALE_NEAR, EXTREME_VALUE_NUISANCE_SCALE_MIDDLE), out)
    np.multiply(out, (x - EXTREME_VALUE_NUISANCE_SCALE_ROOT) - EXTREME_VALUE_NUISANCE_SCALE_ROOT_REST, out=out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        out[far] = extreme_value_nuisance_scale_beyond(x[far])


def extreme_value_nuisance_scale_beyond(x: Array) -> Array:
    """The same for x > 2 as a new array."""
    _, whole, _, _ = extreme_value_efficient_scale_far(x)
    value: Array = (whole - 1.0) / x - EXTREME_VALUE_NUISANCE_SCALE_EULER
    return value


def scalar_extreme_value_nuisance_scale(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return (
            polynomial(x, EXTREME_VALUE_NUISANCE_SCALE_NEAR)
            / ((1.0 + x) * (1.0 + x))
            * ((x - EXTREME_VALUE_NUISANCE_SCALE_ROOT) - EXTREME_VALUE_NUISANCE_SCALE_ROOT_REST)
        )
    if x <= 2.0:
        return (
            polynomial(x - 1.25, EXTREME_VALUE_NUISANCE_SCALE_MIDDLE)
            / ((1.0 + x) * (1.0 + x))
            * ((x - EXTREME_VALUE_NUISANCE_SCALE_ROOT) - EXTREME_VALUE_NUISANCE_SCALE_ROOT_REST)
        )
    part = min(60.0, x)
    share = scalar_extreme_value_efficient_scale_share(part)
    slope = scalar_extreme_value_efficient_scale_slope(part)
    whole = share * slope * part * part / (1.0 - share)
    return (whole - 1.0) / x - EXTREME_VALUE_NUISANCE_SCALE_EULER
