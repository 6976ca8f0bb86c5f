"""The Fisher information of the first shape of a Kumaraswamy law, at one, as a function of the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio
from derivations.codegen.primitives.digamma_difference import digamma_difference, scalar_digamma_difference
from derivations.codegen.primitives.trigamma import scalar_trigamma, trigamma
from derivations.codegen.scalar import quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(b: sp.Expr) -> sp.Expr:
    score = sp.digamma(b) + sp.EulerGamma - 1
    return (b * (score**2 + sp.pi**2 / 6 - sp.polygamma(1, b)) - 2) / (b - 2)


PRIMITIVE = Primitive(
    "kumaraswamy_information",
    _meaning,
    ("positive",),
    "positive",
    rows=0,
    uses=("digamma", "excess_log", "bregman_loggamma_tail", "digamma_difference", "trigamma_excess", "trigamma"),
)

# The value over b for b <= 5: numerator and denominator, highest power first.
KUMARASWAMY_INFORMATION_NEAR = (
    (
        3.0068746063378e-10,
        3.567280620772579e-07,
        3.931488662840449e-05,
        0.0014133919002019004,
        0.02249745518701983,
        0.1791892695727935,
        0.7375429281584508,
        1.484985734065497,
        1.1449340668482264,
    ),
    (
        1.0729317820754192e-08,
        2.1859884360912923e-06,
        0.00012539477357087736,
        0.0030424284384211204,
        0.03682097884489783,
        0.2384563171382317,
        0.8320724873525479,
        1.4600827143821442,
        1.0,
    ),
)
KUMARASWAMY_INFORMATION_LIMIT = 1.6449340668482264  # pi^2 / 6


def kumaraswamy_information(b: Array, out: Array, scratch: Array) -> None:
    """Write (b ((digamma(b) + gamma - 1)^2 + pi^2 / 6 - trigamma(b)) - 2) / (b - 2), shape (n,), b > 0; no pole at 2, 1.14 b for small b.

    Accuracy: 6 ulp.
    """
    near, work = np.minimum(b, 5.0), np.empty_like(b)
    digamma_ratio(near, KUMARASWAMY_INFORMATION_NEAR, out, work)
    np.multiply(out, near, out=out)
    far = np.flatnonzero(b > 5.0)
    if far.size:
        part = b[far]
        score, curvature, rows = np.empty_like(part), np.empty_like(part), np.empty((7, part.size))
        digamma_difference(part, np.full_like(part, 2.0), score, rows)
        trigamma(part, curvature, rows)
        value = score * score + (KUMARASWAMY_INFORMATION_LIMIT - curvature) - 2.0 / part
        out[far] = value * (part / (part - 2.0)) if part[part.argmax()] < np.inf else value


def scalar_kumaraswamy_information(b: Scalar) -> Scalar:
    """The same for one element."""
    if b <= 5.0:
        return quotient(b, KUMARASWAMY_INFORMATION_NEAR) * b
    score = scalar_digamma_difference(b, 2.0)
    value = score * score + (KUMARASWAMY_INFORMATION_LIMIT - scalar_trigamma(b)) - 2.0 / b
    return value * (b / (b - 2.0))
