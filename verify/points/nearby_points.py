"""Points near zero and far out: generic ones lie at distances of about one, where an inequality of mixed degrees may well hold.

Whole numbers are drawn up to nine; what holds for these only fails at larger ones, and beside the integers that a statement names.

Nothing here is trusted: every point is checked like any other.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.language.tensor import Tensor
from verify.points.draws import INTEGER_KINDS
from verify.points.instances import sample

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem

FACTORS = (fmpq(1, 16), fmpq(1, 256), fmpq(16), fmpq(256), fmpq(-16), fmpq(-256))  # negative ones for what may have either sign
POWERS = ((0, 20), (20, 0), (0, 40), (40, 0), (0, 1000), (1000, 0))  # of two, above and below the line
FAR = tuple(fmpq(sign * 2**above, 2**below) for sign in (1, -1) for above, below in POWERS)
BASES = 3
WHOLE = (10, 12, 30, 100)
LARGEST, MOST = 10**4, 4  # of the integers of a statement, and how many of them
SCALABLE = frozenset({"real", "positive", "nonnegative", "negative", "symmetric", "spd"})  # closed under positive factors


def nearby_points(problem: Problem, bases: Sequence[Point], factors: Sequence[fmpq] = FACTORS, *, farthest: bool = True) -> Iterator[Point]:
    """The first points, each with all of its variables that may be scaled made small, then large, then large on the other side.

    The first one also very small and very large, all of it and each variable that may have either sign alone, unless ``farthest`` is false.
    """
    symbols = _scalable(problem)
    for factor in factors:
        yield from (base.extended(_scaled(base, symbols, factor)) for base in bases[:BASES])
    for base in bases[:1] if farthest else ():
        alone = [[symbol] for symbol in symbols if len(symbols) > 1 and _has_two_sides(symbol)]
        for moved in (symbols, *alone):
            yield from (base.extended(_scaled(base, moved, factor)) for factor in FAR if factor > 0 or any(map(_has_two_sides, moved)))


def _scaled(base: Point, symbols: Sequence[sp.Symbol], factor: fmpq) -> dict[sp.Symbol, fmpq]:
    return {symbol: base[symbol] * _of_sign(factor, symbol) for symbol in symbols if isinstance(base.get(symbol), fmpq)}


def _of_sign(factor: fmpq, symbol: sp.Symbol) -> fmpq:
    return factor if _has_two_sides(symbol) else abs(factor)


def _has_two_sides(symbol: sp.Symbol) -> bool:
    return symbol.is_nonnegative is None and symbol.is_nonpositive is None


def whole_points(problem: Problem, goals: Sequence[Goal], bases: Sequence[Point]) -> Iterator[Point]:
    """The first point with whole numbers made larger, all of them and one at a time."""
    variables = problem.domain.variables.values()
    whole = [each.symbols for each in variables if each.type.kind in INTEGER_KINDS and each.symbols is not None]
    symbols = sorted({entry for each in whole for entry in each.entries if entry.is_Symbol and entry not in problem.domain.solved}, key=str)
    chosen = [symbols, *([symbol] for symbol in symbols if len(symbols) > 1)]
    for base, number, moved in itertools.product(bases[:1], [*WHOLE, *_beside(goals)] if symbols else (), chosen):
        yield base.extended(dict.fromkeys(moved, fmpq(number)))
        if all(symbol.is_nonnegative is None for symbol in moved):
            yield base.extended(dict.fromkeys(moved, fmpq(-number)))


def _beside(goals: Sequence[Goal]) -> list[int]:
    """Beside the largest integers that stand in the goals."""
    residuals = [goal.residual for goal in goals if isinstance(goal.residual, Tensor)]
    named = {abs(int(number)) for value in residuals for entry in value.entries for number in entry.atoms(sp.Integer)}
    largest = sorted(number for number in named if 8 < number <= LARGEST)[-MOST:]  # noqa: PLR2004 - smaller ones are drawn
    return [number + step for number in largest for step in (-1, 0, 1)]


def positive_points(problem: Problem, generator: random.Random) -> Iterator[Point]:
    """Small positive numbers for every variable that may be scaled: candidates where no drawn point meets the side conditions."""
    symbols = _scalable(problem)
    for _ in range(BASES):
        base = sample(problem.domain, generator)
        if base is not None:
            yield base.extended({symbol: abs(base[symbol]) * FACTORS[0] for symbol in symbols if isinstance(base.get(symbol), fmpq)})


def _scalable(problem: Problem) -> list[sp.Symbol]:
    variables = problem.domain.variables.values()
    found = {entry for each in variables if each.type.kind in SCALABLE and each.symbols is not None for entry in each.symbols.entries}
    return sorted((entry for entry in found if entry.is_Symbol and entry not in problem.domain.solved), key=str)
