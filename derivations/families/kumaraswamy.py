"""The Kumaraswamy law on the unit interval."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import UNIT


def log_density(y: sp.Expr, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """log(a b) + (a - 1) log y + (b - 1) log(1 - y^a)."""
    return sp.log(a) + sp.log(b) + (a - 1) * sp.log(y) + (b - 1) * sp.log(1 - y**a)


def pivot(a: sp.Expr, b: sp.Expr) -> Pivot:
    """Write y = u^(1/a) with u a Beta(1, b) variable."""
    kernel = BetaKernel(sp.Integer(1), b)
    return Pivot(kernel, (kernel.power(1 / a),))


FAMILY = Family(
    name="Kumaraswamy",
    parameters=(Parameter("a", "positive"), Parameter("b", "positive")),
    support=lambda **_: UNIT,
    log_density=log_density,
    pivot=pivot,
    valid=((2, sp.Rational(5, 2)), (sp.Rational(3, 2), sp.Rational(7, 2)), (sp.Rational(4, 3), sp.Rational(9, 4))),
    invalid=((-1, 1), (1, 0)),
)
