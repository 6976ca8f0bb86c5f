"""The law of the reciprocal of a Gamma variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, concentration: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """-(concentration + 1) log y - rate / y + concentration log(rate) - log Gamma(concentration)."""
    return concentration * sp.log(rate) - sp.loggamma(concentration) - (concentration + 1) * sp.log(y) - rate / y


def pivot(concentration: sp.Expr, rate: sp.Expr) -> Pivot:
    """Write y = rate / w with w of rate one."""
    kernel = GammaKernel(concentration)
    return Pivot(kernel, (kernel.power(sp.Integer(-1)) * rate,))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """Log Gamma(-eta_0 - 1) + (eta_0 + 1) log(-eta_1)."""
    return sp.loggamma(-eta[0] - 1) + (eta[0] + 1) * sp.log(-eta[1])


FAMILY = Family(
    name="InverseGamma",
    parameters=(Parameter("concentration", "positive"), Parameter("rate", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda concentration, rate: (-concentration - 1, -rate),
    sufficient=lambda y, **_: (sp.log(y), 1 / y),
    log_partition=log_partition,
    page="natural (-concentration - 1, -rate) with statistics (log y, 1/y)",
    valid=((3, 1), (sp.Rational(5, 2), sp.Rational(3, 4)), (sp.Rational(11, 3), 2)),
    invalid=((-1, 1), (1, 0)),
)
