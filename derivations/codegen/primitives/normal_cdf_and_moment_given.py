"""The normal distribution function plus x times its density, beside its root: the slope of x Phi(x), whose terms the caller has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.scalar import kept, polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr, below: sp.Expr, moment: sp.Expr) -> sp.Expr:
    return sp.erfc(-x / sp.sqrt(2)) / 2 + x * sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)


PRIMITIVE = Primitive("normal_cdf_and_moment_given", _meaning, ("real", "unit", "real"), "real", rows=0)

NORMAL_CDF_AND_MOMENT_GIVEN_LEAST = -1.2  # from here to the next, less than half of a term may be left
NORMAL_CDF_AND_MOMENT_GIVEN_MOST = -0.4
NORMAL_CDF_AND_MOMENT_GIVEN_ROOT = (-0.7517915246935645, 1.4956759177009883e-17)  # and what its float lacks
# The quotient by the distance from the root, in x + 0.8.
NORMAL_CDF_AND_MOMENT_GIVEN_TABLE = (
    5.408763592341663e-07,
    6.491562497095446e-08,
    -7.894173054882278e-06,
    -6.680409735002652e-06,
    9.090641314188775e-05,
    0.0001435629611854827,
    -0.0008164779343161377,
    -0.0019378688310847485,
    0.005244858111810923,
    0.018004197353970654,
    -0.01928623405195923,
    -0.11071899588063235,
    -0.0019385464264626518,
    0.38925199254390236,
    0.41274575682615006,
)


def normal_cdf_and_moment_given(x: Array, below: Array, moment: Array, out: Array, scratch: Array) -> None:
    """Write Phi(x) + x phi(x), shape (n,), phi and Phi the normal density and its integral, ``below`` = Phi(x), ``moment`` = x phi(x).

    Accuracy: 3 ulp beyond twice the errors of the terms. Where these cancel, it is a polynomial times the distance from the root, which
    is exact but for the rounding of the root's second part.
    """
    np.add(below, moment, out=out)
    near = np.flatnonzero(~((x <= NORMAL_CDF_AND_MOMENT_GIVEN_LEAST) | (x >= NORMAL_CDF_AND_MOMENT_GIVEN_MOST)))
    if near.size:
        part = x[near]
        step = part + 0.8
        value = np.full_like(step, NORMAL_CDF_AND_MOMENT_GIVEN_TABLE[0])
        for coefficient in NORMAL_CDF_AND_MOMENT_GIVEN_TABLE[1:]:
            value *= step
            value += coefficient
        first, second = NORMAL_CDF_AND_MOMENT_GIVEN_ROOT
        out[near] = value * (part - first - second)


def scalar_normal_cdf_and_moment_given(x: Scalar, below: Scalar, moment: Scalar) -> Scalar:
    """The same for one number."""
    if x <= NORMAL_CDF_AND_MOMENT_GIVEN_LEAST or x >= NORMAL_CDF_AND_MOMENT_GIVEN_MOST:
        return below + moment
    distance = kept(x - NORMAL_CDF_AND_MOMENT_GIVEN_ROOT[0]) - NORMAL_CDF_AND_MOMENT_GIVEN_ROOT[1]
    return polynomial(x + 0.8, NORMAL_CDF_AND_MOMENT_GIVEN_TABLE) * distance
