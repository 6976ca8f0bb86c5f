"""Square roots of expansions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.error_free import wide_pad, wide_settle
from derivations.codegen.expansions.multiplication import wide_product

Array = NDArray[np.float64]


def wide_sqrt(x: Array) -> Array:
    """The square root. Relative error <= 2^-203 for x > 1e-240; 0, inf and nan as IEEE, nan below 0."""
    half = np.frexp(x[0])[1] // 2
    scaled = np.ldexp(x, -2 * half)
    inverse = 1 / np.sqrt(scaled[:1])
    for words in (2, 4):  # Newton for x^(-1/2): 53 -> 106 -> 212 bits
        inverse = wide_pad(inverse, words)
        defect = wide_subtract(wide(1.0)[:words], wide_product(wide_product(inverse, inverse), wide_pad(scaled, words)))
        inverse = wide_add(inverse, 0.5 * wide_product(inverse, defect))
    result = np.ldexp(wide_product(scaled, inverse), half)
    plain = np.sqrt(x[0])
    return wide_settle(np.where(plain == 0, plain, result), plain)
