r"""The exact damped solve :math:`(Q^\top Q + \lambda I)^{-1} g` in the space of samples; the Jacobian is never formed.

By the push-through identity it is :math:`(g - Q^\top (Q Q^\top + \lambda I)^{-1} Q g) / \lambda`. A row of Q is an outer product at every
layer, so the Gram matrix is :math:`Q Q^\top = \sum_i (A_i^\top A_i) \circ (B_i^\top B_i)`, of order N R for N samples and a factor of R
columns: worth while for few samples, whatever the number of parameters. Threads of the problem share the backward passes, the Gram matrix
and the products with Q; the Cholesky factor is LAPACK's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import cho_solve

from numeric.batches import shares
from numeric.checks import as_columns, require_finite
from numeric.curvature.gram import lower_gram
from numeric.curvature.inverses import check_damping, factored
from numeric.curvature.output import root_times, transposed_root_times
from numeric.errors import SingularError
from numeric.layers.sensitivities import sensitivities
from numeric.layers.threads import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from numeric.curvature.output import OutputCurvature
    from numeric.piece import Piece

    Array = NDArray[Any]

REFINEMENTS = 3
TARGET = 512  # residuals below so many units in the last place are not refined


@dataclass(frozen=True)
class Solution:
    """A solution with its own proof.

    Args:
        x: ``(n,)``.
        residual: the norm of ``(F + damping) x - g`` over that of g, by a product with the operator itself, not with the Gram matrix.
        refinements: how often the residual was solved for and added.
    """

    x: Array
    residual: float
    refinements: int


class SampleSpace:
    r"""The root :math:`Q` of a matrix :math:`Q^\top Q` at fixed parameters, by layers.

    Args:
        operator: a matrix with a root: a Fisher matrix, or the generalised Gauss-Newton matrix of a convex loss.

    Raises:
        CurvatureError: the operator has no root.
    """

    def __init__(self, operator: OutputCurvature) -> None:
        """Compute what the factor becomes at every layer."""
        self.operator = operator

        def pulled(piece: Piece) -> tuple[list[Array], list[Array]]:
            return piece.run.inputs, sensitivities(piece.run, operator.blocks(piece).factor())

        inputs, roots = zip(*self._of_all(pulled), strict=True)
        self.inputs: list[Array] = [_joined(parts, axis=1) for parts in zip(*inputs, strict=True)]
        self.roots: list[Array] = [_joined(parts, axis=2) for parts in zip(*roots, strict=True)]
        self._ends = np.cumsum(operator.linearization.problem.counts)

    def _of_all(self, function: Callable[[Piece], Any]) -> Iterator[Any]:
        """What a function returns for every batch, in order."""
        linearization = self.operator.linearization
        return in_order(function, ((piece,) for piece in linearization.pieces()), linearization.problem.threads)

    def _rows(self, piece: Piece) -> slice:
        """Where the samples of a batch stand among all."""
        end = int(self._ends[piece.index])
        return slice(end - piece.run.samples, end)

    @property
    def order(self) -> int:
        """The order R N of the Gram matrix."""
        _, columns, samples = self.roots[0].shape
        return int(columns * samples)

    def gram(self) -> Array:
        """``Q Q^T``, ``(R N, R N)``; rows and columns count samples fastest.

        Raises:
            DomainError: an entry is not finite.
        """
        lower = np.tril(self._lower())
        return lower + np.tril(lower, -1).T

    def _lower(self) -> Array:
        """The lower triangle of the Gram matrix; what is above it is not defined."""
        problem = self.operator.linearization.problem
        work = self.order**2 // 2 * sum(len(B) for B in self.roots)
        total = lower_gram(self.inputs, self.roots, problem.workspaces[: shares(work, self.operator.dtype, problem.threads)])
        require_finite(total, "the Gram matrix of the samples")
        return total

    def times(self, v: Array) -> Array:
        """``Q v``, ``(R N,)``."""
        blocks = self._layout.blocks(v[:, None])

        def part(piece: Piece) -> Array:
            rows = self._rows(piece)
            terms = zip(piece.run.inputs, blocks, self.roots, strict=True)
            return sum((root_times(A, V, B[:, :, rows], piece.run) for A, V, B in terms), start=np.zeros((), v.dtype))

        return np.concatenate(list(self._of_all(part)), axis=2).ravel()

    def transposed_times(self, y: Array) -> Array:
        """``Q^T y``, ``(n,)``."""
        result = np.empty((self.operator.shape[0], 1), y.dtype)
        inner = y.reshape(self.roots[0].shape[1], 1, -1)

        def part(piece: Piece, targets: Sequence[Array], *, add: bool) -> None:
            rows = self._rows(piece)
            for A, B, G in zip(piece.run.inputs, self.roots, targets, strict=True):
                transposed_root_times(A, B[:, :, rows], inner[:, :, rows], G, piece.run, add=add)

        return self.operator.linearization.total(part, result)[:, 0]

    @property
    def _layout(self) -> Any:
        return self.operator.linearization.problem.network.layout

    def solve(self, g: Array, damping: float) -> Solution:
        r"""The solution of :math:`(Q^\top Q + \lambda I) x = g` for positive damping, refined until the residual no longer falls.

        With damping zero it is the pseudo-inverse applied to g, :math:`Q^\top (Q Q^\top)^{+2} Q g`, with eigenvalues below
        ``R N * eps`` times the largest taken for zero; its residual is that of the normal equations.

        Raises:
            DomainError: a negative damping.
            SingularError: the damping is so small that the Gram matrix is not positive definite.
        """
        g = as_columns(g, self.operator.shape[0], self.operator.dtype, "solving in sample space")[:, 0]
        if check_damping(damping) == 0:
            return self._pseudo(g)
        factor = self._factors(damping)
        return self._refined(g, damping, factor)

    def _factors(self, damping: float) -> tuple[Array, bool]:
        return factored(self._lower(), damping, "the Gram matrix of the samples")

    def _refined(self, g: Array, damping: float, factor: tuple[Array, bool]) -> Solution:
        shift, norm = self.operator.dtype.type(damping), float(np.linalg.norm(g)) or 1.0
        x = self._pushed(g, shift, factor)
        rest = g - (self.operator @ x + shift * x)
        residual, count = float(np.linalg.norm(rest)) / norm, 0
        while count < REFINEMENTS and residual > TARGET * np.finfo(x.dtype).eps:
            better = x + self._pushed(rest, shift, factor)
            rest = g - (self.operator @ better + shift * better)
            new = float(np.linalg.norm(rest)) / norm
            if not new < residual:
                break
            x, residual, count = better, new, count + 1
        return Solution(x, residual, count)

    def _pushed(self, g: Array, shift: Any, factor: tuple[Array, bool]) -> Array:
        """The push-through identity."""
        inner = cho_solve(factor, self.times(g), check_finite=False)
        result: Array = (g - self.transposed_times(inner)) / shift
        return result

    def _pseudo(self, g: Array) -> Solution:
        values, vectors = np.linalg.eigh(self._lower())  # which reads no more
        largest = values[-1]
        if not largest > 0:
            message = "solving in sample space: expected a matrix that is not zero, got zero. Give a positive damping."
            raise SingularError(message)
        kept = values > len(values) * np.finfo(values.dtype).eps * largest
        basis = vectors[:, kept]
        x = self.transposed_times(basis @ ((basis.T @ self.times(g)) / values[kept] ** 2))
        rest = self.operator @ (self.operator @ x - g)
        return Solution(x, float(np.linalg.norm(rest) / (np.linalg.norm(self.operator @ g) or 1.0)), 0)


def _joined(parts: tuple[Array, ...], axis: int) -> Array:
    """The parts one after the other; one part is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)


def solve(operator: OutputCurvature, g: Array, damping: float) -> Solution:
    """One damped solve, see :meth:`SampleSpace.solve`; ``g`` is usually ``operator.linearization.gradient``."""
    return SampleSpace(operator).solve(g, damping)
