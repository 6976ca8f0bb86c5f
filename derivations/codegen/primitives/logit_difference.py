"""logit(y) - logit(x), accurate where y and x are nearly equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return sp.log(y) - sp.log(1 - y) - sp.log(x) + sp.log(1 - x)


PRIMITIVE = Primitive("logit_difference", _meaning, ("unit", "unit"), "real", rows=4, equal=((0, 1),))


def logit_difference(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write log(y / (1 - y)) - log(x / (1 - x)), shape (n,), both between zero and one; zero exactly where they are equal.

    Accuracy: 4 ulp. With the distance d between the lower number l and the upper one u it is log(1 + d / l) + log(1 + d / (1 - u)).
    """
    distance, low, high, first = scratch[0], scratch[1], scratch[2], scratch[3]
    np.subtract(y, x, out=out)
    np.absolute(out, out=distance)
    np.minimum(y, x, out=low)
    np.maximum(y, x, out=high)
    np.divide(distance, low, out=first)
    np.log1p(first, out=first)
    np.subtract(1.0, high, out=high)
    np.divide(distance, high, out=high)
    np.log1p(high, out=high)
    np.add(first, high, out=first)
    np.copysign(first, out, out=out)
    if x.size and not low[low.argmin()] >= 1e-307:  # where the quotient overflows
        far = np.flatnonzero((low < 1e-307) & (distance > 0.1))
        out[far] = np.log(y[far]) - np.log(x[far]) - np.log1p(-y[far]) + np.log1p(-x[far])


def scalar_logit_difference(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    upwards = scalar_logit_difference_up(max(y, x), min(x, y))
    return -upwards if y < x else upwards


def scalar_logit_difference_up(y: Scalar, x: Scalar) -> Scalar:
    """The same for y >= x."""
    distance = y - x
    if x < 1e-307 and y > 0.1:
        return np.log(y) - np.log(x) - np.log1p(-y) + np.log1p(-x)
    return np.log1p(distance / x) + np.log1p(distance / (1.0 - y))
