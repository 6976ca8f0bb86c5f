"""The Fisher matrix without what ties one layer to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.curvature.fisher import Fisher
from numeric.curvature.inverses import BlockInverse
from numeric.layers.adjoint import adjoint
from numeric.layers.tangent import tangent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.piece import Piece

    Array = NDArray[Any]


class BlockDiagonalFisher(Fisher):
    r"""The blocks of :math:`F = \frac{1}{|S|} \sum J_f^\top F_R J_f` on the diagonal, one a layer (claim M8.7).

    A product perturbs one layer at a time: L linearised passes from the layer to the outputs and back, half a pass each on the average.
    """

    name: ClassVar[str] = "block_diagonal_fisher"
    claim: ClassVar[str] = "M8.7"

    @property
    def key(self) -> str:
        """The same matrices at the outputs as the Fisher matrix has."""
        return Fisher.name

    def product(self, V: Array, out: Array) -> Array:
        """One layer after the other."""
        directions, columns = self.linearization.problem.network.layout.blocks(V), V.shape[1]

        def part(piece: Piece, targets: Sequence[Array], *, add: bool) -> None:
            blocks = self.blocks(piece)
            for layer, (direction, target) in enumerate(zip(directions, targets, strict=True)):
                alone: list[Array | None] = [None] * len(directions)
                below: list[Array | None] = [None] * len(directions)
                alone[layer], below[layer] = direction, target
                adjoint(piece.run, blocks.product(tangent(piece.run, alone, columns)), below, add=add)

        return self.linearization.total(part, out)

    def block(self, layer: int) -> Array:
        """One block, ``((n_i + 1) n_{i+1}, (n_i + 1) n_{i+1})``, from its root."""
        size = self.linearization.problem.network.layout.offsets
        order = size[layer + 1] - size[layer]
        result = np.zeros((order, order), self.dtype)
        for piece, roots in self.roots():
            A, B = piece.run.inputs[layer], roots[layer]
            for r in range(B.shape[1]):  # over columns of the factor
                Q = np.einsum("in,jn->ijn", A, B[:, r]).reshape(order, -1)
                result += Q @ Q.T
        return result

    def inverse(self, damping: float) -> BlockInverse:
        r""":math:`(F_i + \lambda I)^{-1}` for every block, by Cholesky factors.

        Raises:
            SingularError: a block is singular and the damping zero or negative.
        """
        count = len(self.linearization.problem.network.layers)
        return BlockInverse(self.linearization, [self.block(layer) for layer in range(count)], damping)


MATRIX = BlockDiagonalFisher
