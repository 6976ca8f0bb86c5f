r"""Matrices :math:`\sum_n w J_n^\top B_n J_n` with a symmetric :math:`B_n` at the outputs of every sample.

Two ways to multiply, chosen by counting operations. *Through the network*: a linearised forward pass, :math:`B_n`, and a backward pass,
:math:`4 \sum m_i - 2 m_1` multiplications a sample for layers of :math:`m_i` weights. *Through the root*: with
:math:`B_n = S_n S_n^\top` of few columns R, what the factor becomes at every layer is computed once, and a product costs
:math:`2 \sum m_i + 2 R \sum n_i` with no pass from layer to layer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.curvature.operator import Curvature
from numeric.errors import CurvatureError
from numeric.layers.adjoint import adjoint
from numeric.layers.gemm import accumulate, inner_products, multiply
from numeric.layers.sensitivities import column_chunks, sensitivities
from numeric.layers.tangent import tangent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from numeric.layers.passes import Pass
    from numeric.linearization import Linearization
    from numeric.losses.blocks.blocks import Blocks
    from numeric.piece import Piece

    Array = NDArray[Any]

STREAMING = 16  # multiplications of a matrix product that take the time of one entry by entry
MOST_COLUMNS = 2  # of a root that is kept, so that it takes no more memory than twice the activations


class OutputCurvature(Curvature, ABC):
    """A matrix that is a curvature in the outputs seen through the network.

    Args:
        linearization: the problem at fixed parameters.
        route: ``"network"``, ``"root"``, or ``None`` to choose by counting operations.
    """

    def __init__(self, linearization: Linearization, route: str | None = None) -> None:
        """Choose nothing yet."""
        super().__init__(linearization)
        self.route = route
        self._roots: dict[int, list[Array]] = {}

    @abstractmethod
    def local(self, piece: Piece) -> Blocks:
        """The matrices B of one batch, unweighted."""

    def blocks(self, piece: Piece) -> Blocks:
        """The matrices B of one batch, weighted; made once."""
        return piece.blocks(self.key, self.local)

    @property
    def key(self) -> str:
        """The name under which a batch remembers its matrices."""
        return self.name

    def product(self, V: Array, out: Array) -> Array:
        """One pass over the batches."""
        directions = self.linearization.problem.network.layout.blocks(V)

        def part(piece: Piece, targets: Sequence[Array], *, add: bool) -> None:
            run, blocks = piece.run, self.blocks(piece)
            if self.takes_root(run, blocks):
                self._by_root(piece, blocks, directions, targets, add=add)
            else:
                adjoint(run, blocks.product(tangent(run, directions, V.shape[1])), targets, add=add)

        return self.linearization.total(part, out)

    def takes_root(self, run: Pass, blocks: Blocks) -> bool:
        """Whether a product by the root costs less."""
        if self.route is not None:
            return self.route == "root"
        if blocks.rank > MOST_COLUMNS or not self.positive_here:
            return False
        weights = [block.size for block in run.blocks]
        network = 4 * sum(weights) - 2 * weights[0] + STREAMING * 2 * sum(block.shape[1] for block in run.blocks[:-1])
        root = 2 * sum(weights) + STREAMING * 2 * blocks.rank * sum(block.shape[1] for block in run.blocks)
        answer: bool = root < network
        return answer

    @property
    def positive_here(self) -> bool:
        """Whether the matrices B have a root for this loss."""
        return self.positive

    def _by_root(self, piece: Piece, blocks: Blocks, directions: Sequence[Array], targets: Sequence[Array], *, add: bool) -> None:
        """``Q^T (Q V)``, layer by layer."""
        roots = self._root(piece, blocks)
        run, columns = piece.run, directions[0].shape[2]
        inner = np.zeros((blocks.rank, columns, run.samples), self.dtype)
        for A, V, B in zip(run.inputs, directions, roots, strict=True):
            inner += root_times(A, V, B, run)
        for A, B, G in zip(run.inputs, roots, targets, strict=True):
            transposed_root_times(A, B, inner, G, run, add=add)

    def _root(self, piece: Piece, blocks: Blocks) -> list[Array]:
        """What the factor becomes at every layer, kept as long as the batch is."""
        if not self.linearization.keeps(piece):
            return sensitivities(piece.run, blocks.factor())
        if piece.index not in self._roots:
            self._roots[piece.index] = sensitivities(piece.run, blocks.factor())
        return self._roots[piece.index]

    def roots(self) -> Iterator[tuple[Piece, list[Array]]]:
        """The batches with what a few columns of the factor become at every layer, ``(n_{i+1}, R, N)``.

        Raises:
            CurvatureError: the matrix has no real root.
        """
        for piece in self.linearization.pieces():
            for chunk in column_chunks(piece.run, self.blocks(piece)):
                yield piece, chunk
                del chunk  # given back before the next is made

    def diagonal(self) -> Array:
        """The exact diagonal ``(n,)`` from the root: R backward passes and one product of squares a layer (claim M7.8)."""
        result = np.zeros(self.shape[0], self.dtype)
        targets = self.linearization.problem.network.layout.blocks(result)
        try:
            for piece, chunk in self.roots():
                for A, B, G in zip(piece.run.inputs, chunk, targets, strict=True):
                    G[...] += (A * A) @ np.einsum("jrn,jrn->nj", B, B)
        except CurvatureError:
            return super().diagonal()
        return result


def root_times(A: Array, V: Array, B: Array, run: Pass) -> Array:
    """The part of a layer in ``Q V``, ``(R, k, N)``; inputs ``(n + 1, N)``, directions ``(n + 1, m, k)``, ``B`` of shape ``(m, R, N)``."""
    rows, width, columns = V.shape
    Z = multiply(V.reshape(rows, width * columns).T, A, run.buffers.take("root", width * columns, run.samples))
    if B.shape[1] == columns == 1:
        single: Array = np.einsum("jn,jn->n", B[:, 0], Z)[None, None]
        return single
    result: Array = np.einsum("jrn,jkn->rkn", B, Z.reshape(width, columns, run.samples))
    return result


def transposed_root_times(  # noqa: PLR0913 - one layer of one batch
    A: Array, B: Array, inner: Array, G: Array, run: Pass, *, add: bool
) -> None:
    """Write (or add) the part of a layer in ``Q^T y`` to ``G``, ``(n + 1, m, k)``; ``inner`` is y, ``(R, k, N)``."""
    width, columns = len(B), inner.shape[1]
    Z = run.buffers.take("root", width, columns, run.samples)
    if B.shape[1] == columns == 1:
        np.multiply(B, inner[0], out=Z)
    else:
        np.einsum("jrn,rkn->jkn", B, inner, out=Z)
    flat, target = Z.reshape(width * columns, run.samples), G.reshape(len(A), width * columns)
    if add:
        accumulate(A, flat.T, target, run.buffers)
    else:
        inner_products(A, flat, target, run.buffers)
