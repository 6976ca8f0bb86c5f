"""XTrace: every probe serves both the range and, left out of it, the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import solve_triangular

from numeric.estimators.estimate import Estimate, enough, signs

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    Vector = NDArray[Any]

FEWEST = 4
SINGULAR = 1e-12  # relative: the range is exhausted


def trace(operator: LinearOperator, samples: int, generator: np.random.Generator) -> Estimate:
    r"""The mean over probes :math:`\omega_i` of :math:`tr(Q_i^T B Q_i) + \omega_i^T P_i B P_i \omega_i` (Epperly, Tropp and Webber 2024).

    :math:`Q_i` is a basis of B times the other probes and :math:`P_i = I - Q_i Q_i^T`. Leaving out column i of :math:`B\Omega = QR` takes
    the unit vector along :math:`R^{-T} e_i` out of the range of Q, so that one factorisation serves all.

    Args:
        operator: B, symmetric, shape ``(n, n)``.
        samples: products with B, at least 4; half are probes, half products with the basis.
        generator: where the signs come from.

    Returns:
        An unbiased estimate; where the probes exhaust the range, the trace up to rounding.
    """
    enough(samples, FEWEST)
    size, _ = operator.shape
    probes = signs(generator, (size, min(samples // 2, size)))
    basis, upper = np.linalg.qr(operator @ probes)
    inner = basis.T @ (operator @ basis)
    pivots = np.abs(np.diag(upper))
    if pivots.min() <= SINGULAR * pivots.max():
        return Estimate(float(np.trace(inner)), 0.0, samples)
    left_out = solve_triangular(upper, np.eye(len(upper)), trans="T")
    left_out = left_out / np.linalg.norm(left_out, axis=0)
    seen = basis.T @ probes
    seen_kept = seen - left_out * np.einsum("ij,ij->j", left_out, seen)

    within = np.trace(inner) - _forms(inner, left_out)
    rest = np.einsum("ij,ij->j", seen - 2 * seen_kept, upper) + _forms(inner, seen_kept)
    return Estimate(float((within + rest).mean()), float((within + rest).std(ddof=1) / np.sqrt(len(upper))), samples)


def _forms(matrix: Vector, columns: Vector) -> Vector:
    """The quadratic form of every column."""
    values: Vector = np.einsum("ij,ij->j", columns, matrix @ columns)
    return values
