"""The shifted exponential law: its support begins at the location, which is therefore no regular parameter."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import Interval


def pivot(loc: sp.Expr, rate: sp.Expr) -> Pivot:
    """Write y = loc + w / rate with w standard exponential."""
    kernel = GammaKernel(sp.Integer(1))
    return Pivot(kernel, (kernel.atom() * (1 / rate) + loc,))


FAMILY = Family(
    name="ShiftedExponential",
    parameters=(Parameter("loc"), Parameter("rate", "positive")),
    support=lambda loc, **_: Interval(loc, sp.oo),
    log_density=lambda y, loc, rate: sp.log(rate) - rate * (y - loc),
    pivot=pivot,
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, -1), (0, 0)),
)
