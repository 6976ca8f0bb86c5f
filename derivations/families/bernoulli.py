"""The Bernoulli law on {0, 1}, by its probability of one or by its logit."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter, Parameterization
from derivations.language.tensor import Tensor
from derivations.support import Integers


def log_density(y: sp.Expr, probs: sp.Expr) -> sp.Expr:
    """Return y log(probs) + (1 - y) log(1 - probs)."""
    return y * sp.log(probs) + (1 - y) * sp.log(1 - probs)


def points(probs: sp.Expr) -> list[tuple[Tensor, sp.Expr]]:
    """Zero and one with their probabilities."""
    return [(Tensor.scalar(0), 1 - probs), (Tensor.scalar(1), probs)]


FAMILY = Family(
    name="Bernoulli",
    parameters=(Parameter("probs", "unit"),),
    support=lambda **_: Integers(sp.Integer(0), sp.Integer(1)),
    log_density=log_density,
    points=points,
    natural=lambda probs: (sp.log(probs / (1 - probs)),),
    sufficient=lambda y, **_: (y,),
    log_partition=lambda eta: sp.log(1 + sp.exp(eta[0])),
    page="natural [logit of probs] with statistic y",
    alternatives=(
        Parameterization(
            parameters=(Parameter("logits"),),
            standard=lambda logits: {"probs": 1 / (1 + sp.exp(-logits))},
            log_density=lambda y, logits: y * logits - sp.log(1 + sp.exp(logits)),
            natural=lambda logits: (logits,),
        ),
    ),
    valid=((sp.Rational(1, 2),), (sp.Rational(1, 7),), (sp.Rational(9, 10),)),
    invalid=((2,), (sp.Rational(-1, 3),), (0,)),
)
