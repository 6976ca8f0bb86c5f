"""The trigamma function of positive arguments: the Fisher information of a Gamma shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.primitives.trigamma_drop import TRIGAMMA_DROP_SQUARES, TRIGAMMA_DROP_WEIGHTS
from derivations.codegen.primitives.trigamma_excess import TRIGAMMA_EXCESS_FULL, TRIGAMMA_EXCESS_SHORT
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.polygamma(1, a)


PRIMITIVE = Primitive("trigamma", _meaning, ("positive",), "positive", rows=3, uses=("digamma", "trigamma_drop", "trigamma_excess"))

# For few elements, what multiplies 1, p, p^2 and p^3 in 1 + s p^2, in w p^3 and in p + p^2 / 2.
TRIGAMMA_TERMS = len(TRIGAMMA_DROP_SQUARES)
TRIGAMMA_PARTS = np.array(
    [
        *((1.0, 0.0, square, 0.0) for square in TRIGAMMA_DROP_SQUARES),
        *((0.0, 0.0, 0.0, weight) for weight in TRIGAMMA_DROP_WEIGHTS),
        (0.0, 1.0, 0.5, 0.0),
    ]
)
TRIGAMMA_ONES = np.ones(TRIGAMMA_TERMS + 1)


def trigamma(a: Array, out: Array, scratch: Array) -> None:
    """Write the second derivative of log gamma, shape (n,), a > 0.

    Accuracy: 3 ulp. A sum of positive terms: (1 + 1 / (2 b) + F(1 / b^2) / b^2) / b at b = a or, by two recurrences, at b = a + 2.
    """
    if not a.size:
        return
    if a.size <= 256:
        trigamma_few(a, out, scratch)
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
    digamma_ratio(square, TRIGAMMA_EXCESS_SHORT if low >= 10.0 else TRIGAMMA_EXCESS_FULL, out, work)
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


def trigamma_few(a: Array, out: Array, scratch: Array) -> None:
    """The same for few elements: with p = 1 / (a + 1), 1 / a^2 + p + p^2 / 2 + p^3 times a sum over a table."""
    rows = np.empty((4, a.size), a.dtype)  # one, p, p^2, p^3
    one, p, square, cube = rows
    one.fill(1.0)
    np.add(a, 1.0, out=p)
    np.divide(1.0, p, out=p)
    np.multiply(p, p, out=square)
    np.multiply(square, p, out=cube)
    parts = TRIGAMMA_PARTS.dot(rows)
    bottom, terms = parts[:TRIGAMMA_TERMS], parts[TRIGAMMA_TERMS:-1]
    np.multiply(bottom, bottom, out=bottom)
    np.divide(terms, bottom, out=terms)
    out[...] = TRIGAMMA_ONES.dot(parts[TRIGAMMA_TERMS:])
    np.multiply(a, a, out=p)
    np.divide(1.0, p, out=p)
    np.add(out, p, out=out)


def scalar_trigamma(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 2.0:
        return scalar_trigamma_above(a + 2.0) + 1.0 / ((a + 1.0) * (a + 1.0)) + 1.0 / (a * a)
    return scalar_trigamma_above(a)


def scalar_trigamma_above(a: Scalar) -> Scalar:
    """The same from two on."""
    part = 1.0 / a
    return ((quotient(part * part, TRIGAMMA_EXCESS_FULL) * part + 0.5) * part + 1.0) * part
