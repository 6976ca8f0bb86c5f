"""The categorical law on 0, .., K - 1, by its probabilities or by its logits."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter, Parameterization
from derivations.language.tensor import Tensor
from derivations.support import Integers


def _pick(y: sp.Expr, values: tuple[sp.Expr, ...]) -> sp.Expr:
    """The entry at position ``y``; for a symbolic position a sum with Kronecker deltas."""
    return sp.Add(*(sp.KroneckerDelta(y, k) * value for k, value in enumerate(values)))


def log_density(y: sp.Expr, probs: Tensor) -> sp.Expr:
    """The log-probability of class ``y``."""
    return _pick(y, tuple(map(sp.log, probs.entries)))


def points(probs: Tensor) -> list[tuple[Tensor, sp.Expr]]:
    """The classes with their probabilities."""
    return [(Tensor.scalar(k), probability) for k, probability in enumerate(probs.entries)]


def _softmax(logits: Tensor) -> dict[str, Tensor]:
    total = sp.Add(*map(sp.exp, logits.entries))
    return {"probs": logits.map(lambda logit: sp.exp(logit) / total)}


def _log_density_of_logits(y: sp.Expr, logits: Tensor) -> sp.Expr:
    """logits_y - log(sum_k exp(logits_k))."""
    return _pick(y, logits.entries) - sp.log(sp.Add(*map(sp.exp, logits.entries)))


def sufficient(y: sp.Expr, probs: Tensor) -> list[sp.Expr]:
    """The indicators of the K classes."""
    return [sp.KroneckerDelta(y, k) for k in range(probs.shape[0])]


FAMILY = Family(
    name="Categorical",
    parameters=(Parameter("probs", "simplex", ("K",)),),
    support=lambda probs: Integers(sp.Integer(0), sp.Integer(probs.shape[0] - 1)),
    log_density=log_density,
    points=points,
    natural=lambda probs: tuple(map(sp.log, probs.entries)),
    sufficient=sufficient,
    log_partition=lambda eta: sp.log(sp.Add(*map(sp.exp, eta))),
    page="natural: the K logits (overcomplete: a common shift changes nothing) with the indicators of the classes as statistics",
    alternatives=(
        Parameterization(
            parameters=(Parameter("logits", "real", ("K",)),),
            standard=_softmax,
            log_density=_log_density_of_logits,
            natural=lambda logits: logits.entries,
        ),
    ),
    valid=(
        ([sp.Rational(1, 2), sp.Rational(1, 3), sp.Rational(1, 6)],),
        ([sp.Rational(1, 4), sp.Rational(3, 4)],),
        ([sp.Rational(1, 10), sp.Rational(2, 10), sp.Rational(3, 10), sp.Rational(4, 10)],),
    ),
    invalid=(([sp.Rational(1, 2), sp.Rational(1, 3)],), ([2, -1],)),
)
