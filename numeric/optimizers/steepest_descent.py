"""Steepest descent in a constant metric or in an arbitrary divergence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from numeric.divergences import mahalanobis_step, proximal_step
from numeric.objective import costs
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


@dataclass(frozen=True)
class SteepestDescent:
    r"""The iteration :math:`\theta_{t+1} = \arg\min_\theta \nabla h(\theta_t)^T\theta + \frac1\gamma D(\theta, \theta_t)`.

    Args:
        rate: gamma > 0.
        metric: A of :math:`D = \frac12 d^T A d`, symmetric positive definite, or a function of theta (a Riemannian metric).
        divergence: ``D(new, old)``, minimised numerically; without metric and divergence D is half the squared Euclidean distance.
        half: whether the metric's D carries the factor 1/2 (claim H4.1: without it the step is half as long).
    """

    name: ClassVar[str] = "steepest-descent"
    rate: float = 0.1
    metric: Vector | Callable[[Vector], Vector] | None = None
    divergence: Callable[[Vector, Vector], float] | None = None
    half: bool = True

    def __post_init__(self) -> None:
        """Refuse a rate that cannot descend."""
        positive(rate=self.rate)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``."""
        return start(problem, theta)

    def step(self, state: State) -> State:
        """One step of the chosen geometry."""
        before, gradient = state.problem.value(state.theta), state.problem.gradient(state.theta)
        step = self._direction(state.theta, gradient)
        cost = costs(state.problem).gradient
        return advance(state, state.problem, step, before, model=Model(float(gradient @ step)), cost=cost)

    def _direction(self, theta: Vector, gradient: Vector) -> Vector:
        if self.divergence is not None:
            return proximal_step(self.divergence, theta, gradient, self.rate)
        if self.metric is None:
            return -self.rate * gradient * (1 if self.half else 0.5)
        metric = self.metric(theta) if callable(self.metric) else self.metric
        return mahalanobis_step(metric, gradient, self.rate, half=self.half)


OPTIMIZER = SteepestDescent
