"""Repair of equations: a random point that misses a hypothesis ``e == 0`` is moved onto it along one coordinate in which it is linear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import QUICK
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    import random

    import sympy as sp

    from derivations.balls.point import Point
    from verify.problem import Domain

ROUNDS = 3


def repaired(domain: Domain, point: Point, generator: random.Random) -> Point:
    """Move the point onto its equations where that is possible; the caller checks the result like any other point.

    An equation is solved by a secant through two values of one coordinate (or of one derivative of an arbitrary function), which is exact
    when the equation is linear in it. Several equations are visited in turn.
    """
    equations = [
        entry
        for goal in domain.hypotheses
        if goal.relation == "zero" and isinstance(goal.residual, Tensor)
        for entry in goal.residual.entries
        if entry != 0
    ]
    for _ in range(ROUNDS if equations else 0):
        missed = [equation for equation in equations if not _is_met(equation, point)]
        if not missed:
            break
        for equation in missed:
            _move(equation, domain, point, generator)
    return point


def _is_met(equation: sp.Expr, point: Point) -> bool:
    return _value(equation, point) == 0


def _value(equation: sp.Expr, point: Point) -> fmpq | None:
    """The value if it is an exact rational."""
    try:
        value = Evaluation(point, QUICK).number(equation)
    except CannotEncloseError:
        return None
    return value if isinstance(value, fmpq) else None


def _move(equation: sp.Expr, domain: Domain, point: Point, generator: random.Random) -> None:
    """Change one coordinate of the point so that the equation holds; leave the point alone when no coordinate can do it."""
    _value(equation, point)  # draws the derivatives that the equation holds
    symbols = [symbol for symbol in sorted(equation.free_symbols, key=str) if isinstance(point.get(symbol), fmpq)]
    keys = [point.jets.keys[jet] for jet in sorted(point.jets.keys, key=str) if equation.has(jet)]
    places: list[tuple[dict[Any, Any], Any]] = [(point, symbol) for symbol in symbols if symbol not in domain.solved]
    places += [(point.jets.values, key) for key in keys]
    generator.shuffle(places)
    for holder, key in places:
        before = holder[key]
        at_before = _value(equation, point)
        holder[key] = before + 1
        after = _value(equation, point)
        if at_before is not None and after is not None and after != at_before:
            holder[key] = before - at_before / (after - at_before)
            if _is_met(equation, point):
                return
        holder[key] = before
