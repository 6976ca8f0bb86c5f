"""The inverse Gaussian law with a mean and a concentration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.inverse_gaussian import InverseGaussianKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, loc: sp.Expr, concentration: sp.Expr) -> sp.Expr:
    """-concentration (y - loc)^2 / (2 loc^2 y) + log(concentration)/2 - log(2 pi)/2 - 3 log(y)/2."""
    constant = sp.log(concentration) / 2 - sp.log(2 * sp.pi) / 2
    return constant - 3 * sp.log(y) / 2 - concentration * (y - loc) ** 2 / (2 * loc**2 * y)


def pivot(loc: sp.Expr, concentration: sp.Expr) -> Pivot:
    """The variable is the kernel's atom."""
    kernel = InverseGaussianKernel(loc, concentration)
    return Pivot(kernel, (kernel.atom(),))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """-2 sqrt(eta_0 eta_1) - log(-2 eta_1) / 2; the base measure is y^(-3/2) / sqrt(2 pi)."""
    return -2 * sp.sqrt(eta[0] * eta[1]) - sp.log(-2 * eta[1]) / 2


FAMILY = Family(
    name="InverseGaussian",
    parameters=(Parameter("loc", "positive"), Parameter("concentration", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda loc, concentration: (-concentration / (2 * loc**2), -concentration / 2),
    sufficient=lambda y, **_: (y, 1 / y),
    log_partition=log_partition,
    page="natural (-concentration/(2 loc^2), -concentration/2) with statistics (y, 1/y)",
    valid=((1, 2), (sp.Rational(3, 2), sp.Rational(5, 3)), (sp.Rational(5, 7), 3)),
    invalid=((0, 1), (1, -1)),
)
