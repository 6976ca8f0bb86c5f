"""The hazard of a standard normal variable, its density over its survival function: the inverse Mills ratio of truncated laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.special
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.erfc import erfc_gaussian, scalar_erfc_gaussian, scalar_erfc_scaled
from derivations.codegen.primitives.log_ndtr import LOG_NDTR_ROOT, log_ndtr_tail, scalar_log_ndtr_tail

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.sqrt(2 / sp.pi) * sp.exp(-(x**2) / 2) / sp.erfc(x / sp.sqrt(2))


PRIMITIVE = Primitive("normal_hazard", _meaning, ("real",), "nonnegative", rows=0, uses=("erfc", "log_ndtr"))

NORMAL_HAZARD_PEAK = 0.3989422804014327  # the density at zero


def normal_hazard(x: Array, out: Array, scratch: Array) -> None:
    """Write density(x) / P(X > x) of a standard normal X, shape (n,).

    Accuracy: 8 ulp.
    """
    if not x.size:
        return
    np.multiply(x, LOG_NDTR_ROOT, out=out)
    scipy.special.erfcx(out.astype(np.float64, copy=False), out=out)  # there is none for longer floats
    np.divide(2.0 * NORMAL_HAZARD_PEAK, out, out=out)
    if not x[x.argmin()] >= -1.0:  # the exponential in erfcx has rounded its square
        below = np.flatnonzero(x < -1.0)
        part = x[below]
        out[below] = NORMAL_HAZARD_PEAK * erfc_gaussian(part, 0.5) / (1.0 - log_ndtr_tail(-part))
    if x[x.argmax()] > 1e100:
        far = np.flatnonzero(x > 1e100)
        out[far] = x[far]


def scalar_normal_hazard(x: Scalar) -> Scalar:
    """The same for one number."""
    if x < 0.0:
        return NORMAL_HAZARD_PEAK * scalar_erfc_gaussian(-x, 0.5) / (1.0 - scalar_log_ndtr_tail(-x))
    if x > 1e100:
        return x
    return 2.0 * NORMAL_HAZARD_PEAK / scalar_erfc_scaled(x * LOG_NDTR_ROOT)
