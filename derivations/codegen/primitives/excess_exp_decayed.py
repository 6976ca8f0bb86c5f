"""1 - (1 + x) exp(-x): what exp(x) exceeds its tangent by, relative to exp(x); the lower incomplete gamma function of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.excess_exp import excess_exp, scalar_excess_exp

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return 1 - (1 + x) * sp.exp(-x)


PRIMITIVE = Primitive("excess_exp_decayed", _meaning, ("nonnegative",), "nonnegative", rows=4, uses=("excess_exp",))


def excess_exp_decayed(x: Array, out: Array, scratch: Array) -> None:
    """Write 1 - (1 + x) exp(-x), shape (n,), x >= 0; zero exactly at zero, one at infinity.

    Accuracy: 4 ulp.
    """
    part = scratch[3]
    np.minimum(x, 40.0, out=part)  # from there on it is one
    excess_exp(part, out, scratch)
    np.negative(part, out=part)
    np.exp(part, out=part)
    np.multiply(out, part, out=out)


def scalar_excess_exp_decayed(x: Scalar) -> Scalar:
    """The same for one number."""
    if x < 40.0:
        return scalar_excess_exp(x) * np.exp(-x)
    return x * 0.0 + 1.0 if x < 1e300 else 1.0 + 0.0 / x
