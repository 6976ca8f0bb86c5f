"""Inequalities by slopes: from a point at which the difference vanishes it rises to both sides, which its derivative shows, and so on.

``p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) >= 2*(p - q)**2`` holds at ``q = p``, and the derivative in q of the difference has the sign of
q - p. One number moves, over the whole interval that its type and the hypotheses leave; the others are parameters. The difference must be
certain to be smooth there: a pole, a kink or a jump on the way is no proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.derivative import derivative
from derivations.language.tensor import Tensor
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE, POSITIVE
from derivations.replacing import replaced
from derivations.smoothness import KNOWN, is_smooth
from verify.monotone.coordinates import coordinates_of
from verify.monotone.forms import LONGEST, TRANSCENDENTAL, is_zero, split
from verify.monotone.rays import OPEN, Ray
from verify.numeric_support import has_unevaluated
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.normal_form import Facts
    from verify.monotone.coordinates import Coordinates
    from verify.problem import Problem

NAME = "slopes from a point of equality"
RELATIONS = {"nonnegative": False, "positive": True}  # whether they are strict
MOST_PLACES, MOST_ENTRIES = 6, 4
SAID = {"start": "by a slope from there", "infinity": "by a slope from the limit at infinity", "shift": "by the drop over one step"}


class Start(NamedTuple):
    """Where a symbol starts, and its values on the rays from there as functions of the step; ``inside`` if it may be there itself."""

    place: sp.Expr | None
    rays: tuple[sp.Expr, ...]
    inside: bool


def _decide(problem: Problem, generator: random.Random) -> Finding | None:  # noqa: ARG001 - every prover is asked in one way
    """Prove inequalities of numbers, each in one of its symbols."""
    goals = [goal for goal in problem.goals if goal.relation in RELATIONS and isinstance(goal.residual, Tensor)]
    if not goals or len(goals) < len(problem.goals) or has_unevaluated(problem) or any(goal.twins or goal.fresh for goal in goals):
        return None
    entries = [(entry, RELATIONS[goal.relation]) for goal in goals for entry in goal.residual.entries]
    if len(entries) > MOST_ENTRIES or not all(_is_in_reach(entry) for entry, _ in entries):
        return None
    said = [_of_entry(coordinates_of(problem, [entry]), strict=strict) for entry, strict in entries]
    if not all(said):
        return None
    return Finding("proved", "exact", (NAME, "sign certificate over python-flint fmpq_mpoly"), "; ".join(dict.fromkeys(filter(None, said))))


def _is_in_reach(entry: sp.Expr) -> bool:
    """Whether an entry is short, and made of functions of which it is known where they are smooth."""
    return entry.count_ops() <= LONGEST and all(isinstance(part, KNOWN) for part in entry.atoms(sp.Function))


def _of_entry(coordinates: Coordinates, *, strict: bool) -> str | None:
    """How the sign of an entry was seen."""
    (entry,) = coordinates.entries
    mask = signs_of(entry, coordinates.facts)
    if mask == POSITIVE or (not strict and mask | NONNEGATIVE == NONNEGATIVE):
        return "by positive terms and bounds of logarithms"
    for symbol in sorted(coordinates.moving(), key=lambda symbol: _left_by_a_slope(entry, symbol)):
        facts = coordinates.still(symbol)
        if not is_smooth(entry, symbol, facts):
            continue
        for start in _starts(entry, symbol, facts, strict=strict):
            if (said := _on_rays(entry, symbol, start, facts, strict=strict)) is not None:
                return said
    return None


def _left_by_a_slope(entry: sp.Expr, symbol: sp.Symbol) -> int:
    """How many functions are left in the derivative in a symbol: the fewer, the better it is to move."""
    return len(derivative(split(entry), symbol).atoms(*TRANSCENDENTAL))


def _on_rays(entry: sp.Expr, symbol: sp.Symbol, start: Start, facts: Facts, *, strict: bool) -> str | None:
    """Whether the entry has its sign on all rays from a place, and at the place if the symbol may be there."""
    if start.inside and strict and signs_of(replaced(entry, {symbol: start.place}), facts) != POSITIVE:
        return None
    used: list[str] = []
    for ray in start.rays:
        asked = Ray(facts)
        if not asked.holds(replaced(entry, {symbol: ray}), strict=strict):
            return None
        used += asked.used
    where = f"from {symbol} = {start.place}" if start.place is not None else f"for {symbol} > 0"
    how = ", ".join(f"{SAID[way]} {used.count(way)} times" for way in SAID if way in used) or "at once"
    return f"one sign {where}: {how}"


def _starts(entry: sp.Expr, symbol: sp.Symbol, facts: Facts, *, strict: bool) -> Iterator[Start]:
    """Places at which the entry vanishes, or from which on it may rise."""
    places = list(dict.fromkeys(_places(entry, symbol)))
    if not symbol.is_nonnegative:
        for place in (place for place in places[:MOST_PLACES] if _may_start(entry, symbol, place, facts, strict=strict)):
            yield Start(place, (place + OPEN, place - OPEN), inside=True)
        return
    for place in places[:MOST_PLACES]:
        if strict and not symbol.is_positive:
            break  # zero is not reached from there
        if signs_of(place, facts) == POSITIVE and _may_start(entry, symbol, place, facts, strict=strict):
            yield Start(place, (place + OPEN, place / (1 + OPEN)), inside=True)
    yield Start(sp.S.Zero if not symbol.is_positive else None, (OPEN,), inside=not symbol.is_positive)


def _may_start(entry: sp.Expr, symbol: sp.Symbol, place: sp.Expr, facts: Facts, *, strict: bool) -> bool:
    if not all(is_smooth(place, other, facts) for other in place.free_symbols):
        return False  # somewhere it is no place at all
    there = replaced(entry, {symbol: place})
    if there.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        return False
    return signs_of(there, facts) == POSITIVE if strict else is_zero(there, facts)


def _places(entry: sp.Expr, symbol: sp.Symbol) -> Iterator[sp.Expr]:
    """Zero and one, where logarithms vanish, and the other symbols of the same sign."""
    yield sp.S.Zero
    for part in sorted(entry.atoms(sp.log), key=lambda part: (part.count_ops(), str(part))):
        top = sp.expand(sp.fraction(sp.together(part.args[0] - 1))[0])
        factor, rest = top.coeff(symbol, 1), top.coeff(symbol, 0)
        if factor != 0 and sp.expand(top - factor * symbol - rest) == 0:
            yield sp.cancel(-rest / factor)
    alike = (other for other in entry.free_symbols if other != symbol and other.is_real and other.is_positive == symbol.is_positive)
    yield from sorted(alike, key=str)
    yield sp.S.One


PROVER = Prover(NAME, 60, _decide)
