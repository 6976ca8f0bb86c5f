"""The Bregman divergence of log(-log(1 - exp(t))) in t = log x: the Kullback-Leibler divergence of logarithmic laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_log_given import bregman_log_given, scalar_bregman_log_given
from derivations.codegen.primitives.bregman_log_sinhc_given import bregman_log_sinhc_given, scalar_bregman_log_sinhc_given
from derivations.codegen.primitives.bregman_xlogx import bregman_xlogx, scalar_bregman_xlogx
from derivations.codegen.primitives.excess_exp import excess_exp, scalar_excess_exp
from derivations.codegen.primitives.langevin import langevin, scalar_langevin
from derivations.codegen.primitives.log_ratio import log_ratio, scalar_log_ratio

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    mean = -x / ((1 - x) * sp.log(1 - x))
    return sp.log(-sp.log(1 - y)) - sp.log(-sp.log(1 - x)) - mean * (sp.log(y) - sp.log(x))


PRIMITIVE = Primitive(
    "bregman_logarithmic",
    _meaning,
    ("unit", "unit"),
    "nonnegative",
    rows=9,
    uses=("log_ratio", "bregman_xlogx", "bregman_log_given", "excess_exp", "langevin", "bregman_log_sinhc_given"),
)


def bregman_logarithmic(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write the divergence of the logarithmic law with parameter x from that with y, shape (n,); zero exactly where they are equal.

    Accuracy: 10 ulp. With a = -log(1 - x), b = -log(1 - y) and the mean M it is (M - 1) / x times y - x - x log(y / x), plus
    1/a - 1/(exp(a) - 1) times that from 1 - x, less that of log(sinh z / z) from a/2; for laws far apart log(b/a) - M log(y/x).
    """
    a, b, gap, result = scratch[5], scratch[6], scratch[7], scratch[8]
    np.negative(np.log1p(-x, out=a), out=a)
    np.negative(np.log1p(-y, out=b), out=b)
    np.maximum(x, y, out=gap)
    np.copyto(gap, np.copysign(np.log1p(np.abs(y - x) / (1.0 - gap)), y - x))
    bregman_xlogx(x, y, result, scratch)
    excess_exp(a, out, scratch)
    np.multiply(result, np.where(a < 1e-17, 0.5, out / a / x), out=result)
    langevin(0.5 * a, out, scratch)
    weight = np.where(a < 3.0, 0.5 - 0.5 * out, 1.0 / a - 1.0 / np.expm1(a))
    bregman_log_given(1.0 - y, 1.0 - x, x - y, out, scratch)
    np.multiply(out, weight, out=weight)
    bregman_log_sinhc_given(0.5 * b, 0.5 * a, 0.5 * gap, out, scratch)
    np.add(result, weight - out, out=result)
    log_ratio(y, x, out, scratch)
    plain = (np.log(b) - np.log(a)) - out * (x / ((1.0 - x) * a))
    np.copyto(out, np.where((gap < -3.0) | ((gap > 3.0) & ((a >= 0.05) | (b > 10.0))), plain, result))


def scalar_bregman_logarithmic(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    a = -np.log1p(-x)
    b = -np.log1p(-y)
    if b - a < -3.0 or (b - a > 3.0 and (a >= 0.05 or b > 10.0)):
        return np.log(b) - np.log(a) - scalar_log_ratio(y, x) * (x / ((1.0 - x) * a))
    gap = np.log1p((y - x) / (1.0 - y)) if y > x else -np.log1p((x - y) / (1.0 - x))
    weight = 0.5 - 0.5 * scalar_langevin(0.5 * a) if a < 3.0 else 1.0 / a - 1.0 / np.expm1(a)
    rest = weight * scalar_bregman_log_given(1.0 - y, 1.0 - x, x - y) - scalar_bregman_log_sinhc_given(0.5 * b, 0.5 * a, 0.5 * gap)
    mean = 0.5 if a < 1e-17 else scalar_excess_exp(a) / a / x
    return mean * scalar_bregman_xlogx(x, y) + rest
