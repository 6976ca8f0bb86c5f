"""How an extreme value law's fitted location, in units of its scale, follows from its shape: a function of the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_polynomial
from derivations.codegen.primitives.extreme_value_efficient_scale import (
    extreme_value_efficient_scale_far,
    scalar_extreme_value_efficient_scale_share,
    scalar_extreme_value_efficient_scale_slope,
)
from derivations.codegen.primitives.extreme_value_scale import EXTREME_VALUE_SCALE_FEW, extreme_value_scale_near
from derivations.codegen.primitives.loggamma import scalar_loggamma
from derivations.codegen.scalar import kept, polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    share = sp.gamma(x + 1) ** 2 / (sp.gamma(2 * x + 1) - sp.gamma(x + 1) ** 2)
    slope = (sp.digamma(x + 1) + sp.EulerGamma) / x
    return share * slope * (1 - 1 / sp.gamma(x + 2)) - (1 - sp.EulerGamma) / x


PRIMITIVE = Primitive(
    "extreme_value_nuisance_location",
    _meaning,
    ("above -1/2",),
    "real",
    rows=0,
    uses=("digamma", "loggamma", "extreme_value_scale", "extreme_value_efficient_scale"),
    at_zero=(sp.zeta(2) - 1 - (1 - sp.EulerGamma) ** 2) / 2 + (1 - sp.EulerGamma) * sp.zeta(3) / sp.zeta(2),
)

# (1 + x)^2 times the value, over x less its root, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_NUISANCE_LOCATION_NEAR = (
    -9.997117379070646e-08,
    8.902781810770656e-08,
    1.045026804836692e-07,
    -2.876189686906381e-07,
    6.31954843410068e-07,
    -1.531612468954223e-06,
    3.4962327973772134e-06,
    -7.96871242876507e-06,
    1.913885989981e-05,
    -4.210778997359352e-05,
    4.569330341706198e-05,
    0.00012856389299384594,
    -0.000412651520216939,
    -0.0019013014432701187,
    0.013863349279065487,
    -0.02511578865393798,
    -0.04067881393648158,
    0.20890630337959917,
    -0.050824211500695486,
    -0.6721361290874119,
    -0.4121867250672528,
)
EXTREME_VALUE_NUISANCE_LOCATION_MIDDLE = (
    -9.509191367806979e-12,
    2.9512112582179856e-11,
    -6.648618178246514e-11,
    3.568091060908184e-10,
    -3.0567854366450875e-09,
    1.6896740476700953e-08,
    -2.1347621614815154e-08,
    -3.6580059502421307e-07,
    2.5212589495443122e-06,
    -3.788480313570761e-06,
    -3.7345438878929695e-05,
    0.00025075808026048214,
    -0.0004985317737748519,
    -0.0014519845246833765,
    0.011062102074020176,
    -0.02105737282260876,
    -0.03361651006959598,
    0.22683779617235406,
    -0.2492978038143493,
    -1.0572739276845322,
)
EXTREME_VALUE_NUISANCE_LOCATION_BEYOND = (
    -1.3178029204841285e-14,
    6.881094043540575e-14,
    7.163006637877783e-13,
    -9.118375690583332e-12,
    3.3823655588895995e-11,
    1.1607994205864861e-10,
    -2.0523774343168003e-09,
    1.0807757097052819e-08,
    -1.3122576660124736e-08,
    -2.231982269711824e-07,
    1.9732178637471908e-06,
    -8.640442533264096e-06,
    1.7041136312058332e-05,
    5.2266311223065315e-05,
    -0.0006187280334931627,
    0.0029461227558078497,
    -0.008784757737685122,
    0.014813566252993553,
    0.0034752317458654025,
    -0.11010452495484967,
)  # the value in x - 3, from 2 to 4
EXTREME_VALUE_NUISANCE_LOCATION_ROOT = 1.3150565983567621
EXTREME_VALUE_NUISANCE_LOCATION_ROOT_REST = 4.956224924233212e-17
EXTREME_VALUE_NUISANCE_LOCATION_EULER = 0.42278433509846713  # one less the constant of Euler
EXTREME_VALUE_NUISANCE_LOCATION_LAST: dict[str, tuple[bytes, Array]] = {}


def extreme_value_nuisance_location(x: Array, out: Array, scratch: Array) -> None:
    """Write r (1 - 1 / Gamma(2 + x)) / x^2 - (1 - gamma) / x, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here q = Gamma(1 + x)^2 / Gamma(1 + 2 x), s = (digamma(1 + x) + gamma) / x and r = q s x^2 / (1 - q).
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_NUISANCE_LOCATION_NEAR, EXTREME_VALUE_NUISANCE_LOCATION_MIDDLE), out)
    np.multiply(out, (x - EXTREME_VALUE_NUISANCE_LOCATION_ROOT) - EXTREME_VALUE_NUISANCE_LOCATION_ROOT_REST, out=out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        out[far] = extreme_value_nuisance_location_beyond(x[far])


def extreme_value_nuisance_location_beyond(x: Array) -> Array:
    """The same for x > 2, for reading; of few elements it is kept for the next entry."""
    if x.size > EXTREME_VALUE_SCALE_FEW:
        return extreme_value_nuisance_location_new_beyond(x)
    key = x.tobytes()
    known = EXTREME_VALUE_NUISANCE_LOCATION_LAST.get("beyond")
    if known is None or known[0] != key:
        known = EXTREME_VALUE_NUISANCE_LOCATION_LAST["beyond"] = (key, extreme_value_nuisance_location_new_beyond(x))
    return known[1]


def extreme_value_nuisance_location_new_beyond(x: Array) -> Array:
    """The same as a new array."""
    _, whole, _, reciprocal = extreme_value_efficient_scale_far(x)
    value: Array = (whole * (1.0 - reciprocal) / x - EXTREME_VALUE_NUISANCE_LOCATION_EULER) / x
    near = np.flatnonzero(x <= 4.0)
    if near.size:
        part = x[near] - 3.0
        result = np.empty_like(part)
        digamma_polynomial(part, EXTREME_VALUE_NUISANCE_LOCATION_BEYOND, result)
        value[near] = result
    return value


def scalar_extreme_value_nuisance_location(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return (
            polynomial(x, EXTREME_VALUE_NUISANCE_LOCATION_NEAR)
            / ((1.0 + x) * (1.0 + x))
            * (kept(x - EXTREME_VALUE_NUISANCE_LOCATION_ROOT) - EXTREME_VALUE_NUISANCE_LOCATION_ROOT_REST)
        )
    if x <= 2.0:
        return (
            polynomial(x - 1.25, EXTREME_VALUE_NUISANCE_LOCATION_MIDDLE)
            / ((1.0 + x) * (1.0 + x))
            * (kept(x - EXTREME_VALUE_NUISANCE_LOCATION_ROOT) - EXTREME_VALUE_NUISANCE_LOCATION_ROOT_REST)
        )
    if x <= 4.0:
        return polynomial(x - 3.0, EXTREME_VALUE_NUISANCE_LOCATION_BEYOND)
    part = min(60.0, x)
    share = scalar_extreme_value_efficient_scale_share(part)
    slope = scalar_extreme_value_efficient_scale_slope(part)
    whole = share * slope * part * part / (1.0 - share)
    reciprocal = np.exp(-scalar_loggamma(1.0 + part)) / (1.0 + part)
    return (whole * (1.0 - reciprocal) / x - EXTREME_VALUE_NUISANCE_LOCATION_EULER) / x
