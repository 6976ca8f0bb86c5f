"""The Bregman divergence of log gamma: that of Gamma, Beta and Dirichlet laws in their shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_loggamma_tail import bregman_loggamma_tail, scalar_bregman_loggamma_tail
from derivations.codegen.primitives.bregman_xlogx import bregman_xlogx, scalar_bregman_xlogx

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return sp.loggamma(y) - sp.loggamma(x) - sp.digamma(x) * (y - x)


PRIMITIVE = Primitive(
    "bregman_loggamma",
    _meaning,
    ("positive", "positive"),
    "nonnegative",
    rows=11,
    uses=("excess_log", "log_ratio", "bregman_xlogx", "bregman_loggamma_tail"),
)


def bregman_loggamma(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write loggamma(y) - loggamma(x) - digamma(x) (y - x), shape (n,), y and x positive; zero exactly where they are equal.

    Accuracy: 6 ulp. The divergence of a log(a) - a plus that of the rest, both nonnegative.
    """
    bregman_loggamma_tail(y, x, out, scratch)
    bregman_xlogx(y, x, scratch[10], scratch)
    np.add(out, scratch[10], out=out)


def scalar_bregman_loggamma(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    return scalar_bregman_loggamma_tail(y, x) + scalar_bregman_xlogx(y, x)
