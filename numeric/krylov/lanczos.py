"""The Lanczos process with full reorthogonalisation: a tridiagonal matrix with the operator's moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import eigh_tridiagonal

from numeric.errors import DomainError, ShapeError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    Vector = NDArray[Any]

BREAKDOWN = 1e-12  # relative to the largest entry: the Krylov space is exhausted


@dataclass(frozen=True)
class Tridiagonal:
    """``basis.T @ B @ basis``: diagonal ``(k,)``, off-diagonal ``(k - 1,)`` and the orthonormal basis ``(n, k)``."""

    diagonal: Vector
    off_diagonal: Vector
    basis: Vector

    def ritz(self) -> tuple[Vector, Vector]:
        """The Ritz values in ascending order, shape ``(k,)``, and the squared first components of their vectors, which sum to 1."""
        values, vectors = eigh_tridiagonal(self.diagonal, self.off_diagonal)
        return values, vectors[0] ** 2


def lanczos(operator: LinearOperator, start: Vector, steps: int) -> Tridiagonal:
    """Run at most ``steps`` steps of the Lanczos process; fewer where the Krylov space ends.

    Args:
        operator: symmetric, shape ``(n, n)``.
        start: not zero, shape ``(n,)``.
        steps: at least 1.

    Accuracy:
        The basis is orthogonalised twice against all former vectors: orthonormal to a few ulps.

    Example:
        >>> from scipy.sparse.linalg import aslinearoperator
        >>> lanczos(aslinearoperator(np.diag([1.0, 2.0, 3.0])), np.ones(3), 9).ritz()[0].round(12).tolist()
        [1.0, 2.0, 3.0]
    """
    norm = float(np.linalg.norm(start))
    if operator.shape != (start.size, start.size) or start.ndim != 1:
        message = f"Running Lanczos: expected shapes (n, n) and (n,), got {operator.shape} and {start.shape}. Give both the same n."
        raise ShapeError(message)
    if not (np.isfinite(norm) and norm > 0 and steps >= 1):
        message = f"Running Lanczos: expected a finite start other than 0 and steps >= 1, got norm {norm} and {steps}. Change it."
        raise DomainError(message)
    basis, scale = [start / norm], 0.0
    diagonal: list[float] = []
    off_diagonal: list[float] = []
    while True:
        vector = operator @ basis[-1]
        diagonal.append(float(basis[-1] @ vector))
        known = np.array(basis)
        for _ in range(2):
            vector = vector - known.T @ (known @ vector)
        beta = float(np.linalg.norm(vector))
        scale = max(scale, abs(diagonal[-1]), beta)
        if len(diagonal) == min(steps, start.size) or beta <= BREAKDOWN * scale:
            return Tridiagonal(np.array(diagonal), np.array(off_diagonal), np.array(basis).T)
        off_diagonal.append(beta)
        basis.append(vector / beta)
