"""Arguments that are compared with each other, at relative distances from 1e-1 to 1e-15, and equal ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verify.accuracy.regimes import Regime
from verify.accuracy.regimes.ordinary import ordinary
from verify.accuracy.sampling import fitting, mirrored, on_simplex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from derivations.language.types import TypeSpec
    from verify.accuracy.problem import Problem

    Array = NDArray[np.float64]
EQUAL = 1 / 16  # the share of points whose pairs are equal
CLOSEST = -15.0


def beside(spec: TypeSpec, first: Array, distances: Array, random: np.random.Generator, grid: float) -> Array:
    """Arguments (count, *shape) of one type at relative distances (count,) from the first ones."""
    away = distances.reshape(-1, *(1 for _ in first.shape[1:])) * random.uniform(-1, 1, size=first.shape)
    if spec.kind == "simplex":
        moved = on_simplex(first * (1 + away), grid)
        return np.where(away == 0, first, moved)
    if spec.kind in ("spd", "symmetric"):
        return mirrored(first * (1 + away / (2 * first.shape[-1])))
    if spec.kind == "unit":
        return np.clip(first + away * np.minimum(first, 1 - first), np.finfo(float).tiny, 1 - 2.0**-24)
    moved = first * (1 + away)
    return np.rint(moved) if spec.kind in ("integer", "natural", "positive integer") else moved


def _draw(problem: Problem, random: np.random.Generator, count: int) -> dict[str, Array] | None:
    if not problem.pairs:
        return None
    point = problem.arguments(ordinary, random, count)
    distances = np.where(random.random(count) < EQUAL, 0.0, 10.0 ** random.uniform(CLOSEST, -1, size=count))
    for first, second in problem.pairs:
        point[second] = fitting(beside(problem.types[first], point[first], distances, random, problem.grid), problem.dtype)
    return point


REGIME = Regime("near-equal", _draw, by_distance=True)
