"""Amari's unit, y = tanh(w'x + b) + noise under normal inputs: its exact Fisher matrix, its inverse in O(n)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq
from scipy.sparse.linalg import LinearOperator

from numeric.errors import DomainError, ShapeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]

NEGLIGIBLE = 80.0  # nats below its peak an integrand is left out
FINEST = 400_000  # nodes of the trapezoidal rule


def tilted_moments(radius: float, bias: float) -> tuple[float, float, float]:
    r"""Mass, mean and variance of :math:`\mathrm{sech}^4(ru + b)` under :math:`u \sim N(0, 1)`.

    With :math:`c_k = E[\mathrm{sech}^4(ru + b)\, u^k]` these are :math:`c_0`, :math:`c_1/c_0` and :math:`c_2/c_0 - (c_1/c_0)^2`; the
    variance is summed about the mean, so that nothing cancels.

    Accuracy:
        The trapezoidal rule around the peak of the log-concave integrand: the poles at distance :math:`\pi/(2r)` from the real line
        cost :math:`e^{-\pi^2/(rh)}`, below 1e-21 for the step taken. (Gauss-Hermite rules lose all digits here for r above 5.)

    Example:
        >>> tilted_moments(0.0, 0.0)
        (1.0, 0.0, 1.0)
    """
    if not (np.isfinite(radius) and radius >= 0 and np.isfinite(bias)):
        message = f"Integrating for Amari's unit: expected a finite radius >= 0 and bias, got {radius!r} and {bias!r}. Look at the weights."
        raise DomainError(message)
    if radius == 0:
        return float(np.exp(-_depth(0.0, 0.0, bias))), 0.0, 1.0
    peak = float(brentq(lambda u: 4 * radius * np.tanh(radius * u + bias) + u, -4 * radius - 1, 4 * radius + 1, xtol=1e-300, rtol=1e-15))
    top = _depth(peak, radius, bias)
    reach = np.sqrt(2 * NEGLIGIBLE)
    ends = [float(brentq(lambda u: _depth(u, radius, bias) - top - NEGLIGIBLE, peak, peak + side * reach * 1.01)) for side in (-1, 1)]
    step = min(0.2, 0.2 / radius)
    nodes = peak + step * np.arange(np.floor((ends[0] - peak) / step), np.ceil((ends[1] - peak) / step) + 1)
    if nodes.size > FINEST:
        message = f"Integrating for Amari's unit: expected at most {FINEST} nodes, got {nodes.size}. The bias is too large for the weights."
        raise DomainError(message)
    heights = np.exp(top - _depth(nodes, radius, bias))
    total = heights.sum()
    offset = float(heights @ (nodes - peak) / total)
    variance = float(heights @ (nodes - peak - offset) ** 2 / total)
    return float(total * step * np.exp(-top) / np.sqrt(2 * np.pi)), peak + offset, variance


def _depth(u: Vector | float, radius: float, bias: float) -> Vector:
    """Minus the logarithm of the integrand, its constant left out: 4 log cosh(ru + b) + u^2/2, without overflow."""
    argument = np.abs(radius * np.asarray(u) + bias)
    depth: Vector = 4 * (argument + np.log1p(np.exp(-2 * argument)) - np.log(2)) + np.asarray(u) ** 2 / 2
    return depth


@dataclass(frozen=True)
class Spectral:
    """The three eigenspaces' data: the unit vector along w, and the values that fill the blocks."""

    along: Vector
    mass: float
    mean: float
    variance: float


class AmariFisher(LinearOperator):  # type: ignore[misc] # SciPy ships no types
    r"""The Fisher matrix, ``(n + 1, n + 1)`` in the order (w, b), of :math:`y = \tanh(w^T x + b) + \sigma\epsilon`, :math:`x \sim N(0, I)`.

    :math:`F = \sigma^{-2}\{c_0 (I - \hat w \hat w^T) \oplus [[c_2, c_1], [c_1, c_0]]\}`, the second block on :math:`\hat w` and the bias
    (Amari 1998; claim M8.6). A product costs O(n), and so does the inverse.

    Args:
        weights: w, shape ``(n,)``.
        bias: b.
        noise: sigma > 0, known.

    Example:
        >>> AmariFisher(np.zeros(2), 0.0, 1.0).to_dense().tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """

    def __init__(self, weights: Vector, bias: float, noise: float) -> None:
        """Integrate once; products and inverses then use three numbers."""
        if weights.ndim != 1 or weights.size == 0:
            message = f"Building Amari's Fisher matrix: expected weights of shape (n,), got {weights.shape}. Pass one unit's weights."
            raise ShapeError(message)
        if not (np.isfinite(noise) and noise > 0):
            message = f"Building Amari's Fisher matrix: expected a noise above 0, got {noise!r}. Give its standard deviation."
            raise DomainError(message)
        radius = float(np.linalg.norm(weights))
        along = weights / radius if radius > 0 else np.eye(weights.size)[0]
        mass, mean, variance = tilted_moments(radius, bias)
        self.spectral = Spectral(along, mass / noise**2, mean, variance)
        super().__init__(np.dtype(np.float64), (weights.size + 1, weights.size + 1))

    def _apply(self, block: Vector, across: float, plane: Vector) -> Vector:
        """Scale by ``across`` off the plane of w and the bias, and by a matrix in it; ``(n + 1,)`` or ``(n + 1, k)``."""
        along = self.spectral.along
        inner = along @ block[:-1]
        first, second = plane @ np.array([inner, block[-1]])
        out = across * block
        out[:-1] += np.multiply.outer(along, first - across * inner)
        out[-1] = second
        return out

    def _plane(self) -> Vector:
        mass, mean, variance = self.spectral.mass, self.spectral.mean, self.spectral.variance
        return mass * np.array([[variance + mean**2, mean], [mean, 1.0]])

    def _matvec(self, vector: Vector) -> Vector:
        return self._apply(vector.reshape(-1), self.spectral.mass, self._plane())

    def _matmat(self, block: Vector) -> Vector:
        return self._apply(block, self.spectral.mass, self._plane())

    def _adjoint(self) -> AmariFisher:
        return self

    def to_dense(self) -> Vector:
        """The matrix, shape ``(n + 1, n + 1)``."""
        return self._matmat(np.eye(self.shape[0]))

    def solve(self, vector: Vector, damping: float = 0.0) -> Vector:
        r"""Apply :math:`(F + \lambda I)^{-1}` to ``(n + 1,)`` or ``(n + 1, k)`` in O(n) a column.

        Accuracy:
            The 2 x 2 block is inverted through its variance, so that a determinant that nearly vanishes is not a difference.
        """
        mass, mean, variance = self.spectral.mass, self.spectral.mean, self.spectral.variance
        # determinant of [[v + m^2 + t, m], [m, 1 + t]] with t = damping/mass, without a difference
        shift = damping / mass
        determinant = variance + shift * (1 + variance + mean**2) + shift**2
        plane = np.array([[1 + shift, -mean], [-mean, variance + mean**2 + shift]]) / (mass * determinant)
        return self._apply(vector, 1 / (mass + damping), plane)
