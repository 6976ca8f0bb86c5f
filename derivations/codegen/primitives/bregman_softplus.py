"""The Bregman divergence of softplus: the Kullback-Leibler divergence of Bernoulli laws in their logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.excess_exp import (
    EXCESS_EXP_SHORT,
    EXCESS_EXP_TABLE,
    excess_exp,
    excess_exp_quotient,
    scalar_excess_exp,
    scalar_excess_exp_quotient,
)
from derivations.codegen.primitives.softplus import scalar_softplus

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    return sp.log(1 + sp.exp(y)) - sp.log(1 + sp.exp(x)) - (y - x) / (1 + sp.exp(-x))


PRIMITIVE = Primitive("bregman_softplus", _meaning, ("real", "real"), "nonnegative", rows=8, uses=("excess_exp",), equal=((0, 1),))


def bregman_softplus(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write softplus(y) - softplus(x) - sigmoid(x) (y - x), shape (n,); zero exactly where y and x are equal.

    Accuracy: 7 ulp. With p = sigmoid(-|x|), q = 1 - p, d = y - x for x <= 0 and x - y for x > 0 it is
    log(1 + q e(-p d) + p e(q d)), e(t) = exp(t) - 1 - t: the linear terms cancel on paper, and a sum of nonnegative terms remains.
    """
    if not x.size:
        return
    p, q, difference, left, right = scratch[3], scratch[4], scratch[5], scratch[6], scratch[7]
    np.absolute(x, out=p)
    np.negative(p, out=p)
    np.exp(p, out=p)
    np.add(p, 1.0, out=q)
    np.divide(1.0, q, out=q)
    np.multiply(p, q, out=p)
    np.subtract(x, y, out=difference)
    np.copysign(1.0, x, out=left)
    np.multiply(difference, left, out=difference)
    np.multiply(difference, q, out=right)
    np.multiply(difference, p, out=left)
    np.negative(left, out=left)
    low, high = difference[difference.argmin()], difference[difference.argmax()]
    if low >= -1.0 and high <= 1.0:
        bregman_softplus_near(out, scratch, EXCESS_EXP_SHORT if low >= -0.1 and high <= 0.1 else EXCESS_EXP_TABLE)
        return
    excess_exp(right, out, scratch)
    np.multiply(out, p, out=right)
    excess_exp(left, out, scratch)
    np.multiply(out, q, out=out)
    np.add(out, right, out=out)
    np.log1p(out, out=out)
    far = np.flatnonzero((np.abs(difference) > 690.0) | ((np.abs(difference) > 3.0) & (p < 0.02)))
    if far.size:
        own, other = -np.abs(x[far]), np.where(np.signbit(x[far]), y[far], -y[far])
        soft = np.maximum(other, 0.0) + np.log1p(np.exp(-np.abs(other)))
        out[far] = soft - np.log1p(np.exp(own)) - p[far] * difference[far]


def bregman_softplus_near(out: Array, scratch: Array, table: tuple[float, ...]) -> None:
    """The same for |d| <= 1 with the common factor p q d^2 taken out; rows 3 to 7 hold p, q, d, -p d, q d."""
    p, q, difference, left, right = scratch[3], scratch[4], scratch[5], scratch[6], scratch[7]
    excess_exp_quotient(right, out, scratch, table)
    np.multiply(out, q, out=right)
    excess_exp_quotient(left, out, scratch, table)
    np.multiply(out, p, out=out)
    np.add(out, right, out=out)
    for factor in (p, q, difference, difference):
        np.multiply(out, factor, out=out)
    np.log1p(out, out=out)


def scalar_bregman_softplus(y: Scalar, x: Scalar) -> Scalar:
    """The same for one pair: softplus(x) - x and x - softplus(x) have the same divergence."""
    return scalar_bregman_softplus_left(-y if x > 0.0 else y, -x if x > 0.0 else x)


def scalar_bregman_softplus_left(y: Scalar, x: Scalar) -> Scalar:
    """The same for x <= 0."""
    decay = np.exp(x)
    q = 1.0 / (decay + 1.0)
    p = decay * q
    difference = y - x
    right = difference * q
    left = -difference * p
    if difference >= -1.0 and difference <= 1.0:
        inner = scalar_excess_exp_quotient(left) * p + scalar_excess_exp_quotient(right) * q
        return np.log1p(inner * p * q * difference * difference)
    if difference < -690.0 or difference > 690.0 or (p < 0.02 and (difference < -3.0 or difference > 3.0)):
        return scalar_softplus(y) - np.log1p(decay) - p * difference
    return np.log1p(scalar_excess_exp(right) * p + scalar_excess_exp(left) * q)
