"""The exponential, less one from -11/16 on: small beside its argument on both sides of the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar

EXP_LESS_STEP_AT = -0.6875  # near -log(2), where exp(x) and 1 - exp(x) are equal


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.Piecewise((sp.exp(x) - 1, x >= sp.Rational(EXP_LESS_STEP_AT)), (sp.exp(x), True))


PRIMITIVE = Primitive("exp_less_step", _meaning, ("real",), "real", rows=1, zero=(0,))


def exp_less_step(x: Array, out: Array, scratch: Array) -> None:
    """Write exp(x) - 1 for x >= -11/16 and exp(x) elsewhere, shape (n,): at most 1.46 |x| exp(x).

    Accuracy: 2 ulp.
    """
    np.exp(x, out=out)
    np.expm1(x, out=scratch[0])
    np.putmask(out, x >= EXP_LESS_STEP_AT, scratch[0])


def scalar_exp_less_step(x: Scalar) -> Scalar:
    """The same for one number."""
    if x >= EXP_LESS_STEP_AT:
        return np.expm1(x)
    return np.exp(x)
