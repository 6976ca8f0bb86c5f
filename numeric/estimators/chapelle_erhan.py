"""Chapelle and Erhan's estimate of the diagonal of a matrix that is known by a factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numeric.estimators.estimate import Estimate, enough, signs

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse.linalg import LinearOperator


def diagonal(factor: LinearOperator, samples: int, generator: np.random.Generator) -> Estimate:
    r"""The diagonal of :math:`S S^T` as the mean of :math:`(Sv) \circ (Sv)` over signs v (claim M7.7).

    For the Gauss-Newton matrix :math:`J^T H_L J` with :math:`H_L = C C^T` the factor is :math:`S = J^T C`: one backward pass a sample.

    Args:
        factor: S, shape ``(n, r)``.
        samples: backward passes, at least 2.
        generator: where the signs come from.

    Returns:
        Shape ``(n,)``, never negative.
    """
    enough(samples)
    return Estimate.of((factor @ signs(generator, (factor.shape[1], samples))).T ** 2)
