"""Powers with real exponents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.exponential import wide_exp
from derivations.codegen.expansions.logarithm import wide_log
from derivations.codegen.expansions.multiplication import wide_multiply
from derivations.codegen.expansions.rounding import wide_absolute

Array = NDArray[np.float64]


def wide_power(x: Array, y: Array) -> Array:
    """x^y = exp(y log |x|) with the sign of the IEEE power, nan where that is. Relative error <= 2^-193."""
    plain = np.power(x[0], y[0])
    result = wide_exp(wide_multiply(y, wide_log(wide_absolute(x))))
    special = (x[0] == 0) | ~np.isfinite(x[0]) | ~np.isfinite(y[0]) | np.isnan(plain)
    return np.where(special, wide(plain), np.where(plain < 0, -result, result))
