"""Points where absolute values and case distinctions switch, beside them, and at the bounds that hypotheses set.

Random points see one side of ``x > 1000`` only, and never the one point of ``x == 3``. Nothing here is trusted: every point is checked
like any other.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.kinks import switches
from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from verify.points.roots import LARGEST, roots_in
from verify.points.sign_changes import roots_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem

BASES = 2
MOST = 12  # switches of a statement that are looked at
BESIDE = (fmpq(0), fmpq(1, 2**20), fmpq(-1, 2**20), fmpq(1), fmpq(-1))
ORDERED = frozenset({"positive", "nonnegative", "psd", "pd"})


def switching_points(problem: Problem, goals: Sequence[Goal], bases: Sequence[Point]) -> Iterator[Point]:
    """The first points, each moved along one coordinate to where something switches, and beside it; and where all of its symbols vanish."""
    yield from _where_they_vanish(_switches(problem, goals), bases)


def bound_points(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first points, each moved along one coordinate to where a hypothesis begins to fail, and beside it."""
    yield from _where_they_vanish(_bounds(problem), bases)


def _where_they_vanish(items: Iterable[sp.Expr], bases: Sequence[Point]) -> Iterator[Point]:
    found = list(itertools.islice(dict.fromkeys(items), MOST))
    for base, switch in itertools.product(bases[:BASES], found):
        places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in base.items() if isinstance(value, fmpq)}
        symbols = sorted(switch.free_symbols & set(places), key=str)
        if len(symbols) > 1 and switch.count_ops() <= LARGEST:
            yield base.extended(dict.fromkeys(symbols, fmpq(0)))
        for symbol in symbols:
            others = {other: value for other, value in places.items() if other != symbol}
            yield from (base.extended({symbol: value}) for value in _values(replaced(switch, others), symbol))


def has_switches(goal: Goal) -> bool:
    """Whether a goal holds an absolute value or a case distinction."""
    return any(switches(entry, entry.free_symbols) for entry in _entries(goal))


def _switches(problem: Problem, goals: Sequence[Goal]) -> Iterator[sp.Expr]:
    for goal in goals:
        for entry in _entries(goal):
            yield from switches(entry, entry.free_symbols)
            yield from _ends_of_ranges(entry)
    is_ordered = any(goal.relation in ORDERED for goal in goals)
    yield from (bound for bound in _bounds(problem) if is_ordered or any(symbol.is_integer for symbol in bound.free_symbols))


def _bounds(problem: Problem) -> Iterator[sp.Expr]:
    for goal in problem.domain.hypotheses:
        yield from _entries(goal) if goal.relation in ("positive", "nonnegative") else ()


def _ends_of_ranges(entry: sp.Expr) -> Iterator[sp.Expr]:
    """What vanishes where a sum or a product over whole numbers has no terms."""
    for part in sorted(entry.atoms(sp.Sum, sp.Product), key=str):
        for _, low, high in part.limits:
            if not (high - low).has(sp.oo):
                yield high - low + 1


def _entries(goal: Goal) -> Iterator[sp.Expr]:
    for value in (goal.residual, goal.left, goal.right):
        if isinstance(value, Tensor):
            yield from value.entries


def _values(switch: sp.Expr, symbol: sp.Symbol) -> Iterator[fmpq | sp.Expr]:
    """Roots in one coordinate, and numbers beside the rational ones; of long expressions none is looked for."""
    if switch.count_ops() > LARGEST:
        return
    for root in roots_in(switch, symbol):
        if root.is_Rational:
            yield from (fmpq(int(root.p), int(root.q)) + distance for distance in BESIDE)
        else:
            yield root
    yield from roots_between(switch, symbol)
