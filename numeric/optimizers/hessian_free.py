"""Hessian-free optimisation: truncated conjugate gradients on the damped Gauss-Newton model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from numeric.curvature.joint import joined
from numeric.damping import Damped, LevenbergMarquardtRule, reduction_ratio
from numeric.errors import DomainError
from numeric.krylov import preconditioners
from numeric.krylov.backtracking import best_iterate, line_search
from numeric.krylov.conditioning import Conditioning
from numeric.krylov.conjugate_gradients import Stopping, minimise
from numeric.objective import costs, matrix, subset
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    from numeric.krylov.backtracking import Choice
    from numeric.krylov.conditioning import Solve
    from numeric.krylov.conjugate_gradients import Minimum
    from numeric.objective import Objective

    Vector = NDArray[Any]

Preconditioner = Literal["diagonal", "kronecker"]


@dataclass(frozen=True)
class HessianFree:
    r"""Martens (2010): minimise :math:`h + g^T d + \frac12 d^T (G + \lambda I + \lambda\mu S) d` by truncated conjugate gradients.

    Conjugate gradients start from the previous solution times ``decay``, stop by Martens' rule, and are traced back while the objective
    decreases; Armijo's line search follows; the reduction ratio of the undamped model moves lambda.

    Args:
        damping: the first lambda > 0.
        decay: of the previous solution, in [0, 1]; 0 starts at the origin.
        augment: minimise over the previous solution and the Krylov space together, whatever the decay (above 0) is.
        stopping: of conjugate gradients.
        preconditioner: ``diagonal`` (Martens 2010) or ``kronecker``, the damped inverse of KFAC from the samples of the gradient.
        exponent: alpha of the diagonal one, :math:`(diag(\bar F) + \lambda)^\alpha`; 0 leaves it out.
        structural: mu >= 0, the weight of the hidden units' change (Martens and Sutskever 2011).
        matrix: the curvature.
        backtrack: whether to go back to the best kept iterate.
        rule: how the reduction ratio moves lambda.
        batch: samples of gradient and objective; all of them if it is not given.
        curvature_batch: samples of the curvature, drawn from the batch.
        seed: of the batches.
    """

    name: ClassVar[str] = "hessian-free"
    damping: float = 1.0
    decay: float = 0.95
    augment: bool = False
    stopping: Stopping = field(default_factory=Stopping)
    preconditioner: Preconditioner = "diagonal"
    exponent: float = preconditioners.EXPONENT
    structural: float = 0.0
    matrix: str = "generalized_gauss_newton"
    backtrack: bool = True
    rule: LevenbergMarquardtRule = field(default_factory=LevenbergMarquardtRule)
    batch: int | None = None
    curvature_batch: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse settings outside their sets."""
        positive(damping=self.damping)
        fits = self.preconditioner in {"diagonal", "kronecker"} and self.structural >= 0
        if not (fits and 0 <= self.decay <= 1 and 0 <= self.exponent <= 1):
            contract = "decay and exponent in [0, 1], structural >= 0 and a known preconditioner"
            message = f"Setting up an optimizer: expected {contract}, got {self}. Change it."
            raise DomainError(message)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``, with no previous solution."""
        return start(problem, theta, damping=self.damping, previous=np.zeros(problem.size))

    def step(self, state: State) -> State:
        """One outer iteration."""
        batch, part = subset(state.problem, self.batch, (self.seed, state.steps))
        curved, portion = subset(batch, self.curvature_batch, (self.seed, state.steps, 1))
        before, gradient, damping = batch.value(state.theta), batch.gradient(state.theta), float(state.memory["damping"])
        curvature = matrix(curved, self.matrix, state.theta)
        conditioning = Conditioning(self.preconditioner, self.exponent)
        solve = conditioning.solve(batch, curved, state.theta, damping)
        found = self._inner(curvature, curved, state, gradient, solve)

        def value(step: Vector) -> float:
            return batch.value(state.theta + step)

        chosen = best_iterate(found.kept if self.backtrack else found.kept[-1:], value)
        searched = line_search(chosen.vector, gradient, value, before, chosen.value)
        step = searched.vector
        change = self._undamped(curvature, chosen, gradient, damping, searched.length)
        price = costs(state.problem)
        count = found.products + (self.structural > 0)
        values = (chosen.evaluations + searched.evaluations) * price.value
        cost = price.gradient + values + portion * count * price.product + conditioning.cost(batch, found.iterations, portion)
        return advance(
            state,
            batch,
            step,
            before,
            model=Model(change, damping, found.iterations),
            cost=part * cost,
            damping=self.rule(damping, reduction_ratio(searched.value - before, change)),
            previous=found.vector if step.any() else np.zeros_like(step),
        )

    def _inner(self, curvature: LinearOperator, curved: Objective, state: State, gradient: Vector, solve: Solve | None) -> Minimum:
        """Conjugate gradients on the damped model."""
        damping = float(state.memory["damping"])
        if self.structural > 0:
            curvature = joined(curvature, matrix(curved, "structural_damping", state.theta), damping * self.structural)
        start_at = self.decay * state.memory["previous"]
        damped = Damped(curvature, damping)
        return minimise(damped, gradient, start=start_at, augment=self.augment, preconditioner=solve, stopping=self.stopping)

    def _undamped(self, curvature: LinearOperator, chosen: Choice, gradient: Vector, damping: float, length: float) -> float:
        """The undamped model's change at ``length`` times the chosen vector: only with structural damping a product is needed."""
        vector, slope = chosen.vector, float(gradient @ chosen.vector)
        if self.structural > 0:
            square = float(vector @ (curvature @ vector))
        else:
            square = 2 * (chosen.model - slope) - damping * float(vector @ vector)
        return length * slope + length**2 * square / 2


OPTIMIZER = HessianFree
