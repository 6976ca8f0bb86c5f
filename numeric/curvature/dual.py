r"""Conjugate gradients whose vectors live in the space of samples: for fewer samples than inputs, products without the big matrices.

Every vector of a Krylov space that starts at the gradient is, in layer i, :math:`\bar V_i = A_{i-1} M_i^\top` with coefficients
:math:`M_i`, ``(n_{i+1}, N)``. With the Gram matrix :math:`K_i = A_{i-1}^\top A_{i-1}`, :math:`\bar V_i^\top A_{i-1} = M_i K_i`, and the
result of a product has the backward pass itself as its coefficients. A layer uses them where ``N < 2 (n_i + 1)``, and holds its block
directly elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import ShapeError
from numeric.layers.adjoint import adjoint
from numeric.layers.gemm import accumulate, multiply

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.curvature.output import OutputCurvature

    Array = NDArray[Any]


class Dual:
    """A curvature matrix on coefficients in sample space.

    Args:
        operator: a matrix with a curvature in the outputs, on data that are one kept batch.

    Raises:
        ShapeError: the data are several batches.
    """

    def __init__(self, operator: OutputCurvature) -> None:
        """Compute the Gram matrices."""
        pieces = list(operator.linearization.pieces())
        if len(pieces) != 1:
            message = f"working in sample space: expected one batch, got {len(pieces)}. Raise `chunk` and use one thread."
            raise ShapeError(message)
        self.operator, self.piece = operator, pieces[0]
        run = self.piece.run
        self.by_samples = [run.samples < 2 * len(A) for A in run.inputs]
        self.grams = [A.T @ A if used else None for A, used in zip(run.inputs, self.by_samples, strict=True)]
        widths = [block.shape[1] for block in run.blocks]
        self.shapes = [
            (width, run.samples) if used else block.shape for width, used, block in zip(widths, self.by_samples, run.blocks, strict=True)
        ]
        self._offsets = np.cumsum([0, *(rows * columns for rows, columns in self.shapes)])
        self._image_offsets = np.cumsum([0, *(width * run.samples for width in widths)])

    def parts(self, coefficients: Array) -> list[Array]:
        """The coefficients of every layer, views: ``(n_{i+1}, N)``, or the block itself where that is smaller."""
        bounds = zip(self._offsets[:-1], self._offsets[1:], self.shapes, strict=True)
        return [coefficients[first:last].reshape(shape) for first, last, shape in bounds]

    def images(self, image: Array) -> list[Array]:
        """What every layer's own direction does to its argument, ``(n_{i+1}, N)``, views."""
        bounds = zip(self._image_offsets[:-1], self._image_offsets[1:], strict=True)
        return [image[first:last].reshape(-1, self.piece.run.samples) for first, last in bounds]

    def image(self, coefficients: Array, out: Array | None = None) -> Array:
        r"""The images :math:`\bar V_i^\top A_{i-1}` of all layers: :math:`M_i K_i`, one product with a Gram matrix each."""
        result = np.empty(self._image_offsets[-1], self.operator.dtype) if out is None else out
        for M, K, A, Z in zip(self.parts(coefficients), self.grams, self.piece.run.inputs, self.images(result), strict=True):
            multiply(M if K is not None else M.T, K if K is not None else A, Z)
        return result

    def product(self, image: Array, out: Array | None = None) -> Array:
        """The coefficients of the product of the matrix with the vector whose image is given."""
        run, result = self.piece.run, np.empty(self._offsets[-1], self.operator.dtype) if out is None else out
        before: Array | None = None
        for layer, own in enumerate(self.images(image)):
            total = run.buffers.take(f"tangent {layer % 2}", *own.shape)
            total[...] = own
            if before is not None:
                accumulate(run.blocks[layer][:-1].T, before, total, run.buffers)
            slopes = run.slopes[layer]
            before = total if slopes is None else np.multiply(total, slopes, out=total)
        assert before is not None  # noqa: S101 - a network has a layer
        U = self.operator.blocks(self.piece).product(before[:, None])
        self._collect(U, result)
        return result

    def gradient(self) -> Array:
        """The coefficients of the gradient."""
        result = np.empty(self._offsets[-1], self.operator.dtype)
        self._collect(self.piece.residuals()[:, None], result)
        return result

    def _collect(self, U: Array, result: Array) -> None:
        """The backward pass from ``U``, ``(n_out, 1, N)``, whose stations are the coefficients."""
        run, parts = self.piece.run, self.parts(result)

        def keep(layer: int, at: Array) -> None:
            if self.by_samples[layer]:
                parts[layer][...] = at[:, 0]
            else:
                multiply(run.inputs[layer], at[:, 0].T, parts[layer])

        adjoint(run, U, [None] * len(parts), visit=keep)

    def inner(self, first: Array, image: Array, second: Array) -> float:
        """The inner product in the space of parameters of two vectors, the first given with its image."""
        layers = zip(self.by_samples, self.parts(first), self.images(image), self.parts(second), strict=True)
        return float(sum(np.vdot(z if used else a, b) for used, a, z, b in layers))

    def expand(self, coefficients: Array) -> Array:
        """The vector ``(n,)`` itself."""
        result = np.empty(self.operator.shape[0], self.operator.dtype)
        blocks = self.operator.linearization.problem.network.layout.blocks(result)
        for used, M, A, G in zip(self.by_samples, self.parts(coefficients), self.piece.run.inputs, blocks, strict=True):
            G[...] = A @ M.T if used else M
        return result

    def solve(self, damping: float, iterations: int, tolerance: float = 0.0) -> tuple[Array, float]:
        """Conjugate gradients for ``(F + damping) x = gradient`` from zero: x, ``(n,)``, and the relative residual of the recursion.

        An iteration takes one product and one multiplication by every Gram matrix; the images of all other vectors follow by linearity.
        """
        r = self.gradient()
        x, image_r = np.zeros_like(r), self.image(r)
        p, image_p, q, image_q = r.copy(), image_r.copy(), np.empty_like(r), np.empty_like(image_r)
        start = square = self.inner(r, image_r, r)
        for _ in range(iterations):
            if square <= tolerance**2 * start:
                break
            self.product(image_p, out=q)
            self.image(q, out=image_q)
            q += damping * p
            image_q += damping * image_p
            step = square / self.inner(p, image_p, q)
            x += step * p
            r -= step * q
            image_r -= step * image_q
            previous, square = square, self.inner(r, image_r, r)
            p *= square / previous
            p += r
            image_p *= square / previous
            image_p += image_r
        return self.expand(x), float(np.sqrt(max(square, 0.0) / start)) if start > 0 else 0.0
