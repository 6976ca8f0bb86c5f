"""The geometric law: failures before the first success; values 0, 1, ..."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.families import negative_binomial
from derivations.family import Family, Parameter
from derivations.support import NATURALS

if TYPE_CHECKING:
    from derivations.moments.kernel import Pivot


def pivot(probs: sp.Expr) -> Pivot:
    """Negative binomial with one failure in the place of the success."""
    return negative_binomial.pivot(sp.Integer(1), 1 - probs)


FAMILY = Family(
    name="Geometric",
    parameters=(Parameter("probs", "unit"),),
    support=lambda **_: NATURALS,
    log_density=lambda y, probs: y * sp.log(1 - probs) + sp.log(probs),
    pivot=pivot,
    natural=lambda probs: (sp.log(1 - probs),),
    sufficient=lambda y, **_: (y,),
    log_partition=lambda eta: -sp.log(1 - sp.exp(eta[0])),
    page="natural [log(1 - probs)] with statistic y",
    valid=((sp.Rational(1, 2),), (sp.Rational(2, 5),), (sp.Rational(9, 10),)),
    invalid=((2,), (0,)),
)
