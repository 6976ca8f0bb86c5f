"""Amari's adaptive natural gradient: the inverse of the Fisher matrix is estimated on the way, one score a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import DomainError
from numeric.objective import costs, subset
from numeric.optimizers.protocol import Model, State, advance, positive, start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


def updated_inverse(inverse: Vector, score: Vector, forgetting: float, *, first_order: bool) -> Vector:
    r"""The inverse of :math:`(1-\epsilon)F + \epsilon ss^T` from that of F.

    Args:
        inverse: symmetric positive definite, shape ``(n, n)``.
        score: s, shape ``(n,)``.
        forgetting: epsilon in (0, 1).
        first_order: Amari's :math:`(1+\epsilon)F^{-1} - \epsilon (F^{-1}s)(F^{-1}s)^T`, which leaves the positive definite matrices
            where :math:`\epsilon s^T F^{-1} s > 1 + \epsilon`; otherwise the exact inverse (Sherman and Morrison), which never does.

    Example:
        >>> updated_inverse(np.eye(1), np.ones(1), 0.5, first_order=False).tolist()
        [[1.0]]
    """
    pulled = inverse @ score
    outer = np.multiply.outer(pulled, pulled)
    if first_order:
        updated: Vector = (1 + forgetting) * inverse - forgetting * outer
    else:
        updated = (inverse - outer * (forgetting / (1 - forgetting + forgetting * float(score @ pulled)))) / (1 - forgetting)
    return updated


@dataclass(frozen=True)
class AmariAdaptive:
    r"""The iteration :math:`\theta_{t+1} = \theta_t - \gamma_t \hat F_t^{-1} \nabla h` (Amari, Park and Fukumizu 2000).

    The score is that of targets drawn from the model where the objective can draw them (``score``): then the estimate tends to the
    Fisher matrix. Otherwise it is the gradient of the data, and the estimate tends to the empirical Fisher matrix (claim M7.2).

    Args:
        rate: gamma > 0.
        forgetting: epsilon in (0, 1).
        prior: the first estimate of F is this multiple of the identity.
        first_order: Amari's update instead of the exact inverse.
        batch: samples a step; all of them if it is not given.
        seed: of batches and targets.

    Raises:
        DomainError: Amari's update left the positive definite matrices.
    """

    name: ClassVar[str] = "amari-adaptive"
    rate: float = 0.05
    forgetting: float = 0.02
    prior: float = 1.0
    first_order: bool = False
    batch: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse settings that cannot descend."""
        positive(rate=self.rate, forgetting=self.forgetting, prior=self.prior, remembering=1 - self.forgetting)

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``; the estimate takes ``(n, n)`` numbers."""
        return start(problem, theta, inverse=np.eye(problem.size) / self.prior)

    def step(self, state: State) -> State:
        """Renew the estimate by one score, then step against the natural gradient that it gives."""
        batch, part = subset(state.problem, self.batch, (self.seed, state.steps))
        before, gradient = batch.value(state.theta), batch.gradient(state.theta)
        draw = getattr(batch, "score", None)
        score = gradient if draw is None else draw(state.theta, (self.seed, state.steps, 1))
        inverse = updated_inverse(state.memory["inverse"], score, self.forgetting, first_order=self.first_order)
        step = -self.rate * (inverse @ gradient)
        change = float(gradient @ step)
        if change > 0:
            message = f"Estimating the Fisher matrix: expected a positive definite inverse, got {-change:.3g} along the gradient."
            raise DomainError(f"{message} Lower the forgetting, or use the exact inverse.")
        cost = part * (2 - (draw is None)) * costs(state.problem).gradient
        return advance(state, batch, step, before, model=Model(change), cost=cost, inverse=inverse)


OPTIMIZER = AmariAdaptive
