"""log(x / (1 - x)): the natural parameter of a Bernoulli law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.log(x) - sp.log(1 - x)


PRIMITIVE = Primitive("logit", _meaning, ("unit",), "real", rows=1)


def logit(x: Array, out: Array, scratch: Array) -> None:
    """Write log(x) - log(1 - x), shape (n,), 0 < x < 1; zero exactly at one half.

    Accuracy: 3 ulp. Between 1/4 and 3/4 it is log(1 + (2 x - 1) / (1 - x)), where 2 x - 1 is exact.
    """
    work = scratch[0]
    np.subtract(1.0, x, out=work)
    np.subtract(x, 0.5, out=out)
    np.add(out, out, out=out)
    np.divide(out, work, out=out)
    np.log1p(out, out=out)
    if x.size and not (x[x.argmin()] >= 0.25 and x[x.argmax()] <= 0.75):
        few = x.size <= 256  # to gather them costs more than to compute all
        far = slice(None) if few else np.flatnonzero(~((x >= 0.25) & (x <= 0.75)))
        value = np.log(x[far]) - np.log1p(-x[far])
        if few:
            np.putmask(out, np.logical_or(np.less(x, 0.25), np.greater(x, 0.75)), value)
        else:
            out[far] = value


def scalar_logit(x: Scalar) -> Scalar:
    """The same for one number."""
    if x >= 0.25 and x <= 0.75:
        return np.log1p((x - 0.5 + (x - 0.5)) / (1.0 - x))
    return np.log(x) - np.log1p(-x)
