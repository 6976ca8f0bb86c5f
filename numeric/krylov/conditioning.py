"""Preconditioners that an objective offers for its damped curvature, by name, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from numeric.krylov import preconditioners
from numeric.objective import costs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]
    Solve = Callable[[Vector], Vector]

Kind = Literal["none", "diagonal", "kronecker"]
KINDS = ("none", "diagonal", "kronecker")
LEAST = 1e-5  # damping of Kronecker factors: below it they are singular in single precision


@dataclass(frozen=True)
class Conditioning:
    """How a system is preconditioned.

    Args:
        kind: ``diagonal`` (Martens 2010), ``kronecker`` (the damped inverse of KFAC), or ``none``.
        exponent: alpha of the diagonal one, in [0, 1]; 0 leaves it out.
    """

    kind: Kind
    exponent: float = preconditioners.EXPONENT

    def solve(self, batch: Objective, curved: Objective, theta: Vector, damping: float) -> Solve | None:
        """The preconditioner at theta, ``(n,)``: from the samples of the gradient the Kronecker factors, of the curvature the diagonal."""
        if self.kind == "kronecker":
            whole: Any = batch
            inverse: Solve = whole.kfac_inverse(theta, max(damping, LEAST))
            return inverse
        if self.kind == "diagonal" and self.exponent > 0:
            return preconditioners.diagonal(_diagonal(curved, theta), damping, self.exponent)
        return None

    def cost(self, batch: Objective, iterations: int, portion: float) -> float:
        """In gradients of the batch: the Kronecker factors and their use, or one product more on the portion that is curved."""
        if self.kind == "kronecker":
            whole: Any = batch
            return float(whole.factor_cost + (iterations + 1) * whole.factor_product_cost)
        return portion * costs(batch).gradient if self.kind == "diagonal" and self.exponent > 0 else 0.0


def _diagonal(objective: Objective, theta: Vector) -> Vector:
    """The diagonal of the empirical Fisher matrix, none of its entries negative; zeros where the objective has none."""
    method = getattr(objective, "empirical_diagonal", None)
    return np.zeros(objective.size) if method is None else np.maximum(method(theta), 0)
