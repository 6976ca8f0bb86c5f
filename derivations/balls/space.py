"""Expectations of vectors by the trapezoidal rule: exponentially accurate for analytic integrands that decay in every direction."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from flint import arb

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError, NotCoveredError
from derivations.balls.precision import QUICK
from derivations.balls.vectorised import evaluate
from derivations.support import Box, Matrices, Simplex, Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.trace import Step

LARGEST_GRID = 300_000
BLOCK = 4096  # points at a time: every number on the way of a long integrand is an array of so many
NEWTON_STEPS = 30
FARTHEST = 4096  # steps
REACH = 40.0  # the grid ends where the log density has fallen by so much, in nats


def integral_over_space(step: Step, point: Mapping[sp.Symbol, Any]) -> tuple[float, float] | None:
    """The expectation on a coarse and a fine grid; ``None`` when the law is not over vectors of two or three real dimensions."""
    coordinates, log_density, integrand = _flattened(step)
    if not coordinates or len(coordinates) > 3:  # noqa: PLR2004 - the grid grows with the power of the dimension
        return None
    try:
        places = _numbers(point, (log_density.free_symbols | integrand.free_symbols) - set(coordinates))
        grid = _Grid(log_density, coordinates, places)
        return grid.integral(integrand, 0.5), grid.integral(integrand, 0.4)
    except (CannotEncloseError, np.linalg.LinAlgError, FloatingPointError):
        return None


def _flattened(step: Step) -> tuple[tuple[sp.Symbol, ...], sp.Expr, sp.Expr]:
    """Coordinates over the whole space, the log density in them (with the Jacobian), and the integrand."""
    support, symbols = step.law.support, step.variable.entries
    log_density = step.law.log_density(step.variable)
    if isinstance(support, Box):
        return _in_box(support, symbols, log_density, step.before)
    if isinstance(support, Space | Matrices):
        return tuple(symbols), log_density, step.before
    if not isinstance(support, Simplex):
        return (), log_density, step.before
    # y_i = exp(x_i) / sum exp(x_j) with x_K = 0: the Jacobian is the product of all y.
    free = tuple(sp.Symbol(f"x_{i}", real=True) for i in range(len(symbols) - 1))
    total = 1 + sp.Add(*(sp.exp(x) for x in free))
    logs = [x - sp.log(total) for x in (*free, sp.S.Zero)]
    change = {symbol: sp.exp(log) for symbol, log in zip(symbols, logs, strict=True)}
    moved, inner = (sp.expand_log(expression.xreplace(change), force=True) for expression in (log_density, step.before))
    return free, moved + sp.Add(*logs), inner


def _in_box(
    support: Box, symbols: tuple[sp.Symbol, ...], log_density: sp.Expr, before: sp.Expr
) -> tuple[tuple[sp.Symbol, ...], sp.Expr, sp.Expr]:
    """Positive components by their logarithms; other components must run over the line."""
    free = tuple(sp.Symbol(f"x_{i}", real=True) for i in range(len(symbols)))
    change, jacobian = {}, sp.S.Zero
    for symbol, x, side in zip(symbols, free, support.sides, strict=True):
        if side.high != sp.oo or side.low not in (0, -sp.oo):
            return (), log_density, before
        change[symbol] = sp.exp(x) if side.low == 0 else x
        jacobian += x if side.low == 0 else 0
    moved, inner = (sp.expand_log(expression.xreplace(change), force=True) for expression in (log_density, before))
    return free, moved + jacobian, inner


def _numbers(point: Mapping[sp.Symbol, Any], symbols: set[sp.Symbol]) -> dict[sp.Symbol, Any]:
    """The point as floating-point numbers."""
    evaluation = Evaluation(point, QUICK)
    found = {}
    for symbol in sorted(symbols, key=str):
        number = evaluation.number(symbol)
        found[symbol] = np.float64(float(arb(number).mid()))
    return found


class _Grid:
    """Grids in coordinates in which the density has unit curvature at its mode."""

    def __init__(self, log_density: sp.Expr, coordinates: tuple[sp.Symbol, ...], places: Mapping[sp.Symbol, Any]) -> None:
        self.log_density = log_density
        self.coordinates = coordinates
        self.places = places
        self.center, self.shape = self._peak()

    def _values(self, expression: sp.Expr, positions: Any) -> Any:
        return evaluate(expression, {**self.places, **dict(zip(self.coordinates, positions, strict=True))})

    def _peak(self) -> tuple[Any, Any]:
        """The mode and a matrix L with L L^T the inverse of the negative Hessian there, by Newton's method."""
        gradient = [sp.diff(self.log_density, x) for x in self.coordinates]
        hessian = [[sp.diff(entry, x) for x in self.coordinates] for entry in gradient]
        at = np.zeros(len(self.coordinates))
        for _ in range(NEWTON_STEPS):
            slope = np.array([self._values(entry, at) for entry in gradient], dtype=float)
            curvature = -np.array([[self._values(entry, at) for entry in row] for row in hessian], dtype=float)
            move = np.linalg.solve(curvature, slope)
            at = at + move / max(1.0, float(np.max(np.abs(move))) / 4)
            if np.max(np.abs(move)) < 1e-10:  # noqa: PLR2004 - close enough to center a grid
                return at, np.linalg.cholesky(np.linalg.inv(curvature))
        message = "a density without a mode"
        raise NotCoveredError(message)

    def integral(self, integrand: sp.Expr, step: float) -> float:
        """The trapezoidal sum of integrand times density."""
        axes = [np.arange(-low, high + 1) * step for low, high in self._reaches(step)]
        if math.prod(map(len, axes)) > LARGEST_GRID:
            message = "a grid that is too large"
            raise NotCoveredError(message)
        grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
        volume = step ** len(self.coordinates) * abs(np.linalg.det(self.shape))
        parts = (self._weighted(integrand, grid[:, start : start + BLOCK]) for start in range(0, grid.shape[1], BLOCK))
        return float(math.fsum(itertools.chain.from_iterable(parts)) * volume)

    def _weighted(self, integrand: sp.Expr, grid: Any) -> Any:
        """The integrand times the density at some points of the grid, shape (n,)."""
        positions = self.center[:, None] + self.shape @ grid
        with np.errstate(over="raise", invalid="raise", divide="raise", under="ignore"):
            values = self._values(integrand, positions) * np.exp(self._values(self.log_density, positions))
        return np.broadcast_to(values, grid.shape[1])

    def _reaches(self, step: float) -> list[tuple[int, int]]:
        """How many steps each axis needs on either side until the density is negligible on all diagonals through the mode."""
        top = float(self._values(self.log_density, self.center))
        found = [[1, 1] for _ in self.coordinates]
        for direction in itertools.product((-1, 0, 1), repeat=len(self.coordinates)):
            ray, steps = self.shape @ np.array(direction) * step, 8
            while any(direction) and steps < FARTHEST and float(self._values(self.log_density, self.center + ray * steps)) > top - REACH:
                steps = math.ceil(steps * 1.25)
            for axis, sign in enumerate(direction):
                side = (sign + 1) // 2
                found[axis][side] = max(found[axis][side], steps) if sign else found[axis][side]
        return [(low, high) for low, high in found]
