"""The divergence of loggamma(a) - a log(a) + a with the difference y - x computed by the caller, who knows a form that keeps its digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_loggamma_tail import bregman_loggamma_tail_from, scalar_bregman_loggamma_tail_from

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    value = sp.loggamma(y) - y * sp.log(y) + y - (sp.loggamma(x) - x * sp.log(x) + x)
    return value - (sp.digamma(x) - sp.log(x)) * (y - x)


PRIMITIVE = Primitive(
    "bregman_loggamma_tail_given",
    _meaning,
    ("positive", "positive", "real"),
    "nonnegative",
    rows=10,
    uses=("excess_log", "bregman_loggamma_tail"),
)


def bregman_loggamma_tail_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write f(y) - f(x) - f'(x) (y - x), f(a) = loggamma(a) - a log(a) + a, shape (n,), y and x positive, ``difference`` = y - x.

    Accuracy: 6 ulp beyond the errors of the arguments; the relative error of ``difference`` counts twice.
    """
    if not y.size:
        return
    np.copyto(scratch[3], difference)
    bregman_loggamma_tail_from(y, x, out, scratch)


def scalar_bregman_loggamma_tail_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one pair."""
    return scalar_bregman_loggamma_tail_from(y, x, difference)
