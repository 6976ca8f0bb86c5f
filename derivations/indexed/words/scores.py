"""Scores, Fisher matrices and third moments of the score of laws of every size."""

from __future__ import annotations

from typing import Any

from derivations import quantities
from derivations.indexed.atoms import axis
from derivations.indexed.derivative import derivative
from derivations.indexed.law import IndexedLaw, expectation_of
from derivations.indexed.lifting import lift
from derivations.indexed.normal import normal
from derivations.indexed.registry import meaning
from derivations.indexed.tensor import IndexedTensor
from derivations.indexed.words.densities import density_at, mean_rule, shown
from derivations.trace import Quantity, Step, record


def score_of(law: IndexedLaw, y: IndexedTensor, variables: IndexedTensor) -> IndexedTensor:
    """The derivative of the log-density at a value by a declared array."""
    entry = variables.letter()
    density = IndexedTensor.scalar(law.log_density(y))
    result = IndexedTensor.build(variables.shape, lambda *at: derivative(density.item, entry.letter, *at))
    record(Step(f"log-density of {law.name}, for every size", shown(y, y), shown(density, y), quantity=Quantity("log p")))
    rule = f"score: derivative by {entry}; the derivative of {entry.letter}[k] by {entry} is delta(i, k)"
    record(Step(rule, shown(density, y), shown(result, y), quantity=Quantity("s", result.indices)))
    return result


@meaning("score")
def score(law: IndexedLaw, y: Any, variables: Any) -> IndexedTensor:
    """The gradient of the log-density."""
    density_at(law, lift(y))
    return score_of(law, lift(y), lift(variables))


def _moment_of_scores(law: IndexedLaw, variables: Any, order: int, name: str) -> IndexedTensor:
    y, v = law.variable(), lift(variables)
    s = score_of(law, y, v)
    product = s
    for _ in range(order - 1):
        taken = len(product.shape)
        later = map(axis, range(taken, taken + len(s.shape)))
        product = IndexedTensor(product.shape + s.shape, normal(product.body * s.at(*later)))
    return _mean(law, y, product, Quantity(name, product.indices, "scores"))


def _mean(law: IndexedLaw, y: IndexedTensor, integrand: IndexedTensor, quantity: Quantity) -> IndexedTensor:
    """The mean of an array, with the steps for a reader."""
    after = expectation_of(integrand, y, law)
    record(Step("what is averaged", quantities.definition(quantity)[2:-1], shown(integrand, y)))
    record(Step(mean_rule(law), shown(integrand, y), after.body, quantity=quantity))
    return after


@meaning("fisher")
def fisher(law: IndexedLaw, variables: Any) -> IndexedTensor:
    """E[s_i s_j] with the score s."""
    return _moment_of_scores(law, variables, 2, "F")


@meaning("cubic")
def cubic(law: IndexedLaw, variables: Any) -> IndexedTensor:
    """E[s_i s_j s_l] with the score s."""
    return _moment_of_scores(law, variables, 3, "C")


@meaning("fisher_hessian")
def fisher_hessian(law: IndexedLaw, variables: Any) -> IndexedTensor:
    """-E[d s_i / d v_j] with the score s."""
    y, v = law.variable(), lift(variables)
    entry, s = v.letter(), score_of(law, y, v)
    rank = len(s.shape)
    curvature = IndexedTensor.build(s.shape * 2, lambda *at: -derivative(s.at(*at[:rank]), entry.letter, *at[rank:]))
    return _mean(law, y, curvature, Quantity("F", curvature.indices, "hessian"))
