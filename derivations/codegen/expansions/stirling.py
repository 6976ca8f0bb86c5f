"""What the asymptotic series of the gamma function and its derivatives share: Bernoulli numbers and the shift of the argument past 32."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add
from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.error_free import wide_settle
from derivations.codegen.expansions.multiplication import wide_product

Array = NDArray[np.float64]
WIDE_BERNOULLI = (  # B_2, B_4, ... B_60
    (1, 6),
    (-1, 30),
    (1, 42),
    (-1, 30),
    (5, 66),
    (-691, 2730),
    (7, 6),
    (-3617, 510),
    (43867, 798),
    (-174611, 330),
    (854513, 138),
    (-236364091, 2730),
    (8553103, 6),
    (-23749461029, 870),
    (8615841276005, 14322),
    (-7709321041217, 510),
    (2577687858367, 6),
    (-26315271553053477373, 1919190),
    (2929993913841559, 6),
    (-261082718496449122051, 13530),
    (1520097643918070802691, 1806),
    (-27833269579301024235023, 690),
    (596451111593912163277961, 282),
    (-5609403368997817686249127547, 46410),
    (495057205241079648212477525, 66),
    (-801165718135489957347924991853, 1590),
    (29149963634884862421418123812691, 798),
    (-2479392929313226753685415739663229, 870),
    (84483613348880041862046775994036021, 354),
    (-1215233140483755572040304994079820246041491, 56786730),
)


def wide_shift(x: Array) -> tuple[Array, Array, Array]:
    """Where x < 32 (n,), the large argument (x + 32 there, x elsewhere) and the small one (x there, 1 elsewhere)."""
    near = x[0] < 32
    return near, np.where(near, wide_add(x, wide(32.0)), x), np.where(near, x, wide(1.0))


def wide_shift_pairs(x: Array) -> list[Array]:
    """The 16 products (x + i) (x + 31 - i) = x (x + 31) + i (31 - i)."""
    square = wide_product(x, wide_add(x, wide(31.0)))
    return [wide_add(square, wide(float(i * (31 - i))) + np.zeros_like(x)) for i in range(16)]


def wide_on_positive(result: Array, x: Array, at_zero: float, at_infinity: float) -> Array:
    """The result where 0 < x < inf, the given limits at the ends, nan elsewhere."""
    outside = np.where(x[0] == 0, at_zero, np.where(x[0] == np.inf, at_infinity, np.nan))
    return wide_settle(result, np.where((x[0] > 0) & (x[0] < np.inf), result[0], outside))
