"""trigamma(a) - 1 / a: the Fisher information of a Gamma shape once the rate is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.trigamma_excess import scalar_trigamma_excess, trigamma_excess

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.polygamma(1, a) - 1 / a


PRIMITIVE = Primitive("trigamma_tail", _meaning, ("positive",), "positive", rows=4, uses=("digamma", "trigamma_excess"))


def trigamma_tail(a: Array, out: Array, scratch: Array) -> None:
    """Write trigamma(a) - 1 / a, shape (n,), a > 0.

    Accuracy: 3 ulp. It is (a trigamma(a) - 1) / a.
    """
    trigamma_excess(a, out, scratch)
    np.divide(out, a, out=out)


def scalar_trigamma_tail(a: Scalar) -> Scalar:
    """The same for one number."""
    return scalar_trigamma_excess(a) / a
