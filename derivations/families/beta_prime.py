"""The Beta prime law: the odds of a Beta variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """(a - 1) log y - (a + b) log(1 + y) - log B(a, b)."""
    return (a - 1) * sp.log(y) - (a + b) * sp.log(1 + y) + sp.loggamma(a + b) - sp.loggamma(a) - sp.loggamma(b)


def pivot(a: sp.Expr, b: sp.Expr) -> Pivot:
    """Write y = u / (1 - u) with u a Beta(a, b) variable."""
    kernel = BetaKernel(a, b)
    return Pivot(kernel, (kernel.atom(0) * kernel.power(sp.Integer(-1), 1),))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """The logarithm of B(eta_0 + 1, -eta_0 - eta_1 - 1)."""
    return sp.loggamma(eta[0] + 1) + sp.loggamma(-eta[0] - eta[1] - 1) - sp.loggamma(-eta[1])


FAMILY = Family(
    name="BetaPrime",
    parameters=(Parameter("a", "positive"), Parameter("b", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda a, b: (a - 1, -a - b),
    sufficient=lambda y, **_: (sp.log(y), sp.log(1 + y)),
    log_partition=log_partition,
    page="natural (a - 1, -a - b) with statistics (log y, log(1 + y))",
    valid=((1, 3), (sp.Rational(5, 2), sp.Rational(15, 4)), (sp.Rational(7, 3), 4)),
    invalid=((-1, 1), (1, 0)),
)
