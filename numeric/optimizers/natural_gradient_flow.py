"""Natural-gradient flow: every step follows the differential equation for a while."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.integrate import solve_ivp

from numeric.errors import DomainError
from numeric.objective import costs, dense
from numeric.optimizers.natural_gradient import pseudo_solve
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


MOST = 5000  # evaluations a step: where the rank of the matrix changes along the path, the integrator would go on for ever


@dataclass(frozen=True)
class NaturalGradientFlow:
    r"""Follow :math:`\dot\theta = -(F(\theta) + \lambda I)^{-1} \nabla h(\theta)` for ``duration`` a step.

    Without damping the path does not depend on the coordinates (claim M10.2); with it, it does (claim M10.8b).

    Args:
        duration: of a step, in units of the flow's time.
        damping: lambda >= 0.
        tolerance: relative, of the integration by an embedded pair of order 5.
        matrix: the metric.

    Raises:
        DomainError: the integration cannot go on, or takes more than 5000 evaluations.
    """

    name: ClassVar[str] = "natural-gradient-flow"
    duration: float = 0.1
    damping: float = 0.0
    tolerance: float = 1e-6
    matrix: str = "fisher"

    def __post_init__(self) -> None:
        """Refuse settings outside their sets."""
        positive(duration=self.duration, tolerance=self.tolerance, damping=self.damping or 1.0)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``."""
        return start(problem, theta)

    def step(self, state: State) -> State:
        """Integrate once; every evaluation of the right-hand side forms the matrix, which costs n products."""
        problem, evaluations = state.problem, count(1)

        def velocity(time: float, theta: Vector) -> Vector:
            if next(evaluations) > MOST:
                self._stuck(f"{time:.3g} after {MOST} evaluations")
            return -pseudo_solve(dense(problem, self.matrix, theta), problem.gradient(theta), self.damping)

        found = solve_ivp(velocity, (0, self.duration), state.theta, rtol=self.tolerance, atol=self.tolerance)
        if not found.success or not np.isfinite(found.y).all():
            self._stuck(f"stuck ({found.message})")
        price, step = costs(problem), found.y[:, -1] - state.theta
        cost = found.nfev * (price.gradient + problem.size * price.product)
        model = Model(float(problem.gradient(state.theta) @ step), self.damping)
        return advance(state, problem, step, problem.value(state.theta), model=model, cost=cost)

    def _stuck(self, got: str) -> None:
        message = f"Following the natural gradient: expected to last {self.duration}, got {got}. Shorten it, or raise damping or tolerance."
        raise DomainError(message)


OPTIMIZER = NaturalGradientFlow
