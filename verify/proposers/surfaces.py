"""Points of the surface that equations among the hypotheses describe at which an inequality is nearest to fail.

``u[0] + u[1] + u[2] <= 17/10`` for a vector of length one fails close to one direction only, which random directions miss.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import QUICK
from derivations.language.tensor import Tensor
from verify.numeric_support import has_unevaluated
from verify.points.constructed_points import equations_of
from verify.points.rational_surfaces import surface_of
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sympy as sp

    from derivations.balls.point import Point
    from verify.points.rational_surfaces import Surface
    from verify.problem import Problem

DRAWS, STEPS, SEED = 60, 160, 11
SPREADS = (fmpq(1, 2), fmpq(1, 8), fmpq(1, 32), fmpq(1, 128))


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """For every inequality the lowest of some points, moved further down."""
    surface, unknowns = _surface(problem)
    if surface is None or has_unevaluated(problem):
        return
    generator = random.Random(SEED)  # noqa: S311 - a search that must repeat itself
    for goal in (goal for goal in problem.goals if goal.relation in ("positive", "nonnegative") and isinstance(goal.residual, Tensor)):
        for entry in goal.residual.entries:
            yield _lowest(entry, bases[0], surface, unknowns, generator)


def unseen(problem: Problem) -> str:
    """Solutions of the hypotheses that are no rational points of few digits."""
    equations = equations_of(problem.domain)
    return "solutions of the hypotheses other than those that were drawn" if equations and _surface(problem)[0] is None else ""


def _surface(problem: Problem) -> tuple[Surface | None, tuple[sp.Symbol, ...]]:
    equations = equations_of(problem.domain)
    unknowns = tuple(sorted({symbol for equation in equations for symbol in equation.free_symbols}, key=str))
    surface = surface_of(equations, unknowns) if unknowns and not set(unknowns) & set(problem.domain.solved) else None
    return (surface, unknowns) if surface is not None and surface.starts else (None, unknowns)


def _lowest(entry: sp.Expr, base: Point, surface: Surface, unknowns: tuple[sp.Symbol, ...], generator: random.Random) -> Point:
    """Where a descent by random steps ends."""

    def at(place: list[fmpq]) -> Point:
        return base.extended(dict(zip(unknowns, place, strict=True)))

    drawn = [*surface.starts, *(surface.moved(generator) for _ in range(DRAWS))]
    value, place = min(((_value(entry, at(one)), one) for one in drawn), key=lambda pair: pair[0])
    for step in range(STEPS):
        moved = surface.nearby(place, SPREADS[step * len(SPREADS) // STEPS], generator)
        lower = float("inf") if moved is None else _value(entry, at(moved))
        if moved is not None and lower < value:
            value, place = lower, moved
    return at(place)


def _value(entry: sp.Expr, point: Point) -> float:
    try:
        return float(arb(Evaluation(point, QUICK).number(entry)).mid())
    except CannotEncloseError:
        return float("inf")


PROPOSER = Proposer("surfaces", propose, unseen)
