"""Coordinates in which a problem is about independent numbers, each on a ray or a line, and the facts that are left beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.factoring import factored
from derivations.normal_form import Facts
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NEGATIVE, POSITIVE
from derivations.replacing import replaced
from verify.points.parametrisation import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from verify.problem import Problem

PASSES = 3


class Coordinates(NamedTuple):
    """The goals' entries, and the facts, in coordinates that reach every admissible point; they may reach more."""

    entries: tuple[sp.Expr, ...]
    facts: Facts

    def moving(self) -> list[sp.Symbol]:
        """The symbols that range over a whole line, or a whole ray, of real numbers."""
        symbols = set().union(*(entry.free_symbols for entry in self.entries))
        plain = (symbol for symbol in symbols if symbol.is_real and not symbol.is_integer and not symbol.is_nonpositive)
        return sorted(plain, key=str)

    def still(self, moving: sp.Symbol) -> Facts:
        """The facts that hold while one symbol moves: those that do not mention it."""
        groups = (self.facts.positive, self.facts.nonnegative, self.facts.nonzero)
        return Facts({}, *(tuple(fact for fact in group if moving not in fact.free_symbols) for group in groups))


def coordinates_of(problem: Problem, entries: Sequence[sp.Expr]) -> Coordinates:
    """Put in what parametrises the domain, then numbers for what is bounded by a linear hypothesis, then roots."""
    known = facts_of(problem)
    found = Coordinates(tuple(entries), Facts({}, known.positive, known.nonnegative, known.nonzero))
    for _ in range(PASSES):
        found = _moved(found, known.substitutions)
    return _with_roots(_with_bounds(found))


def _moved(old: Coordinates, places: Mapping[sp.Symbol, sp.Expr]) -> Coordinates:
    def moved(values: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
        return tuple(replaced(value, places) for value in values)

    facts = old.facts
    return Coordinates(moved(old.entries), Facts({}, moved(facts.positive), moved(facts.nonnegative), moved(facts.nonzero)))


def _with_bounds(found: Coordinates) -> Coordinates:
    """A coordinate that a fact bounds, from above or from below, becomes a gap."""
    for number, fact in enumerate((*found.facts.positive, *found.facts.nonnegative)):
        relation = "positive" if number < len(found.facts.positive) else "nonnegative"
        gap = sp.Symbol(f"bound({number})", **{relation: True})
        place = _bounded(fact, gap)
        if place is not None:
            return _moved(found, place)
    return found


def _bounded(fact: sp.Expr, gap: sp.Symbol) -> dict[sp.Symbol, sp.Expr] | None:
    """For a fact c (x - a) >= 0 over something positive: x = a + gap, or what is below a."""
    top, bottom = sp.fraction(sp.together(fact))
    if signs_of(bottom) != POSITIVE:
        return None
    top = sp.expand(top)
    for symbol in sorted(top.free_symbols, key=str):
        if not symbol.is_real or symbol.is_integer or symbol.is_nonpositive or "(" not in symbol.name:
            continue
        coefficient, rest = top.coeff(symbol, 1), top.coeff(symbol, 0)
        if coefficient == 0 or sp.expand(top - coefficient * symbol - rest) != 0 or symbol in coefficient.free_symbols:
            continue
        place, sign = -rest / coefficient, signs_of(coefficient)
        if signs_of(place) != POSITIVE or sign not in (POSITIVE, NEGATIVE):
            continue
        if sign == POSITIVE:
            return {symbol: place + gap}
        if symbol.is_positive:  # zero is not reached
            return {symbol: place / (1 + gap)}
    return None


def _with_roots(found: Coordinates) -> Coordinates:
    """Squares of new positive coordinates for positive ones of which a root is taken, so that the root is rational."""
    for symbol in found.moving():
        roots = [power for entry in found.entries for power in entry.atoms(sp.Pow) if power.exp.is_Rational and not power.exp.is_Integer]
        under = [power for power in roots if symbol in power.base.free_symbols]
        if not under or not symbol.is_positive:
            continue
        order = math.lcm(*(power.exp.q for power in under))
        root = sp.Symbol(f"root({symbol})", positive=True)
        if all(power.base == symbol for power in under):
            place = root**order
        elif order == 2:  # noqa: PLR2004 - square roots of x and of 1 + x: points of the circle
            place = (2 * root * (1 + root) / (1 + 2 * root)) ** 2
        else:
            continue
        moved = _moved(found, {symbol: place})
        found = Coordinates(tuple(_factored_roots(entry) for entry in moved.entries), moved.facts)
    return found


def _factored_roots(entry: sp.Expr) -> sp.Expr:
    roots = (power for power in entry.atoms(sp.Pow) if power.exp.is_Rational and not power.exp.is_Integer)
    return sp.sympify(entry.xreplace({power: sp.Pow(factored(power.base), power.exp) for power in roots}), strict=True)
