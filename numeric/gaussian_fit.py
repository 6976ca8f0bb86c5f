"""Fitting a normal law in the coordinates (mean, log standard deviation): the essay's example as an objective."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class GaussianFit:
    r"""The divergence :math:`KL(N(m, s^2) \,\|\, N(\mu, e^{2\lambda}))` of a target from the model, in nats.

    Args:
        mean: the target's mean m.
        scale: the target's standard deviation s > 0.

    Example:
        >>> GaussianFit(0.0, 1.0).value(np.zeros(2))
        0.0
    """

    mean: float
    scale: float

    @property
    def size(self) -> int:
        """Two parameters."""
        return 2

    def value(self, theta: NDArray[np.float64]) -> float:
        """The divergence at ``theta = (mu, lambda)``."""
        mu, lam = theta
        ratio = (self.scale**2 + (mu - self.mean) ** 2) * np.exp(-2 * lam)
        return float(lam - np.log(self.scale) + ratio / 2 - 0.5)

    def gradient(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """The gradient, shape ``(2,)``."""
        mu, lam = theta
        precision = np.exp(-2 * lam)
        return np.array([(mu - self.mean) * precision, 1 - (self.scale**2 + (mu - self.mean) ** 2) * precision])

    def fisher(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """The Fisher matrix of the model, shape ``(2, 2)`` (claim H6.10)."""
        return np.diag([np.exp(-2 * theta[1]), 2.0])

    def hessian(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """The Hessian of the divergence, shape ``(2, 2)``; it is the Fisher matrix at the target only."""
        mu, lam = theta
        precision, gap = np.exp(-2 * lam), mu - self.mean
        mixed = -2 * gap * precision
        return np.array([[precision, mixed], [mixed, 2 * (self.scale**2 + gap**2) * precision]])

    def kl(self, theta: NDArray[np.float64], other: NDArray[np.float64]) -> float:
        """The divergence :math:`KL(p_{theta} || p_{other})` of two members of the model."""
        return GaussianFit(theta[0], np.exp(theta[1])).value(other)  # NumPy numbers: their squares overflow to infinity
