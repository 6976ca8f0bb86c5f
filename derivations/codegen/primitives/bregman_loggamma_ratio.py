"""loggamma(y / x) + euler (y / x - 1): the Bregman divergence of log gamma from one, part of those of Gumbel and Weibull laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bregman_log import bregman_log, scalar_bregman_log
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.primitives.loggamma import loggamma, scalar_loggamma
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return sp.loggamma(y / x) + sp.EulerGamma * (y / x - 1)


PRIMITIVE = Primitive(
    "bregman_loggamma_ratio",
    _meaning,
    ("positive", "positive"),
    "nonnegative",
    rows=6,
    uses=("excess_log", "log_ratio", "bregman_log", "digamma", "loggamma"),
    equal=((0, 1),),
)

# (loggamma(1 + r) - (1 - euler) (r - 1)) / (r - 1)^2 for 0 <= r <= 4.
BREGMAN_LOGGAMMA_RATIO_NEAR = (
    (
        9.298097962433862e-08,
        1.705865608564077e-05,
        0.0007624661038637174,
        0.013506294950165554,
        0.11582857710843085,
        0.5311185390057113,
        1.3600718967811347,
        1.9370069654164335,
        1.4273018824023347,
        0.42278433509846713,
    ),
    (
        1.6934473655467493e-08,
        5.010041189462549e-06,
        0.0003215967382852403,
        0.007911664500626784,
        0.09354681154109788,
        0.5965656866912533,
        2.179179891651317,
        4.6603166099891515,
        5.733301276772685,
        3.7412294659332845,
        1.0,
    ),
)
BREGMAN_LOGGAMMA_RATIO_EULER = 0.5772156649015329


def bregman_loggamma_ratio(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write loggamma(y / x) + euler (y / x - 1), shape (n,), y and x positive; zero exactly where they are equal.

    Accuracy: 6 ulp. With r = y / x it is the divergence r - 1 - log(r) plus that of loggamma(1 + r), both nonnegative.
    """
    ratio, value, work = scratch[0], scratch[1], scratch[2]
    bregman_log(y, x, scratch[5], scratch)
    np.divide(y, x, out=ratio)
    np.minimum(ratio, 4.0, out=work)
    digamma_ratio(work, BREGMAN_LOGGAMMA_RATIO_NEAR, value, out)
    np.subtract(y, x, out=out)
    np.divide(out, x, out=out)
    np.multiply(out, out, out=out)
    np.multiply(out, value, out=out)
    np.add(out, scratch[5], out=out)
    if ratio.size and not ratio[ratio.argmax()] <= 4.0:
        far = np.flatnonzero(~(ratio <= 4.0))
        part, rest, result = ratio[far], np.empty((4, far.size)), np.empty(far.size)
        loggamma(part, result, rest)
        out[far] = result + BREGMAN_LOGGAMMA_RATIO_EULER * (part - 1.0)


def scalar_bregman_loggamma_ratio(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair."""
    ratio = y / x
    if ratio <= 4.0:
        excess = (y - x) / x
        return scalar_bregman_log(y, x) + excess * excess * quotient(ratio, BREGMAN_LOGGAMMA_RATIO_NEAR)
    return scalar_loggamma(ratio) + BREGMAN_LOGGAMMA_RATIO_EULER * (ratio - 1.0)
