"""The Newton-Raphson method."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from scipy.sparse.linalg import minres

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
SOLVED, TENTH = 1e-8, 0.1  # of the gradient: where MINRES stops, and what it may leave


@dataclass(frozen=True)
class Newton:
    r"""The iteration :math:`\theta_{t+1} = \theta_t - \gamma H(\theta_t)^{-1} \nabla h(\theta_t)`.

    It finds stationary points: towards a saddle or a maximum too, where H is not positive definite.

    Args:
        rate: gamma > 0; 1 is Newton's step.
        saddle_free: replace H by :math:`|H|`, its eigenvalues made positive and at least 1e-6 of the largest, and search along the step,
            so that every step descends.
        solver: ``dense`` (eigenvalues), or ``minres``, SciPy's, which never forms the matrix and needs no definite one.
        iterations: of MINRES, at most; it stops earlier where the residual is 1e-8 of the gradient.

    Raises:
        DomainError: the Hessian is singular to working precision (not with ``saddle_free``), or MINRES left a tenth of the gradient.
    """

    name: ClassVar[str] = "newton"
    rate: float = 1.0
    saddle_free: bool = False
    solver: Literal["dense", "minres"] = "dense"
    iterations: int = 250

    def __post_init__(self) -> None:
        """Refuse settings outside their sets."""
        positive(rate=self.rate, iterations=self.iterations)
        if self.solver not in {"dense", "minres"} or (self.saddle_free and self.solver != "dense"):
            message = f"Setting up an optimizer: expected solver 'dense' or 'minres', and 'dense' for saddle_free, got {self}. Change it."
            raise DomainError(message)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``."""
        return start(problem, theta)

    def step(self, state: State) -> State:
        """One Newton step; the Hessian is formed, which costs n products, or multiplied once an iteration."""
        problem, theta = state.problem, state.theta
        before, gradient = problem.value(theta), problem.gradient(theta)
        if self.solver == "minres":
            return self._truncated(state, before, gradient)
        step = self._direction(dense(problem, "hessian", theta), gradient)
        price, searched = costs(problem), 0
        if self.saddle_free:
            choice = line_search(step, gradient, lambda d: problem.value(theta + d), before, problem.value(theta + step))
            step, searched = choice.vector, choice.evaluations + 1
        change = model_change(matrix(problem, "hessian", theta), gradient, step)
        cost = price.gradient + problem.size * price.product + searched * price.value
        return advance(state, problem, step, before, model=Model(change), cost=cost)

    def _truncated(self, state: State, before: float, gradient: Vector) -> State:
        """A step by MINRES."""
        problem, price, counted = state.problem, costs(state.problem), count()
        hessian = matrix(problem, "hessian", state.theta)
        found, _ = minres(hessian, -gradient, rtol=SOLVED, maxiter=self.iterations, callback=lambda _: next(counted))
        image, iterations = hessian @ found, next(counted)
        left = float(np.linalg.norm(image + gradient))
        if not left <= TENTH * np.linalg.norm(gradient):
            message = (
                f"Taking a Newton step: expected a residual below a tenth of the gradient after {iterations} iterations, got {left:.2g}."
            )
            raise DomainError(f"{message} Allow more iterations, or add damping: use levenberg-marquardt.")
        step, change = self.rate * found, self.rate * (float(gradient @ found) + self.rate * float(found @ image) / 2)
        model = Model(change, iterations=iterations)
        return advance(state, problem, step, before, model=model, cost=price.gradient + (iterations + 1) * price.product)

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
