"""The Levenberg-Marquardt method: the Gauss-Newton matrix with adaptive damping; steps that do not descend are not taken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from numeric.damping import LevenbergMarquardtRule, model_change
from numeric.objective import costs, dense, matrix
from numeric.optimizers.protocol import Model, State, advance, positive, refused, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


@dataclass(frozen=True)
class LevenbergMarquardt:
    r"""The step :math:`-(G + \lambda D)^{-1} \nabla h` with :math:`D = I` (Levenberg) or the diagonal of G (Marquardt).

    Args:
        damping: the first lambda > 0.
        scaled: Marquardt's choice of D, its entries kept above 1e-12 of the largest: equivariant under rescaling of single parameters.
        rule: how the reduction ratio moves lambda.
        refusal: the factor on lambda after a step that did not descend.
        matrix: ``generalized_gauss_newton`` or ``gauss_newton``.
    """

    name: ClassVar[str] = "levenberg-marquardt"
    damping: float = 1.0
    scaled: bool = False
    rule: LevenbergMarquardtRule = field(default_factory=LevenbergMarquardtRule)
    refusal: float = 4.0
    matrix: str = "generalized_gauss_newton"

    def __post_init__(self) -> None:
        """Refuse settings that cannot descend."""
        positive(damping=self.damping, refusal=self.refusal)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``."""
        return start(problem, theta, damping=self.damping)

    def step(self, state: State) -> State:
        """One damped step, taken if it descends; the matrix is formed, which costs n products."""
        problem, theta, damping = state.problem, state.theta, float(state.memory["damping"])
        before, gradient = problem.value(theta), problem.gradient(theta)
        curvature = dense(problem, self.matrix, theta)
        diagonal = np.diag(curvature)
        scale = np.maximum(diagonal, 1e-12 * diagonal.max()) if self.scaled else np.ones_like(diagonal)
        step = -cho_solve(cho_factor(curvature + damping * np.diag(scale)), gradient)
        model = Model(model_change(matrix(problem, self.matrix, theta), gradient, step), damping)
        price = costs(problem)
        tried = advance(state, problem, step, before, model=model, cost=price.gradient + problem.size * price.product + price.value)
        if not tried.report.loss <= before:
            return refused(state, tried, before, damping=self.refusal * damping)
        return replace(tried, memory={"damping": self.rule(damping, tried.report.reduction_ratio)})


OPTIMIZER = LevenbergMarquardt
