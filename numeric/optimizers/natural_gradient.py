"""Natural gradient descent with the exact Fisher matrix and a constant learning rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from numeric.optimizers import Objective, State

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class NaturalGradient:
    r"""The iteration :math:`\theta_{t+1} = \theta_t - \epsilon F(\theta_t)^{-1} \nabla h(\theta_t)`  (Martens, equation (6)).

    Args:
        learning_rate: the step size epsilon > 0.

    Raises:
        numpy.linalg.LinAlgError: the Fisher matrix is singular.
    """

    learning_rate: float

    def init(self, theta: NDArray[np.float64]) -> State:
        """Start at ``theta``, shape ``(n,)``."""
        return State(theta)

    def step(self, state: State, objective: Objective) -> State:
        """One step against the natural gradient."""
        direction = np.linalg.solve(objective.fisher(state.theta), objective.gradient(state.theta))
        return State(state.theta - self.learning_rate * direction, state.steps + 1)
