"""The Conway-Maxwell-Poisson law: counts with a dispersion; its normaliser is a series."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.factorial_series import FactorialSeriesKernel, series
from derivations.moments.kernel import Pivot
from derivations.support import NATURALS


def log_density(y: sp.Expr, rate: sp.Expr, dispersion: sp.Expr) -> sp.Expr:
    """Return y log(rate) - dispersion log y! - log(sum over k of rate^k / (k!)^dispersion)."""
    return y * sp.log(rate) - dispersion * sp.loggamma(y + 1) - sp.log(series(rate, dispersion))


def pivot(rate: sp.Expr, dispersion: sp.Expr) -> Pivot:
    """The variable is the kernel's first atom."""
    kernel = FactorialSeriesKernel(rate, dispersion)
    return Pivot(kernel, (kernel.atom(),))


FAMILY = Family(
    name="ConwayMaxwellPoisson",
    parameters=(Parameter("rate", "positive"), Parameter("dispersion", "positive")),
    support=lambda **_: NATURALS,
    log_density=log_density,
    pivot=pivot,
    natural=lambda rate, dispersion: (sp.log(rate), -dispersion),
    sufficient=lambda y, **_: (y, sp.loggamma(y + 1)),
    log_partition=lambda eta: sp.log(series(sp.exp(eta[0]), -eta[1])),
    page="natural (log rate, -dispersion) with statistics (y, log y!); the log-partition is the logarithm of a series",
    valid=((1, 1), (sp.Rational(5, 2), sp.Rational(3, 2)), (sp.Rational(3, 2), 2)),
    invalid=((0, 1), (1, -1)),
)
