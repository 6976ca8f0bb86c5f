"""KFAC: Kronecker-factored directions, their length and momentum by the exact Gauss-Newton model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.checks import require_finite
from numeric.damping import LevenbergMarquardtRule
from numeric.objective import costs, matrix, subset
from numeric.optimizers.protocol import Model, State, advance, positive, refused, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]

REFUSAL = 4.0  # what a step that raised the objective costs the damping
LEAST = 1e-5  # damping: below it factors in single precision are singular


@dataclass(frozen=True)
class Kfac:
    r"""Martens and Grosse (2015): :math:`\Delta = -\hat F^{-1}g`, and :math:`\alpha\Delta + \mu\delta_{t-1}` minimises the model.

    Args:
        damping: the first lambda > 0; the factors are damped with its square root in the proportion of their traces.
        momentum: whether the previous step takes part.
        rule: how the reduction ratio moves lambda.
        matrix: the curvature of the model.
        batch: samples a step; all of them if it is not given.
        seed: of the batches.
    """

    name: ClassVar[str] = "kfac"
    damping: float = 1.0
    momentum: bool = True
    rule: LevenbergMarquardtRule = field(default_factory=lambda: LevenbergMarquardtRule(least=LEAST))
    matrix: str = "generalized_gauss_newton"
    batch: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse a damping that is not positive."""
        positive(damping=self.damping)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``, at rest."""
        return start(problem, theta, damping=self.damping, previous=np.zeros(problem.size))

    def step(self, state: State) -> State:
        """One step, taken if it descends on its batch."""
        batch, part = subset(state.problem, self.batch, (self.seed, state.steps))
        whole: Any = batch
        before, gradient, damping = batch.value(state.theta), batch.gradient(state.theta), float(state.memory["damping"])
        directions = [-whole.kfac_solve(state.theta, gradient, damping)]
        if self.momentum and state.memory["previous"].any():
            directions.append(state.memory["previous"])
        step, change = self._best(batch, state.theta, gradient, damping, np.array(directions).T)
        price = costs(state.problem)
        cost = part * (price.gradient + whole.factor_cost + whole.factor_product_cost + len(directions) * price.product + price.value)
        model = Model(change, damping)
        tried = advance(state, batch, step, before, model=model, cost=cost, previous=step)
        if not tried.report.loss <= before:
            return refused(state, tried, before, damping=REFUSAL * damping, previous=np.zeros_like(step))
        return replace(tried, memory={"damping": self.rule(damping, tried.report.reduction_ratio), "previous": step})

    def _best(self, batch: Objective, theta: Vector, gradient: Vector, damping: float, directions: Vector) -> tuple[Vector, float]:
        """The minimiser of the damped model over the span of ``directions``, ``(n, k)``, and the undamped model's change there."""
        products = matrix(batch, self.matrix, theta) @ directions
        curvature = directions.T @ products
        damped = curvature + damping * (directions.T @ directions)
        require_finite(damped, "the curvature along the step")
        weights = np.linalg.lstsq(damped, -(directions.T @ gradient), rcond=None)[0]
        return directions @ weights, float(weights @ (directions.T @ gradient) + weights @ curvature @ weights / 2)


OPTIMIZER = Kfac
