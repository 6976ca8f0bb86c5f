"""a + b + c as if it were rounded once: one minus two probabilities, where they leave little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    import sympy as sp

    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr, c: sp.Expr) -> sp.Expr:
    return a + b + c


PRIMITIVE = Primitive("sum_of_three", _meaning, ("real", "real", "real"), "real", rows=2)


def sum_of_three(a: Array, b: Array, c: Array, out: Array, scratch: Array) -> None:
    """Write a + b + c, shape (n,).

    Accuracy: 2 ulp while no partial sum overflows. The rounding error e of s = a + b is known exactly (Knuth's sum) and added to s + c:
    where c has the opposite sign and at most twice, at least half the size of s, s + c is exact (Sterbenz), so that s + c + e is rounded
    once. Elsewhere s + c is at least half of s, hence e at most 2^-52 of it, and the result has two roundings.
    """
    total, virtual = scratch[0], scratch[1]
    np.add(a, b, out=total)
    np.subtract(total, a, out=virtual)
    np.subtract(b, virtual, out=out)
    np.subtract(total, virtual, out=virtual)
    np.subtract(a, virtual, out=virtual)
    np.add(out, virtual, out=out)
    np.add(total, c, out=total)
    np.add(out, total, out=out)


def scalar_sum_of_three(a: Scalar, b: Scalar, c: Scalar) -> Scalar:
    """The same for one element."""
    total = a + b
    virtual = total - a
    return (total + c) + ((a - (total - virtual)) + (b - virtual))
