"""The von Mises law of an angle; values in (-pi, pi)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.circle import CircleKernel
from derivations.moments.kernel import Pivot
from derivations.support import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, loc: sp.Expr, concentration: sp.Expr) -> sp.Expr:
    """Concentration cos(y - loc) - log(2 pi) - log I_0(concentration)."""
    return concentration * sp.cos(y - loc) - sp.log(2 * sp.pi) - sp.log(sp.besseli(0, concentration))


def pivot(loc: sp.Expr, concentration: sp.Expr) -> Pivot:
    """Write y = loc + z; the mean of cos(n z) is I_n / I_0 of the concentration."""
    kernel = CircleKernel(lambda n: sp.besseli(n, concentration) / sp.besseli(0, concentration))
    return Pivot(kernel, (kernel.atom(1) + loc,))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """Log I_0 of the length of eta; the base measure is 1 / (2 pi)."""
    return sp.log(sp.besseli(0, sp.sqrt(eta[0] ** 2 + eta[1] ** 2)))


FAMILY = Family(
    name="VonMises",
    parameters=(Parameter("loc"), Parameter("concentration", "positive")),
    support=lambda **_: Interval(-sp.pi, sp.pi),
    log_density=log_density,
    pivot=pivot,
    natural=lambda loc, concentration: (concentration * sp.cos(loc), concentration * sp.sin(loc)),
    sufficient=lambda y, **_: (sp.cos(y), sp.sin(y)),
    log_partition=log_partition,
    page="natural concentration (cos loc, sin loc) with statistics (cos y, sin y)",
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, -1), (0, 0)),
)
