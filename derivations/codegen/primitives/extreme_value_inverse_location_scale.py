"""What location and scale share of the inverse information of an extreme value law, of unit scale, as a function of its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.extreme_value_efficient_scale import PRIMITIVE as SCALE
from derivations.codegen.primitives.extreme_value_efficient_scale import (
    extreme_value_efficient_scale_beyond,
    scalar_extreme_value_efficient_scale,
)
from derivations.codegen.primitives.extreme_value_efficient_shape import PRIMITIVE as SHAPE
from derivations.codegen.primitives.extreme_value_efficient_shape import (
    extreme_value_efficient_shape_beyond,
    scalar_extreme_value_efficient_shape,
)
from derivations.codegen.primitives.extreme_value_location_scale import PRIMITIVE as SHARED
from derivations.codegen.primitives.extreme_value_location_scale import (
    extreme_value_location_scale_beyond,
    scalar_extreme_value_location_scale,
)
from derivations.codegen.primitives.extreme_value_nuisance_location import PRIMITIVE as LOCATION
from derivations.codegen.primitives.extreme_value_nuisance_location import (
    extreme_value_nuisance_location_beyond,
    scalar_extreme_value_nuisance_location,
)
from derivations.codegen.primitives.extreme_value_nuisance_scale import PRIMITIVE as ALONG
from derivations.codegen.primitives.extreme_value_nuisance_scale import (
    extreme_value_nuisance_scale_beyond,
    scalar_extreme_value_nuisance_scale,
)
from derivations.codegen.primitives.extreme_value_scale import extreme_value_scale_polynomials
from derivations.codegen.scalar import kept, polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return LOCATION.meaning(x) * ALONG.meaning(x) / SHAPE.meaning(x) - SHARED.meaning(x) / SCALE.meaning(x)


PRIMITIVE = Primitive(
    "extreme_value_inverse_location_scale",
    _meaning,
    ("above -1/2",),
    "real",
    rows=0,
    uses=(
        "digamma",
        "loggamma",
        "extreme_value_scale",
        "extreme_value_location_scale",
        "extreme_value_efficient_scale",
        "extreme_value_efficient_shape",
        "extreme_value_nuisance_location",
        "extreme_value_nuisance_scale",
    ),
    at_zero=sp.Mul(LOCATION.at_zero, ALONG.at_zero, sp.Pow(SHAPE.at_zero, -1)) - sp.Mul(SHARED.at_zero, sp.Pow(SCALE.at_zero, -1)),
)

# The value over x less its root, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_INVERSE_LOCATION_SCALE_NEAR = (
    -1.3373719594774361e-05,
    2.0730579581541448e-05,
    -1.5182050743022014e-05,
    2.4092862093425796e-05,
    -4.677705583188305e-05,
    7.135239234991457e-05,
    -0.00010525858820089796,
    0.00015810278671446338,
    -0.00023527195333312387,
    0.00034504487337627004,
    -0.0004986978185412793,
    0.0007015599431298942,
    -0.0009240974532211574,
    0.0011000694829774833,
    -0.0015215833558151115,
    0.004046059139447052,
    -0.010885987115670761,
    0.010595883132164023,
    0.03737296480728667,
    -0.13527778693503836,
    1.2338149041334625,
)
EXTREME_VALUE_INVERSE_LOCATION_SCALE_MIDDLE = (
    7.579551755271788e-10,
    -1.962642749899408e-09,
    3.2644125273806124e-09,
    -8.883967344575512e-09,
    2.644522909052606e-08,
    -6.691120876858131e-08,
    1.0875134398647767e-07,
    1.247251514760606e-07,
    -1.288564935519009e-06,
    -1.9366710166192867e-07,
    3.8181948007523807e-05,
    -0.0002199824703735793,
    0.0005337243556414497,
    0.00039690232976078734,
    -0.007545400986504069,
    0.026186737217047562,
    -0.04286310198214209,
    1.126256683676865,
)
EXTREME_VALUE_INVERSE_LOCATION_SCALE_ROOT = -0.2728074948520556
EXTREME_VALUE_INVERSE_LOCATION_SCALE_ROOT_REST = 1.3067471334733355e-17
EXTREME_VALUE_INVERSE_LOCATION_SCALE_SLOPE = 1.108664898859527  # from 60 on, 1 + 6 ((1 - gamma) / pi)^2


def extreme_value_inverse_location_scale(x: Array, out: Array, scratch: Array) -> None:
    """Write n m / e - l / s, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 5 ulp. Here n and m are what location and scale follow by from the shape, e what is left of the information of the shape,
    s of that of the scale, and l what location and scale share: terms of one sign from 2 on.
    """
    extreme_value_scale_polynomials(x, (EXTREME_VALUE_INVERSE_LOCATION_SCALE_NEAR, EXTREME_VALUE_INVERSE_LOCATION_SCALE_MIDDLE), out)
    np.multiply(out, (x - EXTREME_VALUE_INVERSE_LOCATION_SCALE_ROOT) - EXTREME_VALUE_INVERSE_LOCATION_SCALE_ROOT_REST, out=out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        out[far] = extreme_value_inverse_location_scale_far(x[far])


def extreme_value_inverse_location_scale_far(x: Array) -> Array:
    """The same for x > 2 as a new array; from 60 on, where gamma functions do not matter, it is linear."""
    near = np.minimum(x, 60.0)
    along = extreme_value_nuisance_location_beyond(near) * extreme_value_nuisance_scale_beyond(near)
    shared = extreme_value_location_scale_beyond(near) / extreme_value_efficient_scale_beyond(near)
    whole = along / extreme_value_efficient_shape_beyond(near) - shared
    value: Array = whole + (x - near) * EXTREME_VALUE_INVERSE_LOCATION_SCALE_SLOPE
    return value


def scalar_extreme_value_inverse_location_scale(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return polynomial(x, EXTREME_VALUE_INVERSE_LOCATION_SCALE_NEAR) * (
            kept(x - EXTREME_VALUE_INVERSE_LOCATION_SCALE_ROOT) - EXTREME_VALUE_INVERSE_LOCATION_SCALE_ROOT_REST
        )
    if x <= 2.0:
        return polynomial(x - 1.25, EXTREME_VALUE_INVERSE_LOCATION_SCALE_MIDDLE) * (
            kept(x - EXTREME_VALUE_INVERSE_LOCATION_SCALE_ROOT) - EXTREME_VALUE_INVERSE_LOCATION_SCALE_ROOT_REST
        )
    part = min(60.0, x)
    along = scalar_extreme_value_nuisance_location(part) * scalar_extreme_value_nuisance_scale(part)
    shared = scalar_extreme_value_location_scale(part) / scalar_extreme_value_efficient_scale(part)
    whole = along / scalar_extreme_value_efficient_shape(part) - shared
    return whole + (x - part) * EXTREME_VALUE_INVERSE_LOCATION_SCALE_SLOPE
