"""y - c where c is x plus a known shift: by the differences of y and x, or as it stands, whichever rounds less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    import sympy as sp

    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, x: sp.Expr, shift: sp.Expr, shifted: sp.Expr) -> sp.Expr:
    return y - shifted


PRIMITIVE = Primitive("difference_to_shifted", _meaning, ("positive", "positive", "real", "positive"), "real", rows=2)


def difference_to_shifted(y: Array, x: Array, shift: Array, shifted: Array, out: Array, scratch: Array) -> None:
    """Write y - c, shape (n,), c = ``shifted`` = x + ``shift`` up to the rounding of both.

    Accuracy: 1 ulp of the smaller of c and |y - x| + |shift|, beyond the errors of the arguments.
    """
    near, size = scratch[0], scratch[1]
    np.subtract(y, x, out=near)
    np.absolute(near, out=size)
    np.subtract(near, shift, out=near)
    np.add(size, np.abs(shift), out=size)
    np.subtract(y, shifted, out=out)
    np.add(near, shifted - shifted, out=near)  # a nan passes
    np.copyto(out, near, where=~(size > shifted))


def scalar_difference_to_shifted(y: Scalar, x: Scalar, shift: Scalar, shifted: Scalar) -> Scalar:
    """The same for one element."""
    near = y - x
    size = np.abs(near) + np.abs(shift)
    if size > shifted:
        return y - shifted
    return near - shift + (shifted - shifted)  # a nan passes
