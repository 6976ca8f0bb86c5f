"""Laws with a named dimension: members of a family for every number of classes, with their expectations by index calculus."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import require
from derivations.errors import DerivationError, DomainError
from derivations.indexed.atoms import Entry, IndexSum, Letter, SimplexEntry, Size, axis, fresh
from derivations.indexed.decision import decide_indexed_zero
from derivations.indexed.moments import ETA, exponential_family, mean
from derivations.indexed.normal import normal
from derivations.indexed.tensor import IndexedTensor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.indexed.form import IndexedForm

VALUE_ASSUMPTIONS = {"simplex": {"positive": True}, "natural": {"integer": True, "nonnegative": True}}


@dataclass(frozen=True, eq=False)
class IndexedLaw:
    """A law of ``size`` classes; ``parameters`` are indexed arrays and numbers in the order of the form."""

    form: IndexedForm
    size: str
    parameters: Mapping[str, IndexedTensor]

    @property
    def name(self) -> str:
        """The family's name."""
        return self.form.family

    @property
    def dimension(self) -> Size:
        """The number of classes."""
        return Size(self.size)

    def __str__(self) -> str:
        """The constructor call."""
        return f"{self.name}({', '.join(f'{name}={value}' for name, value in self.parameters.items())})"

    @cached_property
    def _arguments(self) -> dict[str, Any]:
        """Numbers as expressions, arrays as functions from an index."""
        return {name: value.at if value.shape else value.item for name, value in self.parameters.items()}

    @property
    def _numbers(self) -> dict[str, sp.Expr]:
        return {name: value.item for name, value in self.parameters.items() if not value.shape}

    def variable(self, name: str = "") -> IndexedTensor:
        """A value of the law: an index as a number, or a vector of entries; a name that a document binds gets two primes, ours have one."""
        return self.value_of_letter(f"{name}''" if name else "y'")

    def value_of_letter(self, name: str) -> IndexedTensor:
        """A value of the law whose letter has this name; an index has none."""
        if self.form.values == "index":
            return IndexedTensor((), fresh())
        letter = Letter(name, **VALUE_ASSUMPTIONS[self.form.entries])
        kind = SimplexEntry if self.form.entries == "simplex" else Entry
        return IndexedTensor((self.size,), kind(letter, axis(0)))

    def log_density(self, y: IndexedTensor) -> sp.Expr:
        """The log-density at a value, in normal form."""
        if self.form.values == "index" and not y.item.is_Symbol:
            message = f"Evaluating a density of {self.name}: expected a variable as its value, got {y}. Use explicit dimensions."
            raise DerivationError(message)
        value = y.item if self.form.values == "index" else y.at
        return normal(self.form.log_density(self.dimension, value, **self._arguments))

    def expectation(self, body: sp.Expr, y: IndexedTensor) -> sp.Expr:
        """The mean of a body over the value ``y``.

        Raises:
            DerivationError: the mean has no closed form in every size.
        """
        if self.form.values == "index":
            k = fresh()
            return normal(IndexSum((sp.exp(self.log_density(y)) * body).xreplace({y.item: k}), k, self.dimension))
        letter = y.letter().letter
        if self.form.mixture is not None:
            inner, outer = self.form.mixture(self)
            p = outer.value_of_letter("p'")
            return outer.expectation(inner(p).expectation(body, y), p)
        if self.form.log_partition is None:
            message = f"Taking a mean under {self.name}: expected a law with known moments in every size. Use explicit dimensions."
            raise DerivationError(message)
        moment = exponential_family(self.partition, self.natural_at, of_logs=self.form.statistic is sp.log)
        return mean(body, letter, moment)

    @cached_property
    def partition(self) -> sp.Expr:
        """The log-partition as a function of the entries of ``ETA``."""
        if self.form.log_partition is None:
            message = f"Taking the log-partition of {self.name}: expected an exponential family, got one without natural parameters."
            raise DerivationError(message)
        return normal(self.form.log_partition(self.dimension, lambda k: Entry(ETA, k), **self._numbers))

    def natural_at(self, index: sp.Expr) -> sp.Expr:
        """The natural parameter of an index."""
        if self.form.natural is None:
            message = f"Reading natural parameters: expected an exponential family, got {self.name}."
            raise DerivationError(message)
        return self.form.natural(index, **self._arguments)

    def require_domain(self) -> None:
        """Record what the parameters must satisfy, and refuse probabilities that do not sum to one in every size.

        Raises:
            DomainError: they do not, or a parameter is known to have the wrong sign.
        """
        for name, value in self.parameters.items():
            kind = self.form.parameters[name]
            wanted = {"simplex": "positive", "positive": "positive", "natural": "nonnegative"}.get(kind)
            known = getattr(value.body, f"is_{wanted}") if wanted else True
            if known is False:
                message = f"Building {self.name}: expected {name} to be {wanted}, got {value}. Change the value or the declared type."
                raise DomainError(message)
            if not known:
                require(wanted, value.body)  # type: ignore[arg-type]  # wanted is not None here
            if kind == "simplex" and not _sums_to_one(value, self.dimension):
                message = f"Building {self.name}: expected {name} that sum to 1 in every size, got {value}. Declare them as simplex."
                raise DomainError(message)


def _sums_to_one(value: IndexedTensor, size: Size) -> bool:
    k = fresh()
    return decide_indexed_zero([IndexSum(value.at(k), k, size) - 1]).zero is True


def expectation_of(body: IndexedTensor, y: IndexedTensor, law: IndexedLaw) -> IndexedTensor:
    """The mean of an array, entry by entry."""
    return IndexedTensor(body.shape, law.expectation(body.body, y))
