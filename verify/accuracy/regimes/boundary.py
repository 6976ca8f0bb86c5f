"""Numbers at the ends of their types and of the floating-point format: zero, subnormal, one unit below one, the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verify.accuracy.regimes import Regime

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from verify.accuracy.problem import Problem

    Array = NDArray[np.float64]


def _draw(problem: Problem, random: np.random.Generator, count: int) -> dict[str, Array]:
    limits = np.finfo(problem.dtype)
    tiny, least, step, largest = (float(each) for each in (limits.tiny, limits.smallest_subnormal, limits.eps, limits.max))
    sizes = [least, tiny, tiny * (1 - step), tiny**0.5, step, 1 - step / 2, 1.0, 1 + step, 2.0, 1 / step, largest**0.5, largest]
    units = [least, tiny, tiny**0.5, step, 0.5, 0.5 - step / 4, 1 - step, 1 - step / 2]
    whole = [1.0, 2.0, 3.0, 1 / step]
    table = {
        "real": [0.0, *sizes, *(-size for size in sizes)],
        "positive": sizes,
        "nonnegative": [0.0, *sizes],
        "negative": [-size for size in sizes],
        "unit": units,
        "integer": [0.0, *whole, *(-number for number in whole)],
        "natural": [0.0, *whole],
        "positive integer": whole,
    }

    def edge(kind: str, random: np.random.Generator, shape: tuple[int, ...]) -> Array:
        return random.choice(np.array(table[kind]), size=shape)

    return problem.arguments(edge, random, count)


REGIME = Regime("boundary", _draw)
