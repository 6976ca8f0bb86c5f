"""Inverse trigonometric functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.division import wide_divide, wide_reciprocal
from derivations.codegen.expansions.multiplication import wide_product
from derivations.codegen.expansions.roots import wide_sqrt
from derivations.codegen.expansions.rounding import wide_absolute
from derivations.codegen.expansions.trigonometric import WIDE_QUARTER_TURN, wide_sin_cos

Array = NDArray[np.float64]


def wide_atan(x: Array) -> Array:
    """The arc tangent. Relative error <= 2^-195.

    With y = atan(first word): y + atan(z), z = (x cos y - sin y) / (cos y + x sin y) < 2^-51.
    """
    size = wide_absolute(x)
    small = np.where(size[0] > 1, wide_reciprocal(size), size)
    y = wide(np.arctan(small[0]))
    sine, cosine = wide_sin_cos(y)
    z = wide_divide(wide_subtract(wide_product(small, cosine), sine), wide_add(cosine, wide_product(small, sine)))
    angle = np.where(small[0] < 2.0**-220, small, wide_add(y, wide_add(z, wide(-(z[0] ** 3) / 3))))
    turned = wide_subtract(np.array(WIDE_QUARTER_TURN[:4]).reshape(4, 1) + np.zeros_like(x), angle)
    angle = np.where(size[0] > 1, turned, angle)
    return np.where(x[0] < 0, -angle, angle)


def wide_asin(x: Array) -> Array:
    """The arc sine. Relative error <= 2^-193; nan outside of [-1, 1]."""
    return wide_atan(wide_divide(x, wide_sqrt(wide_product(wide_subtract(wide(1.0), x), wide_add(wide(1.0), x)))))


def wide_acos(x: Array) -> Array:
    """The arc cosine. Relative error <= 2^-193, near 1 as well; nan outside of [-1, 1]."""
    return 2 * wide_atan(wide_sqrt(wide_divide(wide_subtract(wide(1.0), x), wide_add(wide(1.0), x))))
