"""The normal-Gamma law of a location and a precision; a value is the pair (x, precision)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.gaussian import GaussianKernel
from derivations.moments.kernel import Pivot
from derivations.moments.products import ProductKernel
from derivations.support import POSITIVE, REALS, Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.language.tensor import Tensor


def log_density(y: Tensor, loc: sp.Expr, strength: sp.Expr, concentration: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """Of Gamma(concentration, rate) at the precision t, plus that of the normal law of precision strength t at x."""
    x, t = y.entries
    gamma = (concentration - 1) * sp.log(t) - rate * t + concentration * sp.log(rate) - sp.loggamma(concentration)
    return gamma - strength * t * (x - loc) ** 2 / 2 + (sp.log(strength) + sp.log(t) - sp.log(2 * sp.pi)) / 2


def pivot(loc: sp.Expr, strength: sp.Expr, concentration: sp.Expr, rate: sp.Expr) -> Pivot:
    """Write t = w/rate and x = loc + z/sqrt(strength t) with w a Gamma variable and z standard normal."""
    kernel = ProductKernel((GaussianKernel(), GammaKernel(concentration)))
    shift = kernel.atom(0) * kernel.power(sp.Rational(-1, 2), 1) * sp.sqrt(rate / strength)
    return Pivot(kernel, (shift + loc, kernel.atom(1) * (1 / rate)))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """Log Gamma(a) - a log(b) - log(-2 eta_3)/2 with a = eta_0 + 1/2 and b = -eta_1 + eta_2^2/(4 eta_3)."""
    a = eta[0] + sp.Rational(1, 2)
    return sp.loggamma(a) - a * sp.log(-eta[1] + eta[2] ** 2 / (4 * eta[3])) - sp.log(-2 * eta[3]) / 2


def natural(loc: sp.Expr, strength: sp.Expr, concentration: sp.Expr, rate: sp.Expr) -> Sequence[sp.Expr]:
    """(concentration - 1/2, -rate - strength loc^2/2, strength loc, -strength/2)."""
    return (concentration - sp.Rational(1, 2), -rate - strength * loc**2 / 2, strength * loc, -strength / 2)


def sufficient(y: Tensor, **_: sp.Expr) -> Sequence[sp.Expr]:
    """(log t, t, t x, t x^2)."""
    x, t = y.entries
    return (sp.log(t), t, t * x, t * x**2)


FAMILY = Family(
    name="NormalGamma",
    parameters=(
        Parameter("loc"),
        Parameter("strength", "positive"),
        Parameter("concentration", "positive"),
        Parameter("rate", "positive"),
    ),
    support=lambda **_: Box((REALS, POSITIVE)),
    log_density=log_density,
    pivot=pivot,
    natural=natural,
    sufficient=sufficient,
    log_partition=log_partition,
    page="value (x, t); natural (concentration - 1/2, -rate - strength loc^2/2, strength loc, -strength/2) with (log t, t, t x, t x^2)",
    valid=(
        (0, 1, 2, 1),
        (sp.Rational(-3, 2), sp.Rational(2, 3), sp.Rational(5, 2), sp.Rational(3, 4)),
        (sp.Rational(5, 7), 2, 3, sp.Rational(4, 3)),
    ),
    invalid=((0, 0, 1, 1), (0, 1, -1, 1), (0, 1, 1, 0)),
)
