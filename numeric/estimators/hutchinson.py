"""Hutchinson's estimators of the trace and of the diagonal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numeric.estimators.estimate import Estimate, enough, signs

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse.linalg import LinearOperator


def trace(operator: LinearOperator, samples: int, generator: np.random.Generator) -> Estimate:
    r"""The trace as the mean of :math:`z^T B z` over signs z: unbiased, variance :math:`2 \sum_{i \ne j} B_{ij}^2` a draw.

    Args:
        operator: B, symmetric, shape ``(n, n)``.
        samples: products with B, at least 2.
        generator: where the signs come from.

    Example:
        >>> import numpy as np
        >>> from scipy.sparse.linalg import aslinearoperator
        >>> trace(aslinearoperator(np.diag([1.0, 2.0])), 2, np.random.default_rng(0))
        Estimate(value=3.0, standard_error=0.0, samples=2)
    """
    enough(samples)
    size, _ = operator.shape
    probes = signs(generator, (size, samples))
    return Estimate.of((probes * (operator @ probes)).sum(axis=0))


def diagonal(operator: LinearOperator, samples: int, generator: np.random.Generator) -> Estimate:
    r"""The diagonal as the mean of :math:`z \circ Bz` over signs z; shape ``(n,)``, variance :math:`\sum_{j \ne i} B_{ij}^2` a draw.

    Args:
        operator: B, symmetric, shape ``(n, n)``.
        samples: products with B, at least 2.
        generator: where the signs come from.
    """
    enough(samples)
    size, _ = operator.shape
    probes = signs(generator, (size, samples))
    return Estimate.of((probes * (operator @ probes)).T)
