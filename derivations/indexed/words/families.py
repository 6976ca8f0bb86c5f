"""Natural parameters, statistics, mean parameters and log-partitions for every size."""

from __future__ import annotations

from typing import Any

from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Size
from derivations.indexed.law import IndexedLaw, expectation_of
from derivations.indexed.laws import indexed_forms
from derivations.indexed.lifting import lift
from derivations.indexed.registry import meaning
from derivations.indexed.tensor import IndexedTensor
from derivations.indexed.words.densities import mean_rule, shown
from derivations.trace import Step, record


@meaning("natural")
def natural(law: IndexedLaw) -> IndexedTensor:
    """The natural parameters."""
    return IndexedTensor.build((law.size,), law.natural_at)


@meaning("sufficient")
def sufficient(law: IndexedLaw, y: Any) -> IndexedTensor:
    """The sufficient statistics at a value."""
    value = lift(y)
    if law.form.values == "index":
        return IndexedTensor.build((law.size,), lambda i: Delta(i, value.item))
    statistic = law.form.statistic
    if statistic is None:
        message = f"Reading statistics: expected an exponential family, got {law.name}."
        raise DerivationError(message)
    return IndexedTensor.build((law.size,), lambda i: statistic(value.at(i)))


@meaning("mean_parameters")
def mean_parameters(law: IndexedLaw) -> IndexedTensor:
    """The means of the sufficient statistics."""
    y = law.variable()
    statistics = sufficient(law, y)
    after = expectation_of(statistics, y, law)
    record(Step(mean_rule(law), shown(statistics, y), after.body))
    return after


@meaning("log_partition")
def log_partition(family: str, eta: Any) -> IndexedTensor:
    """The log-partition at a vector of natural parameters."""
    value = lift(eta)
    form = indexed_forms()[family][0]
    if form.log_partition is None or set(form.parameters) - set(form.arrays):
        message = (
            f"Taking a log-partition: expected an exponential family in all its parameters, got {family}. Use its log-density instead."
        )
        raise DerivationError(message)
    return IndexedTensor.scalar(form.log_partition(Size(value.shape[0]), value.at))
