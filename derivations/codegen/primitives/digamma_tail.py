"""log a - digamma(a): what the logarithm lacks; the score of a Gamma shape at its fitted rate."""

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
    return sp.log(a) - sp.digamma(a)


PRIMITIVE = Primitive("digamma_tail", _meaning, ("positive",), "positive", rows=4, uses=("digamma",))

# a^2 (log a - digamma(a)) - a / 2 in 1 / a^2, for a >= 1 and for a >= 10.
DIGAMMA_TAIL_FULL = (
    (
        0.8010807052332133,
        18.665444385061082,
        106.33750202207817,
        228.57271778328786,
        219.93039637405641,
        101.76267779383919,
        22.823351526095365,
        2.320587549864098,
        0.08333333333333333,
    ),
    (
        0.13887941975920992,
        18.825011810330924,
        302.65268562067456,
        1485.3241814340195,
        2970.2152521928474,
        2752.051876387133,
        1247.5340520251807,
        276.62730432536256,
        27.947050598369174,
        1.0,
    ),
)
DIGAMMA_TAIL_SHORT = (
    (
        0.07290040588749579,
        -0.020997344678476245,
        0.0075753691706186566,
        -0.004166666003179246,
        0.003968253967881951,
        -0.008333333333333297,
        0.08333333333333333,
    ),
    (1.0,),
)


def digamma_tail(a: Array, out: Array, scratch: Array) -> None:
    """Write log a - digamma(a), shape (n,), a > 0.

    Accuracy: 2 ulp. A sum of positive terms: 1 / (2 a) + F(1 / a^2) / a^2 for a >= 1, one step of the recurrence below.
    """
    if not a.size:
        return
    low = a[a.argmin()]
    reciprocal, square, work, shifted = scratch[0], scratch[1], scratch[2], scratch[3]
    above = low >= 1.0
    if not above:
        np.less(a, 1.0, out=shifted, casting="unsafe")
        np.add(a, shifted, out=shifted)
    np.divide(1.0, a if above else shifted, out=reciprocal)
    np.multiply(reciprocal, reciprocal, out=square)
    digamma_ratio(square, DIGAMMA_TAIL_SHORT if low >= 10.0 else DIGAMMA_TAIL_FULL, out, work)
    np.multiply(out, reciprocal, out=out)
    np.add(out, 0.5, out=out)
    np.multiply(out, reciprocal, out=out)
    if not above:
        small = np.flatnonzero(a < 1.0)
        inverse = 1.0 / a[small]
        out[small] += inverse - np.log1p(np.minimum(inverse, 1.7976931348623157e308))


def scalar_digamma_tail(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 1.0:
        inverse = 1.0 / a
        finite = min(1.7976931348623157e308, inverse)
        return scalar_digamma_tail_above(a + 1.0) + (inverse - np.log1p(finite))
    return scalar_digamma_tail_above(a)


def scalar_digamma_tail_above(a: Scalar) -> Scalar:
    """The same from one on."""
    part = 1.0 / a
    return (quotient(part * part, DIGAMMA_TAIL_FULL) * part + 0.5) * part
