"""a trigamma(a) - 1: the determinant of the Fisher matrix of a Gamma law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return a * sp.polygamma(1, a) - 1


PRIMITIVE = Primitive("trigamma_excess", _meaning, ("positive",), "positive", rows=4, uses=("digamma",))

# a^3 (trigamma(a) - 1 / a) - a / 2 in 1 / a^2, for a >= 2 and for a >= 10.
TRIGAMMA_EXCESS_FULL = (
    (
        7.5067488759518675,
        186.29994578266945,
        641.2961951237575,
        708.8394632843456,
        321.23955023138683,
        64.64791698343605,
        5.605698921766033,
        0.16666666666666666,
    ),
    (
        138.04892326022403,
        1635.0877278650046,
        4547.527251071348,
        4603.331517990529,
        2001.7061418624078,
        394.51148346387845,
        33.834193530596195,
        1.0,
    ),
)
TRIGAMMA_EXCESS_SHORT = (
    (
        1.0018935661020418,
        -0.25161256379140295,
        0.07575147995877267,
        -0.03333332293001504,
        0.023809523803692865,
        -0.03333333333333277,
        0.16666666666666666,
    ),
    (1.0,),
)


def trigamma_excess(a: Array, out: Array, scratch: Array) -> None:
    """Write a trigamma(a) - 1, shape (n,), a > 0.

    Accuracy: 3 ulp. A sum of positive terms; with b = a + 2 below 2: 1 / (a (a + 1)) + a (1 / ((a + 1)^2 b) + trigamma(b) - 1 / b).
    """
    if not a.size:
        return
    low = a[a.argmin()]
    reciprocal, square, work, next_one = scratch[0], scratch[1], scratch[2], scratch[3]
    above = low >= 2.0
    if above:
        np.divide(1.0, a, out=reciprocal)
    else:
        np.add(a, 2.0, out=reciprocal)
        np.divide(1.0, reciprocal, out=reciprocal)
    np.multiply(reciprocal, reciprocal, out=square)
    digamma_ratio(square, TRIGAMMA_EXCESS_SHORT if low >= 10.0 else TRIGAMMA_EXCESS_FULL, out, work)
    np.multiply(out, reciprocal, out=out)
    np.add(out, 0.5, out=out)
    np.multiply(out, reciprocal, out=out)
    if above:
        return
    if a[a.argmax()] == np.inf:
        a = np.minimum(a, 1.7976931348623157e308)
    np.multiply(a, reciprocal, out=work)
    np.multiply(out, work, out=out)  # a (trigamma(b) - 1 / b)
    np.add(a, 1.0, out=next_one)
    np.divide(work, next_one, out=work)
    np.divide(1.0, a, out=square)
    np.add(work, square, out=work)
    np.divide(work, next_one, out=work)  # (a / ((a + 1) b) + 1 / a) / (a + 1)
    np.add(out, work, out=out)


def scalar_trigamma_excess(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 2.0:
        share = a / (a + 2.0)
        below = (share / (a + 1.0) + 1.0 / a) / (a + 1.0)
        return scalar_trigamma_excess_above(a + 2.0) * share + below
    return scalar_trigamma_excess_above(a)


def scalar_trigamma_excess_above(a: Scalar) -> Scalar:
    """The same from two on."""
    part = 1.0 / a
    return (quotient(part * part, TRIGAMMA_EXCESS_FULL) * part + 0.5) * part
