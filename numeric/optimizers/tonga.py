"""TONGA: a low-rank running covariance of gradients as the metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.checks import require_finite
from numeric.errors import SingularError
from numeric.objective import costs, subset
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


def low_rank_solve(factor: Vector, gradient: Vector, damping: float) -> Vector:
    r"""Apply :math:`(XX^T + \lambda I)^{-1}` by claim M7.10: :math:`(g - X(\lambda I + X^TX)^{-1}X^Tg)/\lambda`.

    Args:
        factor: X, shape ``(n, k)``.
        gradient: g, shape ``(n,)``.
        damping: lambda > 0.

    Raises:
        DomainError: the Gram matrix overflows.
        SingularError: the damping is lost in the rounding of a singular one.

    Example:
        >>> low_rank_solve(np.array([[1.0], [0.0]]), np.array([2.0, 2.0]), 1.0).tolist()
        [1.0, 2.0]
    """
    gram = _gram(factor)
    gram[np.diag_indices_from(gram)] += damping
    try:
        solved: Vector = (gradient - factor @ np.linalg.solve(gram, factor.T @ gradient)) / damping
    except np.linalg.LinAlgError:
        message = f"Inverting the running covariance: expected a regular matrix, got a singular one at damping {damping:g}. Raise it."
        raise SingularError(message) from None
    return solved


def _gram(factor: Vector) -> Vector:
    """The inner products of the columns, ``(k, k)``."""
    gram: Vector = factor.T @ factor
    require_finite(gram, "the running covariance")
    return gram


def compressed(factor: Vector, rank: int, columns: int | None = None) -> Vector:
    """The best factor of ``rank`` columns, from the eigenvectors of the Gram matrix, in Fortran order; one of few ``columns`` as it is."""
    if factor.shape[1] < (rank + 1 if columns is None else columns):
        return factor
    _, vectors = np.linalg.eigh(_gram(factor))
    best: Vector = (vectors[:, -rank:].T @ factor.T).T
    return best


@dataclass(frozen=True)
class Tonga:
    r"""Le Roux, Manzagol and Bengio (2008): :math:`C_t = \gamma C_{t-1} + g_t g_t^T`, step :math:`-\epsilon(C_t + \lambda I)^{-1}g_t`.

    Args:
        rate: epsilon > 0.
        forgetting: gamma in (0, 1).
        rank: k, kept by the eigenvectors of the Gram matrix.
        every: steps between compressions.
        damping: lambda > 0, as a part of the mean square of the gradients' norm, so that rescaling h rescales it too.
        batch: samples a step; all of them if it is not given.
        seed: of the batches.
    """

    name: ClassVar[str] = "tonga"
    rate: float = 0.05
    forgetting: float = 0.95
    rank: int = 20
    every: int = 10
    damping: float = 0.05
    batch: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse settings outside their sets."""
        positive(rate=self.rate, forgetting=self.forgetting, remembering=1 - self.forgetting, damping=self.damping)
        positive(rank=self.rank, every=self.every)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``, with an empty covariance."""
        return start(problem, theta, factor=np.zeros((problem.size, 0), order="F"))

    def step(self, state: State) -> State:
        """Add the gradient to the covariance, then step in its metric."""
        batch, part = subset(state.problem, self.batch, (self.seed, state.steps))
        before, gradient = batch.value(state.theta), batch.gradient(state.theta)
        factor = compressed(self._with(state.memory["factor"], gradient), self.rank, self.rank + self.every)
        # normalised by the weights' sum 1/(1 - gamma), C is a mean, and the step does not depend on how long it has been summed
        weight = 1 - self.forgetting
        mass = float(np.vdot(factor.T, factor.T)) * weight  # the mean square of the gradients' norms, exponentially weighted
        damping = max(self.damping * mass, np.finfo(np.float64).tiny)
        step = -self.rate * np.sqrt(mass) / weight * low_rank_solve(factor, gradient, damping / weight)
        model = Model(float(gradient @ step), damping)
        cost = part * costs(state.problem).gradient
        return advance(state, batch, step, before, model=model, cost=cost, factor=factor)

    def _with(self, factor: Vector, gradient: Vector) -> Vector:
        """The faded factor with one more column, in Fortran order: columns come one by one."""
        longer = np.empty((len(factor), factor.shape[1] + 1), order="F")
        np.multiply(factor, np.sqrt(self.forgetting), out=longer[:, :-1])
        longer[:, -1] = gradient
        return longer


OPTIMIZER = Tonga
