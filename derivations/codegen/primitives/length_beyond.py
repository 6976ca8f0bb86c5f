"""By how much a vector is longer than its projection on another one: their divergence in direction, times the length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.difference_of_products import difference_of_products, scalar_difference_of_products
from derivations.codegen.primitives.hypotenuse import scalar_hypotenuse

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr, c: sp.Expr, d: sp.Expr) -> sp.Expr:
    return sp.sqrt(a**2 + b**2) - (a * c + b * d) / sp.sqrt(c**2 + d**2)


PRIMITIVE = Primitive(
    "length_beyond", _meaning, ("real", "real", "real", "real"), "nonnegative", rows=4, uses=("difference_of_products", "hypotenuse")
)


def length_beyond(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write |(a, b)| - (a c + b d) / |(c, d)|, shape (n,); zero exactly where the vectors have one direction.

    Accuracy: 8 ulp. Where the angle is acute it is the square of the height (a d - b c) / |(c, d)| over the sum of length and projection.
    """
    difference_of_products(a, d, b, c, out, scratch)
    length, other, projection, work = scratch[0], scratch[1], scratch[2], scratch[3]
    np.hypot(a, b, out=length)
    np.hypot(c, d, out=other)
    np.divide(out, other, out=out)
    np.divide(c, other, out=projection)
    np.multiply(projection, a, out=projection)
    np.divide(d, other, out=work)
    np.multiply(work, b, out=work)
    np.add(projection, work, out=projection)
    np.absolute(projection, out=work)
    np.add(length, work, out=length)
    np.divide(out, length, out=work)
    np.multiply(out, work, out=out)
    np.copyto(out, length, where=projection < 0.0)


def scalar_length_beyond(a: Scalar, b: Scalar, c: Scalar, d: Scalar) -> Scalar:
    """The same for one element."""
    other = scalar_hypotenuse(c, d)
    projection = a * (c / other) + b * (d / other)
    if projection < 0.0:
        return scalar_hypotenuse(a, b) - projection
    height = scalar_difference_of_products(a, d, b, c) / other
    return height * (height / (scalar_hypotenuse(a, b) + projection))
