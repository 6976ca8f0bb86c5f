"""1 / a + 1 / a^2 - trigamma(a): what the Fisher information that two shapes share keeps once their scale is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.trigamma_drop import TRIGAMMA_DROP_BLOCK
from derivations.codegen.primitives.trigamma_independence import scalar_trigamma_independence_tail, trigamma_independence_tail

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return 1 / a + 1 / a**2 - sp.polygamma(1, a)


PRIMITIVE = Primitive("trigamma_lack", _meaning, ("positive",), "positive", rows=0, uses=("trigamma_drop", "trigamma_independence"))


def trigamma_lack(a: Array, out: Array, scratch: Array) -> None:
    """Write 1 / a + 1 / a^2 - trigamma(a), shape (n,), a > 0: 1 / a - trigamma(a + 1).

    Accuracy: 4 ulp. With b = a + 1 and r(b) = trigamma(b) - 1/b - 1/(2 b^2): (a + 2) / (2 a b^2) - r(b), the second the smaller part.
    """
    for start in range(0, a.size, TRIGAMMA_DROP_BLOCK):
        part = a[start : start + TRIGAMMA_DROP_BLOCK]
        above = part + 1.0
        out[start : start + TRIGAMMA_DROP_BLOCK] = (0.5 + 1.0 / part - trigamma_independence_tail(above)) / above / above
    if a.size and not a[a.argmax()] < np.inf:
        out[a == np.inf] = 0.0


def scalar_trigamma_lack(a: Scalar) -> Scalar:
    """The same for one element."""
    return (0.5 + 1.0 / a - scalar_trigamma_independence_tail(a + 1.0)) / (a + 1.0) / (a + 1.0)
