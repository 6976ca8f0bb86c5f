"""Numbers as they are met every day: within a factor of a hundred of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verify.accuracy.regimes import Regime

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from verify.accuracy.problem import Problem

    Array = NDArray[np.float64]


def ordinary(kind: str, random: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Numbers of a kind: normal, log-normal or logistic-normal, whole ones rounded."""
    normal = random.normal(size=shape)
    size = np.exp(1.5 * normal)
    table: dict[str, Array] = {
        "real": 3 * normal,
        "positive": size,
        "nonnegative": size,
        "negative": -size,
        "unit": 1 / (1 + np.exp(-2 * normal)),
        "integer": np.rint(10 * normal),
        "natural": np.floor(4 * size),
        "positive integer": np.ceil(4 * size),
    }
    return table[kind]


def _draw(problem: Problem, random: np.random.Generator, count: int) -> dict[str, Array]:
    return problem.arguments(ordinary, random, count)


REGIME = Regime("ordinary", _draw)
