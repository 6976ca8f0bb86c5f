"""Fisher's F law (Snedecor) with two degrees of freedom."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE


def log_density(y: sp.Expr, df1: sp.Expr, df2: sp.Expr) -> sp.Expr:
    """(df1/2 - 1) log y - (df1 + df2)/2 log(1 + df1 y/df2) + df1/2 log(df1/df2) - log B(df1/2, df2/2)."""
    a, b = df1 / 2, df2 / 2
    constant = a * (sp.log(df1) - sp.log(df2)) + sp.loggamma(a + b) - sp.loggamma(a) - sp.loggamma(b)
    return (a - 1) * sp.log(y) - (a + b) * sp.log(1 + df1 * y / df2) + constant


def pivot(df1: sp.Expr, df2: sp.Expr) -> Pivot:
    """Write y = df2/df1 u/(1 - u) with u a Beta(df1/2, df2/2) variable."""
    kernel = BetaKernel(df1 / 2, df2 / 2)
    return Pivot(kernel, (kernel.atom(0) * kernel.power(sp.Integer(-1), 1) * (df2 / df1),))


FAMILY = Family(
    name="FisherSnedecor",
    parameters=(Parameter("df1", "positive"), Parameter("df2", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    valid=((2, 7), (sp.Rational(5, 2), sp.Rational(15, 2)), (5, 8)),
    invalid=((-1, 1), (1, 0)),
)
