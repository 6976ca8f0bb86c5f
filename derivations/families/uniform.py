"""The uniform law on an interval: its support depends on its parameters, so that the mean of the score is not zero."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.uniform import UniformKernel
from derivations.support import Interval


def pivot(low: sp.Expr, high: sp.Expr) -> Pivot:
    """Write y = low + (high - low) u with u uniform on the unit interval."""
    kernel = UniformKernel()
    return Pivot(kernel, (kernel.atom() * (high - low) + low,))


FAMILY = Family(
    name="Uniform",
    parameters=(Parameter("low"), Parameter("high")),
    support=Interval,
    log_density=lambda y, low, high: -sp.log(high - low),  # noqa: ARG005 - constant in y
    pivot=pivot,
    conditions=lambda low, high: (("positive", high - low),),
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((1, 0), (2, 2)),
)
