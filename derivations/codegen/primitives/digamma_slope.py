"""(digamma(y) - digamma(x)) / (y - x): the slope of digamma between two points, harmonic numbers over their index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma_difference import digamma_difference_rest, scalar_digamma_difference_rest

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return (sp.digamma(y) - sp.digamma(x)) / (y - x)


PRIMITIVE = Primitive(
    "digamma_slope",
    _meaning,
    ("positive", "positive"),
    "positive",
    rows=7,
    uses=("excess_log", "bregman_loggamma_tail", "digamma_difference"),
)


def digamma_slope(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write (digamma(y) - digamma(x)) / (y - x), shape (n,), y and x positive; trigamma(x) where they are equal.

    Accuracy: 4 ulp. With d = y - x, u = 1 / (x + 1), v = 1 / (y + 1): 1 / (x y) + log(1 + d u) / d + u v / 2 + the slope of the
    derivative of Stirling's remainder, all positive.
    """
    if not y.size:
        return
    u, v, difference = scratch[0], scratch[1], scratch[2]
    np.add(x, 1.0, out=u)
    np.divide(1.0, u, out=u)
    np.add(y, 1.0, out=v)
    np.divide(1.0, v, out=v)
    digamma_difference_rest(u, v, out, scratch)
    np.subtract(y, x, out=difference)
    np.add(out, 0.5, out=out)
    np.multiply(out, v, out=out)
    step = difference * u
    ratio = np.log1p(step) / step
    if not step[step.argmin()] >= -0.5:
        far = np.flatnonzero(~(step >= -0.5))
        ratio[far] = np.log((y[far] + 1.0) / (x[far] + 1.0)) / step[far]
    if not step.all():
        ratio[step == 0.0] = 1.0
    np.add(out, ratio, out=out)
    np.multiply(out, u, out=out)
    np.add(out, 1.0 / x / y, out=out)


def scalar_digamma_slope(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    u = 1.0 / (x + 1.0)
    v = 1.0 / (y + 1.0)
    step = (y - x) * u
    near = (scalar_digamma_difference_rest(u, v) + 0.5) * v
    steep = 1.0 / x / y
    if step == 0.0:
        return (near + 1.0) * u + steep
    if step < -0.5:
        return (near + np.log((y + 1.0) / (x + 1.0)) / step) * u + steep
    return (near + np.log1p(step) / step) * u + steep
