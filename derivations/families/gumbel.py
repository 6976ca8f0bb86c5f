"""The Gumbel law of maxima."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import REALS


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-log(scale) - z - exp(-z) with z = (y - loc)/scale."""
    return -sp.log(scale) - (y - loc) / scale - sp.exp(-(y - loc) / scale)


def pivot(loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """Write y = loc - scale log w with w standard exponential."""
    kernel = GammaKernel(sp.Integer(1))
    return Pivot(kernel, (kernel.logarithm() * (-scale) + loc,))


FAMILY = Family(
    name="Gumbel",
    parameters=(Parameter("loc"), Parameter("scale", "positive")),
    support=lambda **_: REALS,
    log_density=log_density,
    pivot=pivot,
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, -1), (0, 0)),
)
