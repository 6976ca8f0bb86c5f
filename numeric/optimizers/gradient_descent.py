"""Gradient descent, plain or with momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import DomainError
from numeric.objective import costs, subset
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


@dataclass(frozen=True)
class GradientDescent:
    r"""The iteration :math:`v_{t+1} = \mu v_t - \gamma \nabla h(\theta_t)`, :math:`\theta_{t+1} = \theta_t + v_{t+1}`.

    Args:
        learning_rate: gamma > 0.
        momentum: mu in [0, 1); 0 is plain gradient descent.
        nesterov: take the gradient at :math:`\theta_t + \mu v_t`.
        batch: samples a step, drawn by ``seed``; all of them if it is not given.
        seed: of the batches.

    Example:
        >>> from numeric.quadratic import Quadratic
        >>> method = GradientDescent(0.5)
        >>> method.step(method.init(Quadratic(np.eye(1), np.zeros(1)), np.ones(1))).theta.tolist()
        [0.5]
    """

    name: ClassVar[str] = "gradient-descent"
    learning_rate: float = 0.1
    momentum: float = 0.0
    nesterov: bool = False
    batch: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse rates that cannot descend."""
        positive(learning_rate=self.learning_rate)
        if not 0 <= self.momentum < 1:
            message = f"Setting up an optimizer: expected a momentum in [0, 1), got {self.momentum!r}. Change it."
            raise DomainError(message)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``, at rest."""
        return start(problem, theta, velocity=np.zeros(problem.size))

    def step(self, state: State) -> State:
        """One step against the gradient."""
        batch, part = subset(state.problem, self.batch, (self.seed, state.steps))
        drift = self.momentum * state.memory["velocity"]
        at = state.theta + drift if self.nesterov else state.theta
        before, gradient = batch.value(state.theta), batch.gradient(at)
        velocity = drift - self.learning_rate * gradient
        # the linear model: what the gradient alone predicts (Section 9); the penalty of the step size is no part of h
        model = Model(float(gradient @ velocity))
        return advance(state, batch, velocity, before, model=model, cost=part * costs(state.problem).gradient, velocity=velocity)


OPTIMIZER = GradientDescent
