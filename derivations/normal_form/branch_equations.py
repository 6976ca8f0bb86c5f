"""Equations that hold in a branch of a case distinction: a symbol is replaced by what it equals there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.normal_form.facts import Facts
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Sides = Sequence[sp.Expr]


def in_branch(
    expressions: Sides, facts: Facts, cases: Mapping[Any, int], chosen: tuple[tuple[sp.Basic, ...], int], zeros: Sides
) -> tuple[Sides, Facts, Mapping[Any, int]]:
    """The expressions, facts and choices where a branch is chosen, with the values put in that its equations give to symbols.

    Args:
        expressions: what is decided there.
        facts: what is known of the symbols.
        cases: for the conditions of case distinctions, one a branch, the branch that was chosen.
        chosen: the conditions of one more, and its branch.
        zeros: what vanishes where the branch is chosen.

    What is put in holds wherever the branch applies, so that what is decided of the result holds there. A symbol with a parametrisation of
    its own may be replaced as well: it then occurs no more.

    >>> x, p = sp.symbols("x p", real=True)
    >>> in_branch([(1 - x * p) ** 3 - 1], Facts(), {}, ((sp.Ne(x, 0), sp.true), 1), [x])[0]
    [0]
    """
    conditions, branch = chosen
    cases = {**cases, conditions: branch}
    waiting: list[sp.Expr | dict[sp.Symbol, sp.Expr]] = [*_sharpened(conditions, branch), *zeros]
    while waiting:
        first = waiting.pop(0)
        place = first if isinstance(first, dict) else _solved(first)
        if place is None:
            continue
        waiting = [replaced(other, place) if isinstance(other, sp.Expr) else other for other in waiting]
        expressions, facts = [replaced(expression, place) for expression in expressions], _moved(facts, place)
        cases = {tuple(_replaced_in(condition, place) for condition in key): number for key, number in cases.items()}
    return expressions, facts, cases


def said_in(conditions: Sequence[sp.Basic], branch: int) -> list[sp.Basic]:
    """The single conditions that hold where a branch is chosen."""
    return [part for whole in (*map(sp.Not, conditions[:branch]), conditions[branch]) for part in _parts(whole)]


def _sharpened(conditions: Sequence[sp.Basic], branch: int) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """A positive symbol for one that cannot be negative, and is not zero in this branch: 0**n is 0 for it."""
    for part in (part for part in said_in(conditions, branch) if isinstance(part, sp.Ne)):
        symbol = part.lhs - part.rhs
        if symbol.is_Symbol and symbol.is_nonnegative and not symbol.is_positive:
            yield {symbol: sp.Symbol(symbol.name, real=True, positive=True, integer=symbol.is_integer)}


def _parts(condition: sp.Basic) -> Iterator[sp.Basic]:
    yield from sorted(condition.args, key=str) if isinstance(condition, sp.And) else (condition,)


def _solved(equation: sp.Expr) -> dict[sp.Symbol, sp.Expr] | None:
    """The value of the first symbol in which the equation is linear, with a number as its factor."""
    if isinstance(equation, sp.Abs):
        return _solved(equation.args[0])
    for symbol in sorted(equation.free_symbols, key=str):
        slope = sp.diff(equation, symbol)
        if slope.is_Rational and slope != 0:
            return {symbol: sp.expand(symbol - equation / slope)}
    return None


def _moved(facts: Facts, place: Mapping[sp.Symbol, sp.Expr]) -> Facts:
    """The facts with a symbol replaced; those that lose their meaning (a denominator vanishes) are left out."""

    def still(expressions: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
        found = (replaced(expression, place) for expression in expressions)
        return tuple(expression for expression in found if not expression.has(sp.nan, sp.zoo, sp.oo))

    kept = {symbol: replaced(value, place) for symbol, value in facts.substitutions.items() if symbol not in place}
    return Facts(kept, still(facts.positive), still(facts.nonnegative), still(facts.nonzero))


def _replaced_in(condition: sp.Basic, place: Mapping[sp.Symbol, sp.Expr]) -> sp.Basic:
    return condition if condition in (sp.true, sp.false) else condition.subs(place, simultaneous=True)
