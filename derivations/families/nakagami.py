"""The Nakagami law with a concentration and a spread, the mean of the square."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, concentration: sp.Expr, spread: sp.Expr) -> sp.Expr:
    """(2 m - 1) log y - m y^2/spread + m log(m/spread) + log 2 - log Gamma(m) with m the concentration."""
    m = concentration
    constant = m * sp.log(m) - m * sp.log(spread) + sp.log(2) - sp.loggamma(m)
    return (2 * m - 1) * sp.log(y) - m * y**2 / spread + constant


def pivot(concentration: sp.Expr, spread: sp.Expr) -> Pivot:
    """Write y = sqrt(spread w / m) with w a Gamma variable of concentration m and rate one."""
    kernel = GammaKernel(concentration)
    return Pivot(kernel, (kernel.power(sp.Rational(1, 2)) * sp.sqrt(spread / concentration),))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """Log Gamma((eta_0 + 1)/2) - (eta_0 + 1)/2 log(-eta_1) - log 2."""
    m = (eta[0] + 1) / 2
    return sp.loggamma(m) - m * sp.log(-eta[1]) - sp.log(2)


FAMILY = Family(
    name="Nakagami",
    parameters=(Parameter("concentration", "positive"), Parameter("spread", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda concentration, spread: (2 * concentration - 1, -concentration / spread),
    sufficient=lambda y, **_: (sp.log(y), y**2),
    log_partition=log_partition,
    page="natural (2 concentration - 1, -concentration/spread) with statistics (log y, y^2)",
    valid=((1, 1), (sp.Rational(5, 2), sp.Rational(3, 4)), (sp.Rational(4, 3), 2)),
    invalid=((0, 1), (1, -1)),
)
