"""log(sinh(x) / x): the log-partition function of von Mises-Fisher laws on the sphere and of continuous Bernoulli laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.log(sp.sinh(x) / x)


PRIMITIVE = Primitive("log_sinhc", _meaning, ("real",), "nonnegative", rows=2, uses=("digamma",))

# The function over x^2, in x^2 up to 9.
LOG_SINHC_NEAR = (
    (
        1.6288276415336875e-11,
        1.7877865684020467e-08,
        2.91924530903819e-06,
        0.00016341748776521896,
        0.00394967402576682,
        0.042480329394377854,
        0.16666666666666666,
    ),
    (
        8.585146199266254e-10,
        3.4701863630911824e-07,
        3.6725268130456015e-05,
        0.0015688828948209933,
        0.03118881902819015,
        0.28821530969959974,
        1.0,
    ),
)


def log_sinhc(x: Array, out: Array, scratch: Array) -> None:
    """Write log(sinh(x) / x), shape (n,); zero at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, out=scratch[0])
    digamma_ratio(scratch[0], LOG_SINHC_NEAR, out, scratch[1])
    np.multiply(out, scratch[0], out=out)
    if not scratch[0][scratch[0].argmax()] <= 9.0:
        far = np.flatnonzero(~(scratch[0] <= 9.0))
        size = np.abs(x[far])
        value = size - np.log(size) - 0.6931471805599453 + np.log1p(-np.exp(-2.0 * size))
        out[far] = np.where(size < np.inf, value, size)


def scalar_log_sinhc(x: Scalar) -> Scalar:
    """The same for one number."""
    if x * x <= 9.0:
        return x * x * quotient(x * x, LOG_SINHC_NEAR)
    size = -x if x < 0.0 else x
    logarithm = np.log(min(1.7976931348623157e308, size))
    return size - logarithm - 0.6931471805599453 + np.log1p(-np.exp(-2.0 * size))
