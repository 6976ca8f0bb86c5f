"""The exponential less a multiple of its argument: a Poisson loss in the logarithm of its rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.excess_exp import excess_exp, scalar_excess_exp

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr, whole: sp.Expr) -> sp.Expr:
    return sp.exp(x) - whole * x


PRIMITIVE = Primitive("exp_less_multiple", _meaning, ("real", "real"), "real", rows=3, uses=("excess_exp",))

EXP_LESS_MULTIPLE_E = 2.718281828459045
EXP_LESS_MULTIPLE_REST = 1.4456468917292502e-16  # of e


def exp_less_multiple(x: Array, whole: Array, out: Array, scratch: Array) -> None:
    r"""Write exp(x) - w x, shape (n,), for a whole number w that is not negative.

    Accuracy: 8 ulp, and x explains what is lost beside a root; measured beside roots, least values and thresholds, 4. With u = 2^-53 the
    terms are off by 2 u exp(x) and u w x, and eight times half a unit in x is 4 u |x exp(x) - w x| or more. Where the value is half of
    exp(x) or more, the terms leave it eight units; where x is three or more, the movement is as much. Elsewhere the value is one of two
    other sums, whose terms hold less of what cancels. Below 0.45 it is 1 + (exp(x) - 1 - x) - (w - 1) x, the first term off by 2 u, the
    second by u of itself. From 0.45 on it is e t(x - 1) - (w - e) x with t(z) = exp(z) - 1 - z, in which x - 1 is exact from one half on,
    and as good as x below: at the least value for w, where x moves nothing, the first term is small. Let A and B be the terms, for w
    above e, as both have one sign for others. For x > 1 it is x dA/dx >= 4.3 A, so that the movement is 4 u (4.3 A - B): 13 u A for A = B,
    4.6 u B for A one half of B. For x < 1 it is 4 u (B + x |dA/dx|), more than 4 u B + 6 u A.
    """
    np.exp(x, out=out)
    np.multiply(out, 0.5, out=scratch[0])
    np.multiply(whole, x, out=scratch[1])
    np.subtract(out, scratch[1], out=out)
    np.absolute(out, out=scratch[1])
    near = np.flatnonzero((scratch[1] < scratch[0]) & (x < 3.0))
    if near.size:
        part, count = x[near], whole[near]
        value = np.expm1(part)
        np.subtract(value, part, out=value)
        np.add(value, 1.0, out=value)
        np.subtract(value, (count - 1.0) * part, out=value)
        other = np.empty(near.size)
        excess_exp(part - 1.0, other, scratch[:, : near.size])
        np.multiply(other, EXP_LESS_MULTIPLE_E, out=other)
        np.subtract(other, ((count - EXP_LESS_MULTIPLE_E) - EXP_LESS_MULTIPLE_REST) * part, out=other)
        out[near] = np.where(part < 0.45, value, other)


def scalar_exp_less_multiple(x: Scalar, whole: Scalar) -> Scalar:
    """The same for one pair."""
    power = np.exp(x)
    value = power - whole * x
    if x >= 3.0 or value >= 0.5 * power or value <= -0.5 * power:
        return value
    if x < 0.45:
        return (1.0 + (np.expm1(x) - x)) - (whole - 1.0) * x
    return EXP_LESS_MULTIPLE_E * scalar_excess_exp(x - 1.0) - ((whole - EXP_LESS_MULTIPLE_E) - EXP_LESS_MULTIPLE_REST) * x
