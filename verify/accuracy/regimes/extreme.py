"""Numbers of all magnitudes from 1e-300 to 1e300 (1e-30 to 1e30 in float32): half of the points with one magnitude for all numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verify.accuracy.regimes import Regime
from verify.accuracy.sampling import decades

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from verify.accuracy.problem import Problem

    Array = NDArray[np.float64]
LARGEST_WHOLE = 15.0  # decades: beyond, not every whole number is a float64


def _draw(problem: Problem, random: np.random.Generator, count: int) -> dict[str, Array]:
    low, high = decades(problem.dtype)
    shared = random.uniform(low, high, size=count)
    together = random.random(count) < 1 / 2

    def extreme(kind: str, random: np.random.Generator, shape: tuple[int, ...]) -> Array:
        column = (count, *(1 for _ in shape[1:]))
        nearby = shared.reshape(column) + random.uniform(-2, 2, size=shape)
        exponents = np.where(together.reshape(column), np.clip(nearby, low, high), random.uniform(low, high, size=shape))
        sizes, signs = 10.0**exponents, random.choice([-1.0, 1.0], size=shape)
        whole = np.rint(10.0 ** random.uniform(0, min(high, LARGEST_WHOLE), size=shape))
        small = 10.0 ** -np.abs(exponents)
        table = {
            "real": signs * sizes,
            "positive": sizes,
            "nonnegative": sizes,
            "negative": -sizes,
            "unit": np.where(random.random(shape) < 1 / 2, small, 1 - 10.0 ** random.uniform(-15.5, -0.3, size=shape)),
            "integer": signs * whole,
            "natural": whole,
            "positive integer": whole,
        }
        return table[kind]

    return problem.arguments(extreme, random, count)


REGIME = Regime("extreme", _draw)
