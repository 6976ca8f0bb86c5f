"""Spectra by stochastic Lanczos quadrature: a discrete measure with the operator's moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.estimators.estimate import Estimate, enough, signs
from numeric.krylov.lanczos import lanczos

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    Vector = NDArray[Any]


@dataclass(frozen=True)
class Spectrum:
    """One quadrature rule a probe: nodes and weights that sum to 1, and the size n of the operator."""

    rules: tuple[tuple[Vector, Vector], ...]
    size: int

    def trace_of(self, function: Callable[[Vector], Vector]) -> Estimate:
        r"""The trace of :math:`f(B)`, e.g. ``np.log`` for the log determinant."""
        return Estimate.of(np.array([self.size * float(weights @ function(nodes)) for nodes, weights in self.rules]))

    def density(self, grid: Vector, width: float) -> Vector:
        """The density of the eigenvalues on a grid, smoothed by normal laws of standard deviation ``width``."""
        total = np.zeros_like(grid)
        for nodes, weights in self.rules:
            total += np.exp(-(((grid[:, None] - nodes) / width) ** 2) / 2) @ weights
        total /= len(self.rules) * width * np.sqrt(2 * np.pi)
        return total


def spectrum(operator: LinearOperator, probes: int, steps: int, generator: np.random.Generator) -> Spectrum:
    """Quadrature rules for the spectral measure of a symmetric operator, shape ``(n, n)``.

    Args:
        operator: the operator.
        probes: random signs to start from, at least 2.
        steps: Lanczos steps a probe; the rule is exact for polynomials of degree ``2 * steps - 1``.
        generator: where the signs come from.
    """
    enough(probes)
    size, _ = operator.shape
    return Spectrum(tuple(lanczos(operator, signs(generator, (size,)), steps).ritz() for _ in range(probes)), size)
