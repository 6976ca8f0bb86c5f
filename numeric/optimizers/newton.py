"""The Newton-Raphson method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.damping import model_change
from numeric.errors import DomainError
from numeric.krylov.backtracking import line_search
from numeric.objective import costs, dense, matrix
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]

FLOOR = 1e-6


@dataclass(frozen=True)
class Newton:
    r"""The iteration :math:`\theta_{t+1} = \theta_t - \gamma H(\theta_t)^{-1} \nabla h(\theta_t)`.

    It finds stationary points: towards a saddle or a maximum too, where H is not positive definite.

    Args:
        rate: gamma > 0; 1 is Newton's step.
        saddle_free: replace H by :math:`|H|`, its eigenvalues made positive and at least 1e-6 of the largest, and search along the step,
            so that every step descends.

    Raises:
        DomainError: the Hessian is singular to working precision (not with ``saddle_free``).
    """

    name: ClassVar[str] = "newton"
    rate: float = 1.0
    saddle_free: bool = False

    def __post_init__(self) -> None:
        """Refuse a rate that cannot descend."""
        positive(rate=self.rate)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``."""
        return start(problem, theta)

    def step(self, state: State) -> State:
        """One Newton step; the Hessian is formed, which costs n products."""
        problem, theta = state.problem, state.theta
        before, gradient = problem.value(theta), problem.gradient(theta)
        step = self._direction(dense(problem, "hessian", theta), gradient)
        price, searched = costs(problem), 0
        if self.saddle_free:
            choice = line_search(step, gradient, lambda d: problem.value(theta + d), before, problem.value(theta + step))
            step, searched = choice.vector, choice.evaluations + 1
        change = model_change(matrix(problem, "hessian", theta), gradient, step)
        cost = price.gradient + problem.size * price.product + searched * price.value
        return advance(state, problem, step, before, model=Model(change), cost=cost)

    def _direction(self, hessian: Vector, gradient: Vector) -> Vector:
        values, vectors = np.linalg.eigh(hessian)
        sizes = np.abs(values)
        if self.saddle_free:
            values = np.maximum(sizes, max(FLOOR * float(sizes.max()), np.finfo(np.float64).tiny))
        elif sizes.min() <= np.finfo(np.float64).eps * sizes.size * sizes.max():
            message = f"Taking a Newton step: expected a regular Hessian, got least eigenvalue {values[sizes.argmin()]:.3g}."
            raise DomainError(f"{message} Add damping: use levenberg-marquardt.")
        step: Vector = -self.rate * (vectors @ ((vectors.T @ gradient) / values))
        return step


OPTIMIZER = Newton
