"""Inequalities that random points miss: a point is pushed over the bounds that it violates, one coordinate at a time.

Nothing here is trusted: the caller checks the result like any other point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import QUICK
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    import sympy as sp

    from derivations.balls.point import Point
    from derivations.language.goal import Goal

ROUNDS = 6
BEYOND = (fmpq(1, 64), fmpq(1, 8), fmpq(1, 2), fmpq(1), fmpq(3), fmpq(20))  # how far over a bound
HELD = {"positive": lambda value: value > 0, "nonnegative": lambda value: value >= 0}


def pushed(goals: Sequence[Goal], point: Point, generator: random.Random) -> Point:
    """Move the point into the inequalities among the goals, each by a secant in a coordinate in which it may be linear."""
    bounds = [
        (goal.relation, entry)
        for goal in goals
        if goal.relation in HELD and isinstance(goal.residual, Tensor)
        for entry in goal.residual.entries
        if entry.free_symbols
    ]
    for _ in range(ROUNDS if bounds else 0):
        missed = [(relation, entry) for relation, entry in bounds if not _is_met(relation, entry, point)]
        if not missed:
            break
        for relation, entry in missed:
            _push(relation, entry, point, generator)
    return point


def _value(entry: sp.Expr, point: Point) -> fmpq | None:
    """The value if it is an exact rational."""
    try:
        value = Evaluation(point, QUICK).number(entry)
    except CannotEncloseError:
        return None
    return value if isinstance(value, fmpq) else None


def _is_met(relation: str, entry: sp.Expr, point: Point) -> bool:
    value = _value(entry, point)
    return value is not None and HELD[relation](value)


def _push(relation: str, entry: sp.Expr, point: Point, generator: random.Random) -> None:
    """Change one coordinate so that the inequality holds; leave the point alone when no coordinate can do it."""
    symbols = [symbol for symbol in sorted(entry.free_symbols, key=str) if isinstance(point.get(symbol), fmpq)]
    generator.shuffle(symbols)
    for symbol in symbols:
        before, at_before = point[symbol], _value(entry, point)
        point[symbol] = before + 1
        after = _value(entry, point)
        if at_before is not None and after is not None and after != at_before:
            point[symbol] = _over(symbol, before - at_before / (after - at_before), 1 if after > at_before else -1, generator)
            if _keeps_sign(symbol, point[symbol]) and _is_met(relation, entry, point):
                return
        point[symbol] = before


def _over(symbol: sp.Symbol, bound: fmpq, side: int, generator: random.Random) -> fmpq:
    """A number on one side of a bound, whole for a symbol of whole numbers."""
    if symbol.is_integer:
        return fmpq(-((-bound.p) // bound.q) if side > 0 else bound.p // bound.q) + side * generator.randint(0, 2)
    return bound + side * generator.choice(BEYOND)


def _keeps_sign(symbol: sp.Symbol, value: fmpq) -> bool:
    return not (symbol.is_positive and value <= 0) and not (symbol.is_negative and value >= 0) and not (symbol.is_nonnegative and value < 0)
