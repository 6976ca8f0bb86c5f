"""log(1 - exp(-x)): the log-normaliser of geometric and exponential laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.log(1 - sp.exp(-x))


PRIMITIVE = Primitive("log1mexp", _meaning, ("positive",), "negative", rows=0)


def log1mexp(x: Array, out: Array, scratch: Array) -> None:
    """Write log(1 - exp(-x)), shape (n,), x > 0.

    Accuracy: 2 ulp (Maechler 2012: two formulas that meet at log 2).
    """
    if not x.size:
        return
    np.negative(x, out=out)
    if x[x.argmin()] > 0.6931471805599453:
        np.exp(out, out=out)
        np.negative(out, out=out)
        np.log1p(out, out=out)
        return
    np.expm1(out, out=out)
    np.negative(out, out=out)
    np.log(out, out=out)
    far = np.flatnonzero(x > 0.6931471805599453)
    if far.size:
        out[far] = np.log1p(-np.exp(-x[far]))


def scalar_log1mexp(x: Scalar) -> Scalar:
    """The same for one number."""
    if x > 0.6931471805599453:
        return np.log1p(-np.exp(-x))
    return np.log(-np.expm1(-x))
