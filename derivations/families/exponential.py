"""The exponential law with a rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.gamma import GammaKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_density(y: sp.Expr, rate: sp.Expr) -> sp.Expr:
    """log(rate) - rate y."""
    return sp.log(rate) - rate * y


def pivot(rate: sp.Expr) -> Pivot:
    """Write y = w / rate with w standard exponential."""
    kernel = GammaKernel(sp.Integer(1))
    return Pivot(kernel, (kernel.atom() * (1 / rate),))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """-log(-eta)."""
    return -sp.log(-eta[0])


FAMILY = Family(
    name="Exponential",
    parameters=(Parameter("rate", "positive"),),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda rate: (-rate,),
    sufficient=lambda y, **_: (y,),
    log_partition=log_partition,
    page="natural [-rate] with statistic y",
    valid=((1,), (sp.Rational(3, 4),), (sp.Rational(9, 2),)),
    invalid=((-1,), (0,)),
)
