"""Krylov subspace descent: minimise the objective itself over a small subspace that the curvature spans."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from scipy.optimize import minimize

from numeric.checks import require_finite
from numeric.damping import model_change
from numeric.krylov import preconditioners
from numeric.krylov.subspace import krylov_subspace
from numeric.objective import costs, matrix, subset
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    from numeric.objective import Objective

    Vector = NDArray[Any]


TINY = float(np.finfo(np.float64).tiny)
LEAST = 2  # evaluations of a search: where it starts, and somewhere else


class _Enough(Exception):  # noqa: N818 - no error
    """There may be no more evaluations."""


class Prices(NamedTuple):
    """What a step costs in gradients of the whole data: its gradient and preconditioner, each product, each evaluation of the search."""

    step: float
    product: float
    evaluation: float


def _affordable(allowance: float, price: float) -> float:
    """How many of something fit, as a real number."""
    return allowance / price if price > 0 else math.inf


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

    def shortest(self, state: State) -> float:
        """What a step with one Krylov vector, its model and two evaluations costs, in gradients of the whole data."""
        prices = self._prices(state)
        return prices.step + (1 + self.remember + 1) * prices.product + LEAST * prices.evaluation

    def step(self, state: State) -> State:
        """Build the subspace, then search it; both are cut to what the step may cost."""
        batch, _ = subset(state.problem, self.batch, (self.seed, state.steps))
        curved, _ = subset(batch, self.curvature_batch, (self.seed, state.steps, 1))
        judge, _ = subset(batch, self.curvature_batch, (self.seed, state.steps, 2))
        gradient, operator = batch.gradient(state.theta), matrix(curved, self.matrix, state.theta)
        before, prices = batch.value(state.theta), self._prices(state)
        basis = self._basis(curved, state, operator, gradient)
        built = prices.step + (basis.shape[1] + 1) * prices.product
        weights, evaluations = self._search(judge, state.theta, basis, _affordable(state.allowance - built, prices.evaluation))
        step = basis @ weights
        model = Model(model_change(operator, gradient, step), iterations=basis.shape[1])
        return advance(state, batch, step, before, model=model, cost=built + evaluations * prices.evaluation, previous=step)

    def _prices(self, state: State) -> Prices:
        samples, price = getattr(state.problem, "samples", 1), costs(state.problem)
        part = 1.0 if self.batch is None else self.batch / samples
        curved = part if self.curvature_batch is None else self.curvature_batch / samples
        once = part + curved * (self.exponent > 0)
        return Prices(once * price.gradient, curved * price.product, curved * (price.value + price.gradient))

    def _vectors(self, state: State) -> int:
        """The dimension, or as many Krylov vectors as half of the allowance pays for, and as leave two evaluations."""
        prices = self._prices(state)
        left = state.allowance - prices.step
        products = _affordable(min(left - LEAST * prices.evaluation, left / 2), prices.product)
        return max(1, int(min(self.dimension, products - 1 - self.remember)))

    def _basis(self, curved: Objective, state: State, operator: LinearOperator, gradient: Vector) -> Vector:
        """The subspace's basis scaled so that the projected curvature, its eigenvalues floored, is the identity; ``(n, k)``.

        Where there is no curvature at all it stays orthonormal.
        """
        solve = None
        if self.exponent > 0:
            whole: Any = curved
            entries = np.maximum(whole.empirical_diagonal(state.theta), 0)
            if entries.any():  # without any there is nothing to divide by
                solve = preconditioners.diagonal(entries, self.floor * float(entries.max()), self.exponent)
        also = [state.memory["previous"]] if self.remember else []
        basis, images = krylov_subspace(operator, gradient, self._vectors(state), also=also, preconditioner=solve)
        if not basis.shape[1]:
            return basis
        projected = basis.T @ images
        require_finite(projected, "the curvature in the Krylov space")
        values, vectors = np.linalg.eigh(projected)
        largest = float(np.abs(values).max(initial=0.0))
        raised = np.maximum(np.abs(values), max(self.floor * largest, TINY)) if largest > 0 else np.ones_like(values)
        scaled: Vector = basis @ (vectors / np.sqrt(raised))
        return scaled

    def _search(self, judge: Objective, theta: Vector, basis: Vector, most: float) -> tuple[Vector, int]:
        """Where BFGS ends, or the best of as many evaluations as there may be, at least two; and their number.

        The best is also taken where the objective is not finite at the end; in a subspace without directions there is nothing to search.
        """
        best, count = (math.inf, np.zeros(basis.shape[1])), 0
        if not basis.shape[1]:
            return best[1], count

        def both(weights: Vector) -> tuple[float, Vector]:
            nonlocal best, count
            if count + 1 > max(LEAST, most):
                raise _Enough
            there, count = theta + basis @ weights, count + 1
            value = judge.value(there)
            best = min(best, (value, weights.copy()), key=lambda each: each[0])
            return value, basis.T @ judge.gradient(there)

        try:
            found = minimize(both, best[1], jac=True, method="BFGS", options={"maxiter": self.searches, "gtol": 1e-12})
        except _Enough:
            return best[1], count
        return (found.x if math.isfinite(found.fun) else best[1]), count


OPTIMIZER = KrylovSubspaceDescent
