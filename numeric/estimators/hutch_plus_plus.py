"""Hutch++: the trace on a sketched range exactly, the rest by Hutchinson's estimator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from numeric.estimators.estimate import Estimate, enough, signs

if TYPE_CHECKING:
    from scipy.sparse.linalg import LinearOperator

FEWEST = 6  # two vectors in each third


def trace(operator: LinearOperator, samples: int, generator: np.random.Generator) -> Estimate:
    r"""The trace as :math:`tr(Q^T B Q) + mean(g^T P B P g)` with Q a basis of B times signs, :math:`P = I - QQ^T` (Meyer et al. 2021).

    Args:
        operator: B, symmetric, shape ``(n, n)``; the gain over Hutchinson needs decaying eigenvalues.
        samples: products with B, at least 6; a third each for the range, for its trace and for the rest.
        generator: where the signs come from.

    Returns:
        An unbiased estimate, exact up to rounding where the rank is at most a third of the samples.
    """
    enough(samples, FEWEST)
    size, _ = operator.shape
    third = min(samples // 3, size)
    basis, _ = np.linalg.qr(operator @ signs(generator, (size, third)))
    probes = signs(generator, (size, max(samples - 2 * third, 2)))
    probes = probes - basis @ (basis.T @ probes)
    within = float(np.einsum("ij,ij->", basis, operator @ basis))
    outside = Estimate.of((probes * (operator @ probes)).sum(axis=0))
    return Estimate(within + float(outside.value), outside.standard_error, samples)
