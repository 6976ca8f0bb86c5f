"""The Newton-Raphson method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.damping import model_change
from numeric.errors import DomainError
from numeric.objective import costs, dense, matrix
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


@dataclass(frozen=True)
class Newton:
    r"""The iteration :math:`\theta_{t+1} = \theta_t - \gamma H(\theta_t)^{-1} \nabla h(\theta_t)`.

    It finds stationary points: towards a saddle or a maximum too, where H is not positive definite.

    Args:
        rate: gamma > 0; 1 is Newton's step.
        saddle_free: replace H by :math:`|H|`, its eigenvalues made positive, so that every step descends.

    Raises:
        DomainError: the Hessian is singular to working precision.
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
        values, vectors = np.linalg.eigh(dense(problem, "hessian", theta))
        if np.abs(values).min() <= np.finfo(np.float64).eps * problem.size * np.abs(values).max():
            message = f"Taking a Newton step: expected a regular Hessian, got least eigenvalue {values[np.abs(values).argmin()]:.3g}."
            raise DomainError(f"{message} Add damping: use levenberg-marquardt.")
        step = -self.rate * (vectors @ ((vectors.T @ gradient) / (np.abs(values) if self.saddle_free else values)))
        change = model_change(matrix(problem, "hessian", theta), gradient, step)
        price = costs(problem)
        cost = price.gradient + problem.size * price.product
        return advance(state, problem, step, before, model=Model(change), cost=cost)


OPTIMIZER = Newton
