"""The continuous Bernoulli law on the unit interval, for a parameter other than one half."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.truncated_exponential import TruncatedExponentialKernel
from derivations.support import UNIT


def log_density(y: sp.Expr, probs: sp.Expr) -> sp.Expr:
    """Return y log(probs) + (1 - y) log(1 - probs) + log(logit(probs) / (2 probs - 1))."""
    constant = sp.log((sp.log(probs) - sp.log(1 - probs)) / (2 * probs - 1))
    return y * sp.log(probs) + (1 - y) * sp.log(1 - probs) + constant


def pivot(probs: sp.Expr) -> Pivot:
    """The density is proportional to exp(logit y)."""
    kernel = TruncatedExponentialKernel(sp.log(probs) - sp.log(1 - probs), probs / (1 - probs))
    return Pivot(kernel, (kernel.atom(),))


FAMILY = Family(
    name="ContinuousBernoulli",
    parameters=(Parameter("probs", "unit"),),
    support=lambda **_: UNIT,
    log_density=log_density,
    pivot=pivot,
    natural=lambda probs: (sp.log(probs / (1 - probs)),),
    sufficient=lambda y, **_: (y,),
    log_partition=lambda eta: sp.log((sp.exp(eta[0]) - 1) / eta[0]),
    page="natural [logit of probs] with statistic y",
    conditions=lambda probs: (("nonzero", 2 * probs - 1),),
    valid=((sp.Rational(1, 3),), (sp.Rational(1, 7),), (sp.Rational(9, 10),)),
    invalid=((2,), (0,), (sp.Rational(1, 2),)),
)
