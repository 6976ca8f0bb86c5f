"""The Bregman divergence of Stirling's remainder with the difference y - x computed by the caller, who knows a good form of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_loggamma_remainder import (
    bregman_loggamma_remainder_from,
    scalar_bregman_loggamma_remainder_from,
)

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, difference: sp.Expr) -> sp.Expr:
    half = sp.Rational(1, 2)
    value = sp.loggamma(y) - (y - half) * sp.log(y) + y - (sp.loggamma(x) - (x - half) * sp.log(x) + x)
    return value - (sp.digamma(x) - sp.log(x) + half / x) * (y - x)


PRIMITIVE = Primitive(
    "bregman_loggamma_remainder_given",
    _meaning,
    ("positive", "positive", "real"),
    "nonnegative",
    rows=13,
    uses=("digamma", "excess_log", "bregman_loggamma_tail", "bregman_loggamma_remainder"),
    extended=True,
)


def bregman_loggamma_remainder_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write r(y) - r(x) - r'(x) (y - x), r(a) = loggamma(a) - (a - 1/2) log(a) + a, shape (n,), ``difference`` = y - x.

    Accuracy: 12 ulp beyond the errors of the arguments; the relative error of ``difference`` counts twice.
    """
    bregman_loggamma_remainder_from(y, x, difference, out, scratch)


def scalar_bregman_loggamma_remainder_given(y: Scalar, x: Scalar, difference: Scalar) -> Scalar:
    """The same for one triple."""
    return scalar_bregman_loggamma_remainder_from(y, x, difference)
