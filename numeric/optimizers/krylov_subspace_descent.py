"""Krylov subspace descent: minimise the objective itself over a small subspace that the curvature spans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.optimize import minimize

from numeric.damping import model_change
from numeric.krylov import preconditioners
from numeric.krylov.subspace import krylov_basis
from numeric.objective import costs, matrix, subset
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    from numeric.objective import Objective

    Vector = NDArray[Any]


@dataclass(frozen=True)
class KrylovSubspaceDescent:
    r"""Vinyals and Povey (2012): BFGS over :math:`span\{g, Bg, \ldots, B^{K-1}g, \delta_{t-1}\}`; no damping parameter.

    With an exact quadratic, no previous step and enough iterations a step is K conjugate-gradient iterations (claim M3.17).

    Args:
        dimension: K, Krylov vectors.
        searches: iterations of BFGS at most.
        floor: eigenvalues of the projected curvature are raised to this part of the largest before the subspace is scaled by them.
        exponent: of the diagonal preconditioner; 0 leaves it out.
        remember: whether the previous step belongs to the subspace.
        matrix: B.
        batch: samples of the gradient; all of them if it is not given.
        curvature_batch: samples of the curvature, and of the search within the subspace a second draw.
        seed: of the batches.
    """

    name: ClassVar[str] = "krylov-subspace-descent"
    dimension: int = 20
    searches: int = 30
    floor: float = 1e-4
    exponent: float = 0.0
    remember: bool = True
    matrix: str = "generalized_gauss_newton"
    batch: int | None = None
    curvature_batch: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse settings outside their sets."""
        positive(dimension=self.dimension, searches=self.searches, floor=self.floor)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``, with no previous step."""
        return start(problem, theta, previous=np.zeros(problem.size))

    def step(self, state: State) -> State:
        """Build the subspace, then search it."""
        batch, part = subset(state.problem, self.batch, (self.seed, state.steps))
        curved, portion = subset(batch, self.curvature_batch, (self.seed, state.steps, 1))
        judge, _ = subset(batch, self.curvature_batch, (self.seed, state.steps, 2))
        gradient, operator = batch.gradient(state.theta), matrix(curved, self.matrix, state.theta)
        before = batch.value(state.theta)
        basis = self._basis(curved, state, operator, gradient)
        found = self._search(judge, state.theta, basis)
        step = basis @ found.x
        change = model_change(operator, gradient, step)
        price = costs(state.problem)
        inner = (2 * basis.shape[1] + 1) * price.product + found.nfev * (price.value + price.gradient)
        cost = part * (price.gradient + portion * inner)
        model = Model(change, iterations=basis.shape[1])
        return advance(state, batch, step, before, model=model, cost=cost, previous=step)

    def _basis(self, curved: Objective, state: State, operator: LinearOperator, gradient: Vector) -> Vector:
        """The subspace's basis scaled so that the projected curvature, its eigenvalues floored, is the identity; ``(n, k)``."""
        solve = None
        if self.exponent > 0:
            whole: Any = curved
            entries = np.maximum(whole.empirical_diagonal(state.theta), 0)
            solve = preconditioners.diagonal(entries, self.floor * float(entries.max()), self.exponent)
        also = [state.memory["previous"]] if self.remember else []
        basis = krylov_basis(operator, gradient, self.dimension, also=also, preconditioner=solve)
        values, vectors = np.linalg.eigh(basis.T @ (operator @ basis))
        raised = np.maximum(np.abs(values), max(self.floor * float(np.abs(values).max(initial=0.0)), np.finfo(np.float64).tiny))
        scaled: Vector = basis @ (vectors / np.sqrt(raised))
        return scaled

    def _search(self, judge: Objective, theta: Vector, basis: Vector) -> Any:
        def both(weights: Vector) -> tuple[float, Vector]:
            there = theta + basis @ weights
            return judge.value(there), basis.T @ judge.gradient(there)

        origin = np.zeros(basis.shape[1])
        return minimize(both, origin, jac=True, method="BFGS", options={"maxiter": self.searches, "gtol": 1e-12})


OPTIMIZER = KrylovSubspaceDescent
