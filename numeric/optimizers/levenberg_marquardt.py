"""The Levenberg-Marquardt method: the Gauss-Newton matrix with adaptive damping; steps that do not descend are not taken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from numeric.damping import LevenbergMarquardtRule, model_change
from numeric.errors import DomainError
from numeric.objective import costs, dense, matrix
from numeric.optimizers.protocol import Model, State, advance, positive, refused, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]

RAISED = 2.0  # the least factor on a damping that leaves the matrix indefinite


@dataclass(frozen=True)
class LevenbergMarquardt:
    r"""The step :math:`-(G + \lambda D)^{-1} \nabla h` with :math:`D = I` (Levenberg) or the diagonal of G (Marquardt).

    Args:
        damping: the first lambda > 0.
        scaled: Marquardt's choice of D, its entries kept above 1e-12 of the largest: equivariant under rescaling of single parameters.
        rule: how the reduction ratio moves lambda.
        refusal: the factor on lambda after a step that did not descend.
        matrix: ``generalized_gauss_newton`` or ``gauss_newton``; where the first is indefinite, lambda is raised until the sum is not.
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
        factor, damping = self._factored(curvature, damping)
        step = -cho_solve(factor, gradient)
        model = Model(model_change(matrix(problem, self.matrix, theta), gradient, step), damping)
        price = costs(problem)
        tried = advance(state, problem, step, before, model=model, cost=price.gradient + problem.size * price.product + price.value)
        if not tried.report.loss <= before:
            return refused(state, tried, before, damping=self.refusal * damping)
        return replace(tried, memory={"damping": self.rule(damping, tried.report.reduction_ratio)})

    def _factored(self, curvature: Vector, damping: float) -> tuple[Any, float]:
        """The Cholesky factor of the damped matrix, and the damping: raised until there is one, where the loss is not convex."""
        sizes = np.abs(np.diag(curvature))
        scale = np.maximum(sizes, 1e-12 * sizes.max()) if self.scaled and sizes.any() else np.ones_like(sizes)
        while np.isfinite(damping):
            try:
                return cho_factor(curvature + damping * np.diag(scale)), damping
            except LinAlgError:
                damping = max(damping * max(self.refusal, RAISED), np.finfo(float).tiny)  # rules may have lowered it to zero
        message = "Taking a Levenberg-Marquardt step: expected a matrix that damping makes positive definite, got none. Rescale the loss."
        raise DomainError(message)


OPTIMIZER = LevenbergMarquardt
