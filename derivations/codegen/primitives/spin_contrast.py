"""Four states of three spins, two of each sign, less each other: what inverses of the information of two coupled spins consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(coupling: sp.Expr, one: sp.Expr, other: sp.Expr) -> sp.Expr:
    even = sp.exp(coupling + one - other) + sp.exp(coupling - one + other)
    return even - sp.exp(-coupling + one + other) - sp.exp(-coupling - one - other)


PRIMITIVE = Primitive("spin_contrast", _meaning, ("real", "real", "real"), "real", rows=10)


def spin_contrast(coupling: Array, one: Array, other: Array, out: Array, scratch: Array) -> None:
    r"""Write exp(c) cosh(a - b) - exp(-c) cosh(a + b), twice, shape (n,); c is the coupling, a and b are the others.

    Accuracy: 8 ulp where tanh(c) and tanh(a) tanh(b) are not nearly equal, plus one for every unit in the sum of the sizes of all three;
    a sum of arguments is off by its rounding. With u, v, w = exp(-2 |a|), exp(-2 |b|), exp(-2 |c|) and A, B, C = 1 - u, 1 - v, 1 - w
    the value is exp(|a| + |b| + |c|) D, with the sign of c. With an odd number of minus signs D = C (1 + u v) + w A B, a sum of positive
    terms. Else D = C (1 + u v) - A B = u + v - w (1 + u v), the one for w >= 1/2, the other below. Terms of the first are off by
    2^-51 C (1 + u v) where they cancel, and half a unit in c moves D by 2^-53 |c| w (1 + u v) or more, half of that over C at least
    0.34; terms of the second by 2^-51 w (1 + u v), and c moves it by 2^-53 |c| w (1 + u v), |c| at least 0.34: eight times that is more.
    """
    sizes, decays, drops, even = scratch[:3], scratch[3:6], scratch[6:9], scratch[9]
    np.absolute(coupling, out=sizes[0])
    np.absolute(one, out=sizes[1])
    np.absolute(other, out=sizes[2])
    np.multiply(sizes, -2.0, out=decays)
    np.expm1(decays, out=drops)
    np.exp(decays, out=decays)
    np.add(sizes[0], sizes[1], out=sizes[0])
    np.add(sizes[0], sizes[2], out=sizes[0])
    np.exp(sizes[0], out=sizes[0])
    np.copysign(sizes[0], coupling, out=sizes[0])
    np.multiply(drops[1], drops[2], out=drops[1])
    np.multiply(decays[1], decays[2], out=even)
    np.add(even, 1.0, out=even)
    np.multiply(drops[0], even, out=drops[0])
    np.add(drops[0], drops[1], out=out)  # -D for the first
    np.multiply(even, decays[0], out=even)
    np.add(decays[1], decays[2], out=decays[1])
    np.subtract(even, decays[1], out=even)  # -D for the second
    np.putmask(out, decays[0] < 0.5, even)
    np.multiply(drops[1], decays[0], out=drops[1])
    np.subtract(drops[0], drops[1], out=drops[0])  # -D with an odd number of minus signs
    np.multiply(coupling, one, out=even)
    np.multiply(even, other, out=even)
    np.putmask(out, np.signbit(even), drops[0])
    np.multiply(out, sizes[0], out=out)
    np.negative(out, out=out)


def scalar_spin_contrast(coupling: Scalar, one: Scalar, other: Scalar) -> Scalar:
    """The same for one triple."""
    c = -coupling if coupling < 0.0 else coupling
    a = -one if one < 0.0 else one
    b = -other if other < 0.0 else other
    side = -1.0 if coupling < 0.0 else 1.0
    sides = side * (-1.0 if one < 0.0 else 1.0) * (-1.0 if other < 0.0 else 1.0)
    u = np.exp(-2.0 * a)
    v = np.exp(-2.0 * b)
    w = np.exp(-2.0 * c)
    whole = side * np.exp(c + a + b)
    even = 1.0 + u * v
    if sides > 0.0 and w < 0.5:
        return whole * ((u + v) - w * even)
    drop = -np.expm1(-2.0 * c) * even
    both = np.expm1(-2.0 * a) * np.expm1(-2.0 * b)
    if sides < 0.0:
        return whole * (drop + both * w)
    return whole * (drop - both)
