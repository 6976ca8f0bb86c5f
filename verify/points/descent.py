"""Descent by Newton's method in sixty digits: where an expression of few coordinates is least, or below zero.

Nothing here is trusted: a place is one at which to look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
import sympy as sp
from flint import fmpq

from derivations.balls.failures import CannotEncloseError
from derivations.balls.implicit_root import is_analytic
from derivations.balls.second_opinion import second_opinion
from derivations.balls.self_test import exact_rational
from verify.points.sign_changes import SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.balls.point import Point

    Place = list[mpmath.mpf]

STEPS = 60
MOST = 4  # coordinates that move
DIGITS = 60


def can_descend(height: sp.Expr) -> bool:
    """Whether an expression is short, of few coordinates, and analytic, without integrals, which take long at every step."""
    return not height.has(sp.Integral) and 0 < len(height.free_symbols) <= MOST and height.count_ops() <= 2 * SHORT and is_analytic(height)


class Descent:
    """Newton's method for the least value of an expression, damped until it descends."""

    def __init__(self, height: sp.Expr) -> None:
        """Differentiate twice in all coordinates."""
        self.height = height
        self.symbols = sorted(height.free_symbols, key=str)
        self.slopes = [sp.diff(height, symbol) for symbol in self.symbols]
        self.curvatures = [[sp.diff(slope, symbol) for symbol in self.symbols] for slope in self.slopes]

    def from_point(self, start: Point) -> dict[sp.Symbol, fmpq] | None:
        """Where the descent from a point ends; ``None`` where it does not start.

        Raises:
            CannotEncloseError: some value on the way is none.
        """
        if any(not isinstance(start.get(symbol), fmpq) for symbol in self.symbols):
            return None
        with mpmath.workdps(DIGITS):
            place = self.lowest([mpmath.mpf(int(start[symbol].p)) / int(start[symbol].q) for symbol in self.symbols])
        return {symbol: exact_rational(number) for symbol, number in zip(self.symbols, place, strict=True)}

    def lowest(self, place: Place) -> Place:
        """Where the descent from a place ends, or falls below zero."""
        value, damping = self._value(self.height, place), mpmath.mpf(1)
        for _ in range(STEPS):
            step = self._step(place, damping)
            moved = [a + b for a, b in zip(place, step, strict=True)]
            try:
                lower = self._value(self.height, moved)
            except CannotEncloseError:
                lower = mpmath.inf
            if not lower < value:
                damping *= 8
                continue
            place, value, damping = moved, lower, damping / 16
            if value < 0:  # low enough for a counterexample
                break
        return place

    def _step(self, place: Place, damping: mpmath.mpf) -> Any:
        slope = mpmath.matrix([self._value(entry, place) for entry in self.slopes])
        rows = [[self._value(entry, place) for entry in row] for row in self.curvatures]
        try:
            return mpmath.lu_solve(mpmath.matrix(rows) + damping * mpmath.norm(slope) * mpmath.eye(len(rows)), -slope)
        except (ZeroDivisionError, TypeError):  # singular: mpmath raises the second where elimination leaves no pivot
            return -slope

    def _value(self, expression: sp.Expr, place: Place) -> mpmath.mpf:
        point: Mapping[sp.Symbol, Any] = dict(zip(self.symbols, place, strict=True))
        return second_opinion(expression, point, DIGITS)
