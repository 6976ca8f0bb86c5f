"""Backtracking: the best kept iterate of conjugate gradients under the true objective, then a line search along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from numeric.krylov.conjugate_gradients import Iterate

    Vector = NDArray[Any]

SHRINK = 0.8
SUFFICIENT = 1e-2  # part of the linear decrease that Armijo's rule demands
LONGEST = 60


@dataclass(frozen=True)
class Choice:
    """An iterate, the objective and the model there, and how many values of the objective were asked for."""

    vector: Vector
    value: float
    model: float
    evaluations: int


@dataclass(frozen=True)
class Shortened:
    """A part of a step, the objective there, which part it is, and how many values of the objective were asked for."""

    vector: Vector
    value: float
    length: float
    evaluations: int


def best_iterate(kept: Sequence[Iterate], value: Callable[[Vector], float]) -> Choice:
    """Go back from the last kept iterate for as long as the objective decreases (Martens 2010, Section 4.6).

    Args:
        kept: iterates in the order of their numbers, at least one.
        value: the objective as a function of the step, shape ``(n,)``.

    Returns:
        The first local minimum met; an objective that is nan counts as infinite.
    """
    chosen, lowest, evaluations = kept[-1], _finite(value(kept[-1].vector)), 1
    for iterate in reversed(kept[:-1]):
        found = _finite(value(iterate.vector))
        evaluations += 1
        if found > lowest:
            break
        chosen, lowest = iterate, found
    return Choice(chosen.vector, lowest, chosen.model, evaluations)


def line_search(step: Vector, gradient: Vector, value: Callable[[Vector], float], here: float, reached: float) -> Shortened:
    r"""Shrink a step until Armijo's rule :math:`h(\alpha d) \le h(0) + c\,\alpha\, g^T d` holds.

    Args:
        step: d, shape ``(n,)``.
        gradient: g at the origin of the step, shape ``(n,)``.
        value: the objective as a function of the step.
        here: the objective at the origin.
        reached: the objective at the whole step, known already.

    Returns:
        The shortened step; the zero step where none of sixty lengths decreases the objective.
    """
    slope = min(float(gradient @ step), 0.0)
    length, found, evaluations = 1.0, _finite(reached), 0
    while found > here + SUFFICIENT * length * slope:
        length *= SHRINK
        if evaluations == LONGEST:
            return Shortened(np.zeros_like(step), here, 0.0, evaluations)
        found = _finite(value(length * step))
        evaluations += 1
    return Shortened(length * step, found, length, evaluations)


def _finite(value: float) -> float:
    return value if np.isfinite(value) else np.inf
