r"""A sum beside one of its own terms is that term plus the sum of the others: :math:`p_i (1 - p_i) = w_i \sum_{k\ne i} w_k / S^2`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.nodes import SumOfOthers, Weight
from derivations.codegen.arrays.passes import Pass
from derivations.codegen.arrays.signs import sign_of
from derivations.indexed.atoms import Entry, IndexSum

if TYPE_CHECKING:
    from collections.abc import Iterator


def rewrite(body: sp.Expr) -> Iterator[sp.Expr]:
    """For every place at which the term of a sum stands outside of it: the expression with that sum split there."""
    for places in sorted({place for _, place in places_of_terms(body)}, key=str):
        table = {
            inner: term_at(inner, places) + SumOfOthers(*inner.args, places) for inner, place in places_of_terms(body) if place == places
        }
        yield body.xreplace(table)


def split_where_added(body: sp.Expr) -> Iterator[sp.Expr]:
    """The expression with its sums split only where they are added to one of their terms, once the scalar passes have factored it."""
    for inner, place in places_of_terms(body):
        term = term_at(inner, place)
        table = {inner: term + SumOfOthers(*inner.args, place)}

        def split(addition: sp.Add, inner: IndexSum = inner, term: sp.Expr = term, table: dict[sp.Expr, sp.Expr] = table) -> sp.Expr:
            if not (addition.has(inner) and addition.has(term)):
                return addition
            common = common_powers(addition, (inner, term))
            return common * sp.expand_mul(sp.Add(*(part / common for part in addition.args)).xreplace(table))

        changed = body.replace(lambda node: isinstance(node, sp.Add), split)
        if changed != body:
            yield contracted(changed)


def common_powers(addition: sp.Add, bases: tuple[sp.Expr, ...]) -> sp.Expr:
    """The lowest powers of the bases in all terms of a sum, so that none is left under a root."""
    powers = [part.as_powers_dict() for part in addition.args]
    return sp.Mul(*(base ** min((found.get(base, sp.S.Zero) for found in powers), key=float) for base in bases))


def places_of_terms(body: sp.Expr) -> list[tuple[IndexSum, sp.Expr]]:
    """The sums of nonnegative entries or weights, each with a free place at which its term stands in the expression."""
    found = []
    for inner in sorted(body.atoms(IndexSum), key=str):
        term, index, _ = inner.args
        if not isinstance(term, Entry | Weight) or sign_of(term) <= 0:
            continue
        letters = term.atoms(Entry)
        places = {place for entry in body.atoms(Entry) for place in entry.indices if entry.letter in {each.letter for each in letters}}
        free = [place for place in places if place in body.free_symbols and place != index]
        found += [(inner, place) for place in sorted(free, key=str) if body.has(term_at(inner, place))]
    return found


def term_at(inner: IndexSum, place: sp.Expr) -> sp.Expr:
    """The term of a sum at a place."""
    return inner.args[0].xreplace({inner.args[1]: place})


def contracted(expression: sp.Expr) -> sp.Expr:
    """A sum of others plus the term that it leaves out is the whole sum again."""
    parts = sorted(expression.atoms(SumOfOthers), key=str)
    for part in parts:
        whole = IndexSum(*part.args[:3])
        term = term_at(whole, part.args[3])

        def joined(addition: sp.Add, part: sp.Expr = part, term: sp.Expr = term, whole: sp.Expr = whole) -> sp.Expr:
            number = addition.coeff(part)
            if number == 0 or addition.coeff(term) != number:
                return addition
            return sp.Add(*(each for each in addition.args if each not in (number * part, number * term)), number * whole)

        expression = expression.replace(lambda node: isinstance(node, sp.Add), joined)
    return expression


PASS = Pass("sums_of_others", 30, rewrite)
