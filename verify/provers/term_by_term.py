"""Inequalities between sums over the classes of laws, term by term, with multiples of the masses: f-divergences above one another.

``sum p log(p/q) >= 2 - 2 sum sqrt(p q)`` holds for probabilities since ``p log(p/q) + 2 sqrt(p q) - 2 p >= 0`` for positive numbers, and
the sum of p is one. The multiples are those that make the terms touch zero where all the masses are equal; or all of the constant, on
one law.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.derivative import derivative
from derivations.indexed.atoms import Delta, Entry, IndexSum, Opaque, SimplexEntry, Size
from derivations.indexed.tensor import IndexedTensor
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.types import TypeSpec
from derivations.replacing import replaced
from verify.numeric_support import has_unevaluated
from verify.problem import Problem, Variable
from verify.provers import Prover, proof_of, weakest
from verify.star.hypotheses import of_numbers
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from verify.problem import Domain

NAME = "term by term over the classes"
MOST_LAWS, LONGEST = 3, 60  # in one statement; operations of one term
INDEXED = (Entry, IndexSum, Delta, Size, Opaque)


class Sum(NamedTuple):
    """``constant`` and, for each class, one of the ``terms`` at the masses of that class."""

    constant: sp.Expr
    terms: frozenset[sp.Expr]
    masses: tuple[sp.Symbol, ...]


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove inequalities of numbers, each a constant and a sum over the classes of one or more laws."""
    if not problem.goals or any(goal.relation != "nonnegative" or goal.twins or goal.fresh for goal in problem.goals):
        return None
    sums = [_read(goal, problem.domain) for goal in problem.goals]
    if None in sums or has_unevaluated(problem):
        return None
    proofs = [_proof(one, problem.domain, generator) for one in sums if one is not None]
    found = [proof for proof in proofs if proof is not None]
    if len(found) < len(proofs):
        return None
    engines = dict.fromkeys(engine for proof in found for engine in proof.engines)
    meant = problem.sized.sentences if problem.sized is not None else ()
    scope = f"scope: every size ({', '.join(meant)}); " if meant else ""
    detail = f"{scope}for each class by itself, with multiples of the masses: {'; '.join(dict.fromkeys(proof.detail for proof in found))}"
    return Finding("proved", weakest(found, "exact"), (NAME, *engines), detail, tuple(meant))


def _read(goal: Goal, domain: Domain) -> Sum | None:
    if isinstance(goal.residual, IndexedTensor) and goal.residual.shape == ():
        return _of_indices(goal.residual.body)
    if isinstance(goal.residual, Tensor) and len(goal.residual.entries) == 1:
        return _of_entries(goal.residual.entries[0], domain)
    return None


def _of_indices(body: sp.Expr) -> Sum | None:
    """A sum over a named dimension of terms in the masses at its index."""
    constant, term, sizes = sp.S.Zero, sp.S.Zero, set()
    masses: dict[sp.Basic, sp.Symbol] = {}
    for part in sp.Add.make_args(sp.expand(body)):
        sums = [factor for factor in sp.Mul.make_args(part) if isinstance(factor, IndexSum)]
        factor = part / sums[0] if sums else part
        if len(sums) > 1 or factor.has(*INDEXED):
            return None
        if not sums:
            constant += part
            continue
        inner, index, size = sums[0].args
        entries = inner.atoms(Entry)
        if any(not isinstance(entry, SimplexEntry) or entry.indices != (index,) for entry in entries):
            return None
        names = {entry: masses.setdefault(entry.letter, sp.Symbol(f"mass({entry.letter})", positive=True)) for entry in entries}
        inside = inner.xreplace(names)
        if inside.has(index, *INDEXED):
            return None
        sizes.add(size)
        term += factor * inside
    if len(sizes) != 1:
        return None
    return Sum(constant, frozenset({term}), tuple(sorted(masses.values(), key=str)))


def _of_entries(number: sp.Expr, domain: Domain) -> Sum | None:
    """A sum whose parts each hold masses of one class only, of laws with equally many."""
    laws = {name: variable.symbols for name, variable in domain.variables.items() if variable.type.kind == "simplex" and variable.symbols}
    places = {symbol: (name, place) for name, symbols in laws.items() for place, symbol in enumerate(symbols.entries)}
    used = number.free_symbols & set(places)
    sizes = {len(laws[places[symbol][0]].entries) for symbol in used}
    if len(sizes) != 1 or used & set(domain.solved):
        return None
    masses = {name: sp.Symbol(f"mass({name})", positive=True) for name in sorted({places[symbol][0] for symbol in used})}
    constant, terms = sp.S.Zero, [sp.S.Zero] * sizes.pop()
    for part in sp.Add.make_args(sp.expand(number)):
        inside = {places[symbol][1] for symbol in part.free_symbols & used}
        if len(inside) > 1:
            return None
        if inside:
            terms[inside.pop()] += replaced(part, {symbol: masses[places[symbol][0]] for symbol in part.free_symbols & used})
        else:
            constant += part
    return Sum(constant, frozenset(terms), tuple(masses.values()))


def _proof(one: Sum, domain: Domain, generator: random.Random) -> Finding | None:
    """Terms that are nonnegative after multiples of the masses, which take no more than the constant; first for all positive numbers."""
    if not 0 < len(one.masses) <= MOST_LAWS or any(term.count_ops() > LONGEST for term in one.terms):
        return None
    for multiples in _multiples(one):
        taken = sp.Add(*multiples.values())
        shifted = [term + sp.Add(*(factor * mass for mass, factor in multiples.items())) for term in one.terms]
        ends = [replaced(term, dict.fromkeys(one.masses, sp.S.One)) for term in shifted]  # the only class has the mass one
        numbers = [one.constant - taken, *shifted]
        for kind, asked in (("positive", numbers), ("unit", [*numbers, *ends])):
            if any(number.has(sp.zoo, sp.nan, sp.oo) for number in asked):
                continue
            found = proof_of(_problem(asked, one.masses, kind, domain), generator)
            if found is not None:
                return found
    return None


def _multiples(one: Sum) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Multiples of the masses: by the slopes where all are equal, or the constant on one of the laws."""
    for term in sorted(one.terms - {sp.S.Zero}, key=str)[:1]:
        slopes = {mass: replaced(derivative(term, mass), dict.fromkeys(one.masses, sp.S.One)) for mass in one.masses}
        if not any(slope.has(sp.zoo, sp.nan, sp.oo) for slope in slopes.values()):
            yield {mass: -slope for mass, slope in slopes.items()}
    yield from ({mass: one.constant} for mass in one.masses[: None if one.constant else 1])


def _problem(numbers: list[sp.Expr], masses: tuple[sp.Symbol, ...], kind: str, domain: Domain) -> Problem:
    """That all the numbers are nonnegative, for masses of a kind and whatever else is declared."""
    laws = {name for name, variable in domain.variables.items() if variable.type.kind == "simplex"}
    shared = {name: variable for name, variable in domain.variables.items() if variable.symbols is not None and name not in laws}
    entries = {symbol for name in laws for symbol in getattr(domain.variables[name].symbols, "entries", ())}
    known = tuple(goal for goal in of_numbers(domain.hypotheses) if entries.isdisjoint(goal.residual.free_symbols))
    variables = shared | {mass.name: Variable(TypeSpec(kind), Tensor.scalar(mass)) for mass in masses}
    goals = tuple(Goal("nonnegative", Tensor.scalar(number)) for number in numbers)
    return Problem(goals, replace(domain, variables=variables, hypotheses=known, letters={}, laws=frozenset(), everywhere=()))


PROVER = Prover(NAME, 19, _decide)
