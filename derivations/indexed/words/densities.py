"""Densities, means, variances, entropies and divergences of laws of every size."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derivations.conditions import require
from derivations.errors import DerivationError
from derivations.indexed.atoms import Entry, Index, Letter
from derivations.indexed.law import IndexedLaw, expectation_of
from derivations.indexed.lifting import lift
from derivations.indexed.registry import meaning
from derivations.indexed.tensor import IndexedTensor
from derivations.trace import Quantity, Step, record


@meaning("logpdf")
def logpdf(law: IndexedLaw, y: Any) -> IndexedTensor:
    """The log-density (nats) at a value."""
    return IndexedTensor.scalar(density_at(law, lift(y)))


@meaning("nll")
def nll(law: IndexedLaw, y: Any) -> IndexedTensor:
    """The negative log-density (nats)."""
    return IndexedTensor.scalar(-density_at(law, lift(y)))


@meaning("pdf")
def pdf(law: IndexedLaw, y: Any) -> IndexedTensor:
    """The density, or the probability of a discrete value."""
    return IndexedTensor.scalar(sp.exp(density_at(law, lift(y))))


def density_at(law: IndexedLaw, y: IndexedTensor) -> sp.Expr:
    """The log-density at a value, which must be a class of the law."""
    if law.form.values == "index" and not isinstance(y.item, Index):  # a declared number; an index has the right range
        require("nonnegative", law.dimension - 1 - y.item)
        if not y.item.is_nonnegative:
            require("nonnegative", y.item)
    return law.log_density(y)


@meaning("E")
def expected(value: Any, y: IndexedTensor, law: IndexedLaw) -> IndexedTensor:
    """The mean, entry by entry."""
    before = lift(value)
    after = expectation_of(before, y, law)
    record(Step(mean_rule(law), shown(before, y), after.body))
    return after


@meaning("Var")
def variance(value: Any, y: IndexedTensor, law: IndexedLaw) -> IndexedTensor:
    """E[(e - E[e])^2]."""
    number = lift(value)
    return expectation_of(number.map(lambda body: (body - law.expectation(body, y)) ** 2), y, law)


@meaning("Cov")
def covariance(value: Any, y: IndexedTensor, law: IndexedLaw) -> IndexedTensor:
    """The covariance matrix of a vector."""
    vector = lift(value)
    means = expectation_of(vector, y, law)
    centred = vector.combine(means, lambda a, b: a - b)
    return expectation_of(centred.outer(centred), y, law)


@meaning("entropy")
def entropy(law: IndexedLaw) -> IndexedTensor:
    """-E[log density]."""
    y = law.variable()
    density = law.log_density(y)
    return _told(law, y, IndexedTensor.scalar(-density), Quantity("H", (), "entropy"))


@meaning("kl")
def kl(left: IndexedLaw, right: IndexedLaw) -> IndexedTensor:
    """E_P[log p - log q] in nats."""
    if left.form.values != right.form.values or left.form.entries != right.form.entries or left.size != right.size:
        message = f"Comparing two laws: expected values of one kind and size, got {left} and {right}. Give laws on the same space."
        raise DerivationError(message)
    y = left.variable()
    gap = IndexedTensor.scalar(left.log_density(y) - right.log_density(y))
    return _told(left, y, gap, Quantity("KL", (), "divergence"))


def _told(law: IndexedLaw, y: IndexedTensor, integrand: IndexedTensor, quantity: Quantity) -> IndexedTensor:
    """The mean of a number, with the steps for a reader."""
    after = expectation_of(integrand, y, law)
    record(Step(f"what is averaged over the values of {law.name}", shown(y, y), shown(integrand, y)))
    record(Step(mean_rule(law), shown(integrand, y), after.body, quantity=quantity))
    return after


def mean_rule(law: IndexedLaw) -> str:
    """How means under a law are found, in words."""
    if law.form.values == "index":
        return f"mean under {law.name}: the sum over the classes, deltas contracted"
    return f"mean under {law.name}: moments from derivatives of the log-partition, deltas contracted"


def shown(value: IndexedTensor, y: IndexedTensor) -> sp.Expr:
    """The body of an array with the value of a law under its usual name."""
    if isinstance(y.body, Index):
        return value.body.xreplace({y.body: sp.Symbol("y", integer=True, nonnegative=True)})
    if not isinstance(y.body, Entry):
        return value.body
    letter = y.body.letter
    return value.body.xreplace({letter: Letter(letter.name.rstrip("'"), **letter.assumptions0)})
