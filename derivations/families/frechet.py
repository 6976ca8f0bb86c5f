"""The Frechet law with a scale and a concentration (shape); it has moments below its concentration."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE


def log_density(y: sp.Expr, scale: sp.Expr, concentration: sp.Expr) -> sp.Expr:
    """log(k) + k log(scale) - (k + 1) log y - (y/scale)^(-k) with k the concentration."""
    k = concentration
    return sp.log(k) + k * sp.log(scale) - (k + 1) * sp.log(y) - (y / scale) ** (-k)


def pivot(scale: sp.Expr, concentration: sp.Expr) -> Pivot:
    """Write y = scale w^(-1/k) with w standard exponential."""
    kernel = GammaKernel(sp.Integer(1))
    return Pivot(kernel, (kernel.power(-1 / concentration) * scale,))


FAMILY = Family(
    name="Frechet",
    parameters=(Parameter("scale", "positive"), Parameter("concentration", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    valid=((1, 3), (sp.Rational(5, 2), sp.Rational(7, 2)), (sp.Rational(2, 3), 5)),
    invalid=((0, 1), (1, -1)),
)
