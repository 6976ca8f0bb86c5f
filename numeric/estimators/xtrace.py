"""XTrace: every probe serves both the range and, left out of it, the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.estimators.estimate import Estimate, enough, signs

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    Vector = NDArray[Any]

FEWEST = 4
SINGULAR = 1e-12  # relative: what is smaller is no part of the range
DEPENDENT = 1e-10  # the least entry of a unit vector of combinations that vanish which is no rounding


def trace(operator: LinearOperator, samples: int, generator: np.random.Generator) -> Estimate:
    r"""The mean over probes :math:`\omega_i` of :math:`tr(Q_i^T B Q_i) + \omega_i^T P_i B P_i \omega_i` (Epperly, Tropp and Webber 2024).

    :math:`Q_i` is a basis of B times the other probes and :math:`P_i = I - Q_i Q_i^T`. Leaving out column i of :math:`B\Omega = QR` takes
    the unit vector along :math:`R^{-T} e_i` out of the range of Q, so that one factorisation serves all. Where the images are dependent
    (few rows, so that two probes agree, or a range that the probes exhaust) the rank counts: a column in the span of others takes nothing.

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
    lengths = np.linalg.norm(upper, axis=0)
    # columns of one length: those of a probe whose image is short count as much
    left, scales, right = np.linalg.svd(upper.astype(np.float64) / np.where(lengths > 0, lengths, 1.0))
    kept = scales > SINGULAR * scales[0]
    left_out = _left_out(right[kept], scales[kept], right[~kept])
    basis, upper = basis @ left[:, kept], left[:, kept].T @ upper
    inner = basis.T @ (operator @ basis)
    seen = basis.T @ probes
    seen_kept = seen - left_out * np.einsum("ij,ij->j", left_out, seen)

    within = np.trace(inner) - _forms(inner, left_out)
    rest = np.einsum("ij,ij->j", seen - 2 * seen_kept, upper) + _forms(inner, seen_kept)
    return Estimate(float((within + rest).mean()), float((within + rest).std(ddof=1) / np.sqrt(len(within))), samples)


def _left_out(right: Vector, scales: Vector, null: Vector) -> Vector:
    """For every probe the unit vector, in the basis, that leaves the range with it; zero where the others span the range without it.

    They do where a combination of images that vanishes, a row of ``null``, holds the probe's own.
    """
    alone = np.linalg.norm(null, axis=0) <= DEPENDENT
    directions = np.where(alone, right / scales[:, None], 0.0)
    lengths = np.linalg.norm(directions, axis=0)
    result: Vector = directions / np.where(lengths > 0, lengths, 1.0)
    return result


def _forms(matrix: Vector, columns: Vector) -> Vector:
    """The quadratic form of every column."""
    values: Vector = np.einsum("ij,ij->j", columns, matrix @ columns)
    return values
