"""Strict statements that may fail at a point nobody can name: their difference falls to zero inside of the domain.

``a*log(a/b) - a + b > 0`` with ``b = exp(-a)`` is positive at every rational number, and zero at one number between. Descent by Newton's
method finds such places. It proves nothing, so nothing is refuted here; what comes so near to zero has no support.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.implicit_root import is_analytic
from derivations.balls.precision import LADDER
from derivations.balls.second_opinion import second_opinion
from derivations.balls.self_test import exact_rational
from derivations.language.tensor import Tensor
from verify.edges import corners
from verify.instances import is_defined, is_member, sample_problem
from verify.sign_changes import SHORT
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem

    Place = list[mpmath.mpf]

NAME = "descent"
STARTS = 6
TRIES = 24
STEPS = 60
MOST = 4  # coordinates that move
DIGITS = 60
NEAR = mpmath.mpf(10) ** -40  # of a value, beside those at a distance of SIDE
SIDE = fmpq(1, 1000)


def near_zero(problem: Problem, generator: random.Random) -> Finding | None:
    """The finding ``inconclusive`` if what a strict goal calls positive falls to zero, to forty digits beside a point nearby."""
    heights = [height for goal in problem.goals for height in _heights(goal) if _is_asked(height)]
    if not heights:
        return None
    drawn = (sample_problem(problem, generator) for _ in range(TRIES))
    starts = [point for point in drawn if point is not None][:STARTS]
    found = (_lowest(_Descent(height), start, problem) for height in heights for start in starts)
    there = next((place for place in found if place), "")
    return Finding("inconclusive", "searched", (NAME,), f"what should not vanish falls to zero near {there}") if there else None


def _heights(goal: Goal) -> Iterator[sp.Expr]:
    """What is positive where the goal holds."""
    if not isinstance(goal.residual, Tensor):
        return
    if goal.relation == "positive":
        yield from goal.residual.entries
    elif goal.relation == "nonzero":
        entries = goal.residual.entries
        yield from (entries[0], -entries[0]) if len(entries) == 1 else (sp.Add(*(entry**2 for entry in entries)),)
    elif goal.relation == "pd":
        yield from corners(goal.residual)


def _is_asked(height: sp.Expr) -> bool:
    return 0 < len(height.free_symbols) <= MOST and height.count_ops() <= 2 * SHORT and is_analytic(height)


class _Descent:
    """Newton's method for the least value of an expression, damped until it descends."""

    def __init__(self, height: sp.Expr) -> None:
        self.height = height
        self.symbols = sorted(height.free_symbols, key=str)
        self.slopes = [sp.diff(height, symbol) for symbol in self.symbols]
        self.curvatures = [[sp.diff(slope, symbol) for symbol in self.symbols] for slope in self.slopes]

    def lowest(self, place: Place) -> Place:
        """Where the descent from a place ends."""
        value, damping = self._value(self.height, place), mpmath.mpf(1)
        for _ in range(STEPS):
            step = self._step(place, damping)
            moved = [a + b for a, b in zip(place, step, strict=True)]
            try:
                lower = self._value(self.height, moved)
            except CannotEncloseError:
                lower = mpmath.inf
            if not 0 <= lower < value:
                damping *= 8
                continue
            place, value, damping = moved, lower, damping / 16
        return place

    def _step(self, place: Place, damping: mpmath.mpf) -> Any:
        slope = mpmath.matrix([self._value(entry, place) for entry in self.slopes])
        rows = [[self._value(entry, place) for entry in row] for row in self.curvatures]
        try:
            return mpmath.lu_solve(mpmath.matrix(rows) + damping * mpmath.norm(slope) * mpmath.eye(len(rows)), -slope)
        except ZeroDivisionError:
            return -slope

    def _value(self, expression: sp.Expr, place: Place) -> mpmath.mpf:
        point: Mapping[sp.Symbol, Any] = dict(zip(self.symbols, place, strict=True))
        return second_opinion(expression, point, DIGITS)


def _lowest(descent: _Descent, start: Point, problem: Problem) -> str:
    """The place where the descent from a point ends, in words, if that is a zero inside of the domain."""
    if any(not isinstance(start.get(symbol), fmpq) for symbol in descent.symbols):
        return ""
    try:
        with mpmath.workdps(DIGITS):
            place = descent.lowest([mpmath.mpf(int(start[symbol].p)) / int(start[symbol].q) for symbol in descent.symbols])
        found = {symbol: exact_rational(number) for symbol, number in zip(descent.symbols, place, strict=True)}
        there = start.extended(found)
        evaluation = Evaluation(there, LADDER[1])
        if not is_member(problem.domain, evaluation) or not is_defined(problem, evaluation):
            return ""
        with mpmath.workdps(DIGITS):
            least = abs(second_opinion(descent.height, there, DIGITS))
            away = start.extended({symbol: number + SIDE * (1 + abs(number)) for symbol, number in found.items()})
            falls = least <= NEAR * abs(second_opinion(descent.height, away, DIGITS))
            return ", ".join(f"{symbol} = {mpmath.nstr(at, 8)}" for symbol, at in zip(descent.symbols, place, strict=True)) if falls else ""
    except (CannotEncloseError, mpmath.libmp.NoConvergence):
        return ""
