"""-log(1 - x): the log-partition function of a geometric law, in its probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return -sp.log(1 - x)


PRIMITIVE = Primitive("log_complement", _meaning, ("unit",), "positive", rows=0)


def log_complement(x: Array, out: Array, scratch: Array) -> None:
    """Write -log(1 - x), shape (n,), 0 < x < 1.

    Accuracy: 2 ulp.
    """
    np.negative(x, out=out)
    np.log1p(out, out=out)
    np.negative(out, out=out)


def scalar_log_complement(x: Scalar) -> Scalar:
    """The same for one number."""
    return -np.log1p(-x)
