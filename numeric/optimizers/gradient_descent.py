"""Gradient descent with a constant learning rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from numeric.optimizers import Objective, State

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class GradientDescent:
    r"""The iteration :math:`\theta_{t+1} = \theta_t - \gamma \nabla h(\theta_t)`.

    Args:
        learning_rate: the step size gamma > 0.
    """

    learning_rate: float

    def init(self, theta: NDArray[np.float64]) -> State:
        """Start at ``theta``, shape ``(n,)``."""
        return State(theta)

    def step(self, state: State, objective: Objective) -> State:
        """One step against the gradient."""
        return State(state.theta - self.learning_rate * objective.gradient(state.theta), state.steps + 1)
