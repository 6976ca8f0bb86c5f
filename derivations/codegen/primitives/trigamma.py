"""The trigamma function of positive arguments: the Fisher information of a Gamma shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio_inside
from derivations.codegen.primitives.trigamma_excess import TRIGAMMA_EXCESS_FULL, TRIGAMMA_EXCESS_SHORT
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.polygamma(1, a)


PRIMITIVE = Primitive("trigamma", _meaning, ("positive",), "positive", rows=3, uses=("digamma", "trigamma_excess"))


def trigamma(a: Array, out: Array, scratch: Array) -> None:
    """Write the second derivative of log gamma, shape (n,), a > 0.

    Accuracy: 3 ulp. A sum of positive terms: (1 + 1 / (2 b) + F(1 / b^2) / b^2) / b at b = a or, by two recurrences, at b = a + 2.
    """
    if not a.size:
        return
    low = a[a.argmin()]
    reciprocal, square, work = scratch[0], scratch[1], scratch[2]
    above = low >= 2.0
    if above:
        np.divide(1.0, a, out=reciprocal)
    else:
        np.add(a, 2.0, out=reciprocal)
        np.divide(1.0, reciprocal, out=reciprocal)
    np.multiply(reciprocal, reciprocal, out=square)
    digamma_ratio_inside(square, TRIGAMMA_EXCESS_SHORT if low >= 10.0 else TRIGAMMA_EXCESS_FULL, out, work)
    for constant in (0.5, 1.0):
        np.multiply(out, reciprocal, out=out)
        np.add(out, constant, out=out)
    np.multiply(out, reciprocal, out=out)
    if not above:
        np.add(a, 1.0, out=work)
        np.multiply(work, work, out=work)
        np.divide(1.0, work, out=work)
        np.add(out, work, out=out)
        np.multiply(a, a, out=work)
        np.divide(1.0, work, out=work)
        np.add(out, work, out=out)


def scalar_trigamma(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 2.0:
        return scalar_trigamma_above(a + 2.0) + 1.0 / ((a + 1.0) * (a + 1.0)) + 1.0 / (a * a)
    return scalar_trigamma_above(a)


def scalar_trigamma_above(a: Scalar) -> Scalar:
    """The same from two on."""
    part = 1.0 / a
    return ((quotient(part * part, TRIGAMMA_EXCESS_FULL) * part + 0.5) * part + 1.0) * part
