"""The drop of trigamma from x to x + h beyond what rational functions carry: Student and Snedecor laws once their scale is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.trigamma_drop import (
    TRIGAMMA_DROP_BLOCK,
    scalar_trigamma_drop_rest,
    trigamma_drop_reciprocal,
    trigamma_drop_rest,
)

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr, h: sp.Expr) -> sp.Expr:
    return sp.polygamma(1, x) - sp.polygamma(1, x + h) - h * (x + h + 1) / (x * (x + h) ** 2)


PRIMITIVE = Primitive("trigamma_drop_excess", _meaning, ("positive", "positive"), "positive", rows=0, uses=("trigamma_drop",))


def trigamma_drop_excess(x: Array, h: Array, out: Array, scratch: Array) -> None:
    """Write trigamma(x) - trigamma(x + h) - h (x + h + 1) / (x (x + h)^2), shape (n,), x and h positive.

    Accuracy: 6 ulp. It is (1/x - 1/(x + h))^2 / 2 + the drop of trigamma(a) - 1/a - 1/(2 a^2), both positive.
    """
    if x.size <= TRIGAMMA_DROP_BLOCK:
        trigamma_drop_excess_block(x, h, out)
        return
    for start in range(0, x.size, TRIGAMMA_DROP_BLOCK):
        part = slice(start, start + TRIGAMMA_DROP_BLOCK)
        trigamma_drop_excess_block(x[part], h[part], out[part])


def trigamma_drop_excess_block(x: Array, h: Array, out: Array) -> None:
    """The same for so many elements that their terms stay in the nearest cache."""
    above = x + h
    drop = trigamma_drop_reciprocal(x, h, above)
    np.add(0.5 * drop, trigamma_drop_rest(x, above), out=out)
    np.multiply(out, drop, out=out)


def scalar_trigamma_drop_excess(x: Scalar, h: Scalar) -> Scalar:
    """The same for one pair."""
    drop = h / (x + h) / x
    return drop * (0.5 * drop + scalar_trigamma_drop_rest(x, x + h))
