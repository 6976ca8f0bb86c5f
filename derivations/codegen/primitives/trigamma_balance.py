"""trigamma(a) - 2 / a + 1 / (a + 1), beside its root as well: what the scores of Snedecor's two degrees of freedom share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.primitives.trigamma_independence import scalar_trigamma_independence_tail, trigamma_independence_tail
from derivations.codegen.scalar import kept, quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.polygamma(1, a) - 2 / a + 1 / (a + 1)


PRIMITIVE = Primitive(
    "trigamma_balance", _meaning, ("positive",), "real", rows=0, uses=("digamma", "trigamma_drop", "trigamma_independence")
)

# The root in two parts, and the value over a - root for 1 <= a <= 3: numerator and denominator, highest power first.
TRIGAMMA_BALANCE_ROOT = (1.5150964989183184, 7.1737568121343e-17)
TRIGAMMA_BALANCE_NEAR = (
    (
        -0.000571808117379245,
        0.02150193406386928,
        -0.38565126134871797,
        661405.5197618238,
        3326374.3305930775,
        7070776.564043175,
        7111405.520751274,
        2911013.449660526,
    ),
    (
        -1322802.2488228374,
        -7735185.710975871,
        -19464608.668524835,
        -25304281.39396414,
        -16684614.593325142,
        -4410402.110999756,
        -11.54223910825423,
        1.0,
    ),
)


def trigamma_balance(a: Array, out: Array, scratch: Array) -> None:
    """Write trigamma(a) - 2 / a + 1 / (a + 1), shape (n,), a > 0.

    Accuracy: 5 ulp, also beside the root 1.515. Elsewhere (1 - a) / (2 a^2 (a + 1)) + the tail trigamma(a) - 1/a - 1/(2 a^2).
    """
    if not a.size:
        return
    np.divide(0.5 * (1.0 - a) / (a + 1.0) + trigamma_independence_tail(a), a, out=out)
    np.divide(out, a, out=out)
    if not a[a.argmax()] < np.inf:
        out[a == np.inf] = 0.0
    near = np.flatnonzero((a > 1.0) & (a < 3.0))
    if near.size:
        part = a[near]
        value, work = np.empty_like(part), np.empty_like(part)
        digamma_ratio(part, TRIGAMMA_BALANCE_NEAR, value, work)
        out[near] = value * ((part - TRIGAMMA_BALANCE_ROOT[0]) - TRIGAMMA_BALANCE_ROOT[1])


def scalar_trigamma_balance(a: Scalar) -> Scalar:
    """The same for one element."""
    if a <= 1.0 or a >= 3.0:
        return (0.5 * (1.0 - a) / (a + 1.0) + scalar_trigamma_independence_tail(a)) / a / a
    beside = kept(a - TRIGAMMA_BALANCE_ROOT[0]) - TRIGAMMA_BALANCE_ROOT[1]
    return quotient(a, TRIGAMMA_BALANCE_NEAR) * beside
