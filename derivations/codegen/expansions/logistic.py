"""The logistic function and its integral."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add
from derivations.codegen.expansions.comparison import wide_maximum
from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.division import wide_divide
from derivations.codegen.expansions.exponential import wide_exp
from derivations.codegen.expansions.logarithm import wide_log1p
from derivations.codegen.expansions.rounding import wide_absolute

Array = NDArray[np.float64]


def wide_sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)). Relative error <= 2^-195."""
    e = wide_exp(-wide_absolute(x))
    return wide_divide(np.where(x[0] < 0, e, wide(1.0)), wide_add(wide(1.0), e))


def wide_softplus(x: Array) -> Array:
    """log(1 + exp(x)). Relative error <= 2^-195."""
    return wide_add(wide_maximum(x, wide(0.0)), wide_log1p(wide_exp(-wide_absolute(x))))
