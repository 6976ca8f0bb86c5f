"""One member of every family at free symbols, for tests of what is derived from laws."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.errors import DerivationError
from derivations.families import built_in
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from derivations.normal_form import Facts, decide_zero
from derivations.parameters import placeholder
from derivations.smooth_density import require_smooth_density

if TYPE_CHECKING:
    from collections.abc import Iterable

    from derivations.family import Parameter
    from derivations.law import Law

LARGEST = 3  # variables of a member whose third moments are taken


class Member(NamedTuple):
    """A law, the symbols that vary, and what is known of them."""

    law: Law
    v: Tensor
    facts: Facts

    @property
    def places(self) -> dict[sp.Symbol, sp.Symbol]:
        """A second copy of every variable."""
        return {symbol: sp.Symbol(f"{symbol.name}_new", **symbol.assumptions0) for symbol in self.v.entries}

    def moved(self) -> Law:
        """The same law at other values of its variables."""
        return self.law.map(lambda entry: entry.xreplace(self.places))

    def zero(self, expressions: Iterable[sp.Expr]) -> bool | None:
        """Whether all expressions are proved zero, at the values and at those of the moved law."""
        copies = (fact.xreplace(self.places) for fact in self.facts.positive)
        return decide_zero(list(expressions), Facts(positive=(*self.facts.positive, *copies))).zero


def unresolved(expressions: Iterable[sp.Expr]) -> bool:
    """Whether an expectation has no closed form."""
    return any(expression.has(sp.Integral, sp.Sum) for expression in expressions)


@cache
def member(name: str) -> Member | None:
    """The member of a family at symbols, in those parameters in which its Fisher matrix is closed; None if there are none."""
    family = built_in()[name]
    given = family.law(*family.valid[0])
    values, free, units = {}, [], []
    for parameter in family.parameters:
        shape = given.parameters[parameter.name].shape
        value, symbols = _placed(parameter, shape)
        values[parameter.name] = value
        free += [symbol for symbol in dict.fromkeys(symbols) if not symbol.is_integer]
        units += [1 - symbol for symbol in symbols if parameter.kind == "unit"]
    law = family.law(**values)
    closed = [symbol for symbol in free if not unresolved(fisher(law, Tensor.vector([symbol])).entries)]
    while closed and unresolved(fisher(law, Tensor.vector(closed)).entries):
        closed.pop()
    if not closed:
        return None
    conditions = [expression for kind, expression in law.side_conditions() if kind == "positive"]
    return Member(law, Tensor.vector(closed), Facts(positive=tuple(dict.fromkeys((*units, *conditions)))))


def _placed(parameter: Parameter, shape: tuple[int, ...]) -> tuple[Tensor, tuple[sp.Symbol, ...]]:
    """A parameter at symbols; probabilities of classes are functions of one logit fewer."""
    if parameter.kind != "simplex":
        value = placeholder(parameter, shape)
        return value, value.entries
    logits = sp.symbols(f"z0:{shape[0] - 1}", real=True)
    weights = [*map(sp.exp, logits), sp.S.One]
    return Tensor.vector([weight / sp.Add(*weights) for weight in weights]), logits


def is_smooth(found: Member) -> bool:
    """Whether the support and the kinks of the density stay where they are."""
    try:
        require_smooth_density(found.law, found.law.variable(), found.v, "Testing")
    except DerivationError:
        return False
    return True


@cache
def smooth_names(largest: int = LARGEST) -> tuple[str, ...]:
    """The families with a closed Fisher matrix of at most so many variables in which they are smooth."""
    found = {name: member(name) for name in built_in()}
    return tuple(name for name, each in found.items() if each is not None and len(each.v.entries) <= largest and is_smooth(each))


@cache
def exponential_names(largest: int = LARGEST) -> tuple[str, ...]:
    """Those of :func:`smooth_names` that are exponential families."""
    return tuple(name for name in smooth_names(largest) if built_in()[name].natural is not None)
