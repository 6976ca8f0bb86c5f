"""The exact Fisher matrix of a network with one hidden layer of error functions under normal inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse.linalg import LinearOperator

from numeric.errors import DomainError, ShapeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]


class ErfFisher(LinearOperator):  # type: ignore[misc] # SciPy ships no types
    r"""The Fisher matrix of :math:`y = \sum_i v_i\,\mathrm{erf}(\beta w_i^T x) + \sigma\epsilon`, :math:`x \sim N(0, I_n)`.

    Order of the parameters: the rows of W, shape ``(m, n)``, then v, shape ``(m,)``. With :math:`b = 2\beta^2`,
    :math:`M_{ik} = I + b(w_i w_i^T + w_k w_k^T)` and :math:`\kappa_{ik} = \frac2\pi \arcsin\rho_{ik}`,
    :math:`\rho_{ik} = b\,w_i^T w_k / \sqrt{(1 + b|w_i|^2)(1 + b|w_k|^2)}`, the blocks are
    :math:`\sigma^{-2} v_i v_k \frac{2b}{\pi} \det(M_{ik})^{-1/2} M_{ik}^{-1}`, :math:`\sigma^{-2} v_i \partial\kappa_{ik}/\partial w_i` and
    :math:`\sigma^{-2}\kappa_{ik}`. A product costs :math:`O(m^2 n)` and forms none of the blocks.

    Args:
        weights: W, shape ``(m, n)``.
        outputs: v, shape ``(m,)``.
        slope: beta > 0; :math:`1/\sqrt2` makes the unit :math:`2\Phi - 1`.
        noise: sigma > 0, known.
    """

    def __init__(self, weights: Vector, outputs: Vector, slope: float = 1.0, noise: float = 1.0) -> None:
        """Compute the kernels of all pairs of units, shape ``(m, m)`` each."""
        if weights.ndim != 2 or outputs.shape != weights.shape[:1]:  # noqa: PLR2004 - a matrix
            message = f"Building the erf network: expected weights (m, n) and outputs (m,), got {weights.shape} and {outputs.shape}."
            raise ShapeError(f"{message} Give both the same m.")
        if not (slope > 0 and noise > 0 and np.isfinite(slope * noise)):
            message = f"Building the erf network: expected slope and noise above 0, got {slope!r} and {noise!r}. Change the sign."
            raise DomainError(message)
        self.weights, self.outputs, self.precision = weights, outputs, noise**-2
        self.beta = 2 * slope**2
        self.gram = self.beta * (weights @ weights.T)
        self.squares = 1 + np.diag(self.gram)
        # det M_ik = (1 + b|w_i|^2)(1 + b|w_k|^2) - (b w_i'w_k)^2
        self.determinant = np.multiply.outer(self.squares, self.squares) - self.gram**2
        size = weights.size + outputs.size
        super().__init__(np.dtype(np.float64), (size, size))

    def kernel(self) -> Vector:
        """kappa: the second moments of the hidden units, shape ``(m, m)``."""
        correlation = self.gram / np.sqrt(np.multiply.outer(self.squares, self.squares))
        return 2 / np.pi * np.arcsin(correlation)

    def _hidden(self, moved: Vector) -> Vector:
        """The hidden block times a change of the weights, ``(m, n)``: M^-1 by Woodbury's identity on its two columns."""
        share = np.multiply.outer(self.outputs, self.outputs) * (2 * self.beta / np.pi) / np.sqrt(self.determinant)
        inner = self.weights @ moved.T  # w_i . d_k
        own = np.diag(inner)[None, :]  # w_k . d_k
        first = self.beta * (self.squares[None, :] * inner - self.gram * own) / self.determinant
        second = self.beta * (self.squares[:, None] * own - self.gram * inner) / self.determinant
        sums: Vector = share @ moved - (share * first).sum(axis=1)[:, None] * self.weights - (share * second) @ self.weights
        return sums

    def _mixed(self) -> tuple[Vector, Vector]:
        """The derivative of kappa_ik by w_i is toward_ik w_k - back_ik w_i; the outputs' v_i left out."""
        toward = 2 / np.pi * self.beta / np.sqrt(self.determinant)
        back = toward * self.gram / self.squares[:, None]
        return toward, back

    def _matvec(self, vector: Vector) -> Vector:
        flat = vector.reshape(-1)
        moved, outer = flat[: self.weights.size].reshape(self.weights.shape), flat[self.weights.size :]
        toward, back = self._mixed()
        hidden = self._hidden(moved)
        hidden += self.outputs[:, None] * (toward @ (outer[:, None] * self.weights) - (back @ outer)[:, None] * self.weights)
        inner = moved @ self.weights.T  # d_i . w_k
        own = np.diag(inner)[:, None]
        output = self.kernel() @ outer + self.outputs @ (toward * inner - back * own)
        return self.precision * np.concatenate([hidden.ravel(), output])

    def _adjoint(self) -> ErfFisher:
        return self

    def to_dense(self) -> Vector:
        """The matrix, shape ``(mn + m, mn + m)``."""
        return np.array([self._matvec(column) for column in np.eye(self.shape[0])]).T
