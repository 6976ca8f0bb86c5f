"""Laws and what is derived from them: densities, expectations, scores, Fisher matrices, divergences."""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from derivations import expect
from derivations.cubic import cubic
from derivations.entropy import entropy as entropy_of
from derivations.fisher import fisher, fisher_hessian
from derivations.kinks import require_away_from_kinks
from derivations.language import kinds
from derivations.language.kinds import NUMBER, Array, Kind, KindError, LawKind
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.limits.known import knowing, offered
from derivations.normal_form import Facts
from derivations.score import directional_score, score

Law = Any  # a law of a family or an arbitrary law: both know their log density


def _value_of(law: LawKind, y: Kind) -> None:
    kinds.equal_shapes(law.variable, y, "of the law's values and the point")


def _at_value(law: LawKind, y: Kind) -> Kind:
    _value_of(law, y)
    return NUMBER


@word("logpdf", "law", "value", kind=_at_value)
def logpdf(law: Law, y: Tensor) -> Tensor:
    """The log density (nats) at a value."""
    expect.require_in_support(law, y)
    return Tensor.scalar(law.log_density(y))


@word("pdf", "law", "value", kind=_at_value)
def pdf(law: Law, y: Tensor) -> Tensor:
    """The density, or the probability of a discrete value."""
    expect.require_in_support(law, y)
    return Tensor.scalar(sp.exp(law.log_density(y)))


@word("nll", "law", "value", kind=_at_value)
def nll(law: Law, y: Tensor) -> Tensor:
    """The negative log density (nats)."""
    expect.require_in_support(law, y)
    return Tensor.scalar(-law.log_density(y))


@word("E", "value", "bound", "law", kind=lambda value, _, __: kinds.array(value, "the expression"))
def expected(value: Any, y: Tensor, law: Law) -> Any:
    """The expectation, entry by entry."""
    with knowing(Facts() if y.shape else offered(y.item)):
        return expect.expectation_of(value, y, law)


def _variance_kind(value: Kind, _: Kind, __: LawKind) -> Kind:
    kinds.number(value, "the expression")
    return NUMBER


@word("Var", "value", "bound", "law", kind=_variance_kind)
def variance(value: Tensor, y: Tensor, law: Law) -> Tensor:
    """The variance: E[(e - E[e])^2]."""
    mean = expect.expectation_of(value, y, law).item
    return Tensor.scalar(expect.expectation_of(Tensor.scalar((value.item - mean) ** 2), y, law).item)


@word("Cov", "value", "bound", "law", kind=lambda value, _, __: Array((kinds.vector(value, "the expression"),) * 2))
def covariance(value: Tensor, y: Tensor, law: Law) -> Tensor:
    """The covariance matrix of a vector."""
    means = expect.expectation_of(value, y, law).entries
    centred = [entry - mean for entry, mean in zip(value.entries, means, strict=True)]
    products = Tensor((*value.shape, *value.shape), tuple(a * b for a, b in itertools.product(centred, centred)))
    result: Tensor = expect.expectation_of(products, y, law)
    return result


@word("entropy", "law", kind=lambda _: NUMBER)
def entropy(law: Law) -> Tensor:
    """The (differential) entropy: -E[log density], in nats."""
    return Tensor.scalar(entropy_of(law))


def _kl_kind(left: LawKind, right: LawKind) -> Kind:
    kinds.equal_shapes(left.variable, right.variable, "of the values of the two laws")
    return NUMBER


@word("kl", "law", "law", kind=_kl_kind)
def kl(left: Law, right: Law) -> Tensor:
    """The Kullback-Leibler divergence E_P[log p - log q], in nats."""
    return Tensor.scalar(expect.divergence(left, right))


def _law_vector(_: LawKind, variables: Kind) -> int | str:
    return kinds.vector(variables, "the variables")


def _fisher_kind(law: LawKind, variables: Kind) -> Kind:
    return Array((_law_vector(law, variables),) * 2)


def _score_kind(law: LawKind, y: Kind, variables: Kind) -> Kind:
    _value_of(law, y)
    return Array((_law_vector(law, variables),))


@word("score", "law", "value", "variables", kind=_score_kind)
def score_at(law: Law, y: Tensor, variables: Tensor) -> Tensor:
    """The gradient of the log density."""
    expect.require_in_support(law, y)
    require_away_from_kinks(law.log_density(y), variables.entries)
    return score(law, y, variables)


def _form_kind(_: LawKind, variables: Kind, left: Kind, right: Kind) -> Kind:
    for direction in (left, right):
        kinds.equal_shapes(variables, direction, "of the variables and a direction")
    return NUMBER


@word("fisher_form", "law", "variables", "value", "value", kind=_form_kind)
def fisher_form(law: Law, variables: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """The Fisher metric of two directions: E[ds(A) ds(B)] with the differentials of the log density; symmetric variables vary as such."""
    name, taken = "y", {symbol.name for direction in (left, right) for entry in direction.entries for symbol in entry.free_symbols}
    while any(other == name or other.startswith(f"{name}_") for other in taken):  # the mean must not capture what the directions hold
        name += "_"
    y = law.variable(name)
    slopes = [directional_score(law, y, variables, direction) for direction in (left, right)]
    return Tensor.scalar(expect.expected(slopes[0] * slopes[1], y, law))


word("fisher", "law", "variables", kind=_fisher_kind)(fisher)
word("fisher_hessian", "law", "variables", kind=_fisher_kind)(fisher_hessian)
word("cubic", "law", "variables", kind=lambda law, v: Array((_law_vector(law, v),) * 3))(cubic)


def _observations(law: LawKind, ys: Kind, variables: Kind) -> Kind:
    observed = kinds.array(ys, "the observations")
    if observed.shape[1:] != law.variable.shape or not observed.shape:
        message = f"expected a list of values of the law, got {ys}. Write the observations as a list, as in [y1, y2]"
        raise KindError(message)
    return Array((_law_vector(law, variables),) * 2)


@word("empirical_fisher", "law", "value", "variables", kind=_observations)
def empirical_fisher(law: Law, observations: Tensor, variables: Tensor) -> Tensor:
    """The mean of score score^T over observations, which are values of the law beside its kinks."""
    size, count = len(variables.entries), observations.shape[0]
    scores = [score_at(law, y, variables).entries for y in observations]
    return Tensor.matrix([[sp.Add(*(s[i] * s[j] for s in scores)) / count for j in range(size)] for i in range(size)])
