"""The Gauss-Newton method: the pseudo-inverse of the Gauss-Newton matrix, with a line search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from numeric.damping import model_change
from numeric.krylov.backtracking import line_search
from numeric.objective import costs, dense, matrix
from numeric.optimizers.natural_gradient import pseudo_solve
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


@dataclass(frozen=True)
class GaussNewton:
    r"""The iteration :math:`\theta_{t+1} = \theta_t - \gamma \alpha_t G(\theta_t)^+ \nabla h(\theta_t)`.

    Without damping G is often nearly singular far from the minimum; Armijo's line search shortens what it proposes then.

    Args:
        rate: gamma > 0, before the line search.
        search: whether to search; without it :math:`\alpha_t = 1`.
        matrix: ``generalized_gauss_newton``, or ``gauss_newton`` (the classical one, of squared errors).
    """

    name: ClassVar[str] = "gauss-newton"
    rate: float = 1.0
    search: bool = True
    matrix: str = "generalized_gauss_newton"

    def __post_init__(self) -> None:
        """Refuse a rate that cannot descend."""
        positive(rate=self.rate)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``."""
        return start(problem, theta)

    def step(self, state: State) -> State:
        """One step; the matrix is formed, which costs n products."""
        problem, theta = state.problem, state.theta
        before, gradient = problem.value(theta), problem.gradient(theta)
        step = -self.rate * pseudo_solve(dense(problem, self.matrix, theta), gradient, 0.0)
        price, searched = costs(problem), 0
        if self.search:
            choice = line_search(step, gradient, lambda d: problem.value(theta + d), before, problem.value(theta + step))
            step, searched = choice.vector, choice.evaluations + 1
        model = Model(model_change(matrix(problem, self.matrix, theta), gradient, step))
        cost = price.gradient + problem.size * price.product + searched * price.value
        return advance(state, problem, step, before, model=model, cost=cost)


OPTIMIZER = GaussNewton
