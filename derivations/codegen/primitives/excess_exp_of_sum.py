"""exp(a + b) - 1 - (a + b), the rounding error of the sum included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.excess_exp import excess_exp, scalar_excess_exp

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return sp.exp(a + b) - 1 - (a + b)


PRIMITIVE = Primitive("excess_exp_of_sum", _meaning, ("real", "real"), "nonnegative", rows=5, uses=("excess_exp",), zero=(0, 1))


def excess_exp_of_sum(a: Array, b: Array, out: Array, scratch: Array) -> None:
    """Write exp(a + b) - 1 - (a + b), shape (n,); zero exactly where the sum is.

    Accuracy: 4 ulp, also where the sum is large. What rounding took away from the sum is added with the derivative.
    """
    total, error = scratch[3], scratch[4]
    np.add(a, b, out=total)
    np.subtract(total, a, out=error)
    np.subtract(total, error, out=out)
    np.subtract(a, out, out=out)
    np.subtract(b, error, out=error)
    np.add(out, error, out=error)
    excess_exp(total, out, scratch)
    np.expm1(total, out=total)
    np.multiply(error, total, out=error)
    np.add(out, error, out=scratch[0])
    np.copyto(out, scratch[0], where=np.abs(error) < np.inf)  # beyond the largest numbers there is nothing to add


def scalar_excess_exp_of_sum(a: Scalar, b: Scalar) -> Scalar:
    """The same for one pair."""
    total = a + b
    virtual = total - a
    error = (a - (total - virtual)) + (b - virtual)
    if total < 709.7:
        return scalar_excess_exp(total) + error * np.expm1(total)
    return scalar_excess_exp(total)
