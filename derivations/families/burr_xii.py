"""The Burr law of type XII (Singh-Maddala) with a scale and two exponents."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE


def log_density(y: sp.Expr, scale: sp.Expr, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """log(a b) - a log(scale) + (a - 1) log y - (b + 1) log(1 + (y/scale)^a)."""
    return sp.log(a) + sp.log(b) - a * sp.log(scale) + (a - 1) * sp.log(y) - (b + 1) * sp.log(1 + (y / scale) ** a)


def pivot(scale: sp.Expr, a: sp.Expr, b: sp.Expr) -> Pivot:
    """Write y = scale ((1 - u)/u)^(1/a) with u a Beta(b, 1) variable."""
    kernel = BetaKernel(b, sp.Integer(1))
    return Pivot(kernel, (kernel.power(-1 / a, 0) * kernel.power(1 / a, 1) * scale,))


FAMILY = Family(
    name="BurrXII",
    parameters=(Parameter("scale", "positive"), Parameter("a", "positive"), Parameter("b", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    valid=((1, 3, 2), (sp.Rational(5, 2), sp.Rational(7, 2), sp.Rational(3, 2)), (sp.Rational(2, 3), 2, 4)),
    invalid=((0, 1, 1), (1, -1, 1), (1, 1, 0)),
)
