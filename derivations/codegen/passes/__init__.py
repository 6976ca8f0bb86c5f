"""Stabilising passes: rewrites of a derived expression that keep its value and save its digits; one a file, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.agreement import agrees
from derivations.codegen.differences import by_differences
from derivations.codegen.domain import Domain, domain_of, operations
from derivations.codegen.matrix_normal_divergence import matrix_normal_divergence
from derivations.codegen.normal_divergence import normal_divergence
from derivations.codegen.pivots import Pivots, pivots_of
from derivations.codegen.ratio import TooLongError, in_factors
from derivations.codegen.regularity import bounds, positive_parts
from derivations.codegen.state_divergence import state_divergence
from derivations.codegen.truncated_normal_divergence import truncated_normal_divergence
from derivations.codegen.uniform_divergence import uniform_divergence
from derivations.codegen.wishart_divergence import wishart_divergence
from derivations.normal_form.lowest_terms import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from derivations.codegen.request import Request

    Rewrite = Callable[[sp.Expr, Domain], Iterable[sp.Expr]]

STRUCTURES = (  # divergences of known families
    normal_divergence,
    matrix_normal_divergence,
    wishart_divergence,
    state_divergence,
    truncated_normal_divergence,
    uniform_divergence,
)
LONG = 1600  # nodes of an entry that is cancelled before it is looked at
WIDTH = 12  # forms that are carried from one pass to the next


@dataclass(frozen=True)
class Pass:
    """A rewrite of one entry into other forms of the same value; lower ``order`` runs earlier."""

    name: str
    order: int
    rewrite: Rewrite


@cache
def passes() -> tuple[Pass, ...]:
    """All passes in order."""
    found = [importlib.import_module(f"{__name__}.{module.name}").PASS for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda entry: (entry.order, entry.name)))


def rewritten_parts(expression: sp.Expr, domain: Domain, rewrite: Rewrite) -> Iterator[sp.Expr]:
    """The expression with the first rewriting of each of its arguments, if there is any."""
    arguments = [next(iter(rewrite(part, domain)), part) for part in expression.args]
    if arguments != list(expression.args):
        yield expression.func(*arguments)


def forms(expression: sp.Expr, domain: Domain) -> list[sp.Expr]:
    """The forms of an entry, best first: no overflow, then fewest sums that may lose digits, then least work.

    Once some forms lose no digits at all, only these are rewritten further.
    """
    found = [expression]
    for step in passes():
        for form in list(found):
            try:
                found += [other for other in step.rewrite(form, domain) if other not in found]
            except TooLongError:
                continue
        found = [form for form in found if not domain.overflows(form) and not domain.risk(form)] or found[:1] + found[1:][-WIDTH:]
    return sorted(found, key=lambda form: (domain.overflows(form), domain.risk(form), domain.underflows(form), operations(form)))


@dataclass(frozen=True)
class Stabilised:
    """The entries of a value in their best forms, and what the symbols in them that are no arguments stand for, in order.

    ``vanishes``: the form of a divergence is exactly zero between equal laws without looking whether they are equal.
    ``watched`` are symbols whose definitions may lose digits.
    """

    entries: tuple[sp.Expr, ...]
    definitions: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()
    positive: tuple[sp.Symbol, ...] = ()
    vanishes: bool = False
    watched: frozenset[sp.Symbol] = frozenset()


def stabilised(request: Request) -> Stabilised:
    """The entries of the request's value in their best forms; a form that disagrees with its entry at some exact point is not used."""
    for structure in STRUCTURES:
        if (found := structure(request)) is not None:
            return Stabilised((found.entry,), tuple(found.definitions), tuple(found.positive), vanishes=found.vanishes)
    domain = replace(domain_of(request.inputs), bounds=tuple(bounds(positive_parts(request)).items()))
    pivots = pivots_of(request.inputs)
    definitions = dict(pivots.definitions)
    known: dict[sp.Expr, sp.Expr] = {}
    for entry in request.value.entries:
        if entry not in known:
            short = _short(entry)
            apart, differences = by_differences(short, domain)
            definitions |= differences
            candidates = [*forms(by_pivots(apart, pivots), domain.with_exact(differences)), short]
            known[entry] = next(form for form in candidates if form == short or agrees(form, short, request.inputs, definitions))
    entries = tuple(known[entry] for entry in request.value.entries)
    return Stabilised(entries, tuple(definitions.items()), pivots.positive)


def _short(entry: sp.Expr) -> sp.Expr:
    """The entry, cancelled and factored first if it is long; unchanged if it is too long even for that."""
    try:
        return in_factors(entry).expression if nodes(entry) > LONG else entry
    except TooLongError:
        return entry


def by_pivots(entry: sp.Expr, pivots: Pivots) -> sp.Expr:
    """The entry by the factors of its matrices, with logarithms of products taken apart; unchanged if it is too long."""
    if not pivots.entries:
        return entry
    changed = entry.xreplace(pivots.entries)
    try:
        changed = changed.replace(lambda part: isinstance(part, sp.log), lambda part: sp.expand_log(sp.log(_factored(part.args[0]))))
    except TooLongError:
        return entry
    return changed


def _factored(expression: sp.Expr) -> sp.Expr:
    return in_factors(expression).expression
