"""A curvature in the outputs plus structural damping, in one pass through the network instead of two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from numeric.curvature.operator import Curvature
from numeric.curvature.output import OutputCurvature
from numeric.curvature.structural_damping import StructuralDamping
from numeric.layers.adjoint import adjoint
from numeric.layers.tangent import tangent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    from numeric.piece import Piece

    Array = NDArray[Any]


class Joint(Curvature):
    r"""The matrix :math:`\sum_n w J_n^\top B_n J_n + \mu S`: what the hidden units do is read off on the way to the outputs and back.

    Args:
        outer: the curvature in the outputs.
        structural: S, at the same parameters of the same problem.
        weight: mu >= 0.
    """

    name: ClassVar[str] = "joint"
    claim: ClassVar[str] = "M9.11"

    def __init__(self, outer: OutputCurvature, structural: StructuralDamping, weight: float) -> None:
        """Hold both."""
        super().__init__(outer.linearization)
        self.outer, self.structural, self.weight = outer, structural, weight

    @property
    def features_at_once(self) -> int:
        """Those of structural damping, which holds the derivatives of all arguments."""
        return self.structural.features_at_once

    def product(self, V: Array, out: Array) -> Array:
        """One pass over the batches."""
        directions = self.linearization.problem.network.layout.blocks(V)

        def part(piece: Piece, targets: Sequence[Array], *, add: bool) -> None:
            self._piece(piece, directions, targets, add=add)

        return self.linearization.total(part, out)

    def _piece(self, piece: Piece, directions: Sequence[Array], targets: Sequence[Array], *, add: bool) -> None:
        run, weight = piece.run, self.dtype.type(self.weight)
        last = len(directions) - 1
        dots: list[Array] = []

        def keep(layer: int, dot: Array) -> None:
            if layer < last:
                dots.append(self.structural.weighed(piece, layer, dot))

        def pull(layer: int, U: Array) -> None:
            if layer < last:
                dots[layer] *= weight
                U += dots[layer]

        U = self.outer.blocks(piece).product(tangent(run, directions, directions[0].shape[2], visit=keep))
        adjoint(run, U, targets, add=add, visit=pull)


def joined(outer: LinearOperator, structural: LinearOperator, weight: float) -> LinearOperator:
    """``outer + weight structural``, in one pass where both are matrices of one network at the same parameters."""
    together = isinstance(outer, OutputCurvature) and type(outer).product is OutputCurvature.product  # else it has a pass of its own
    if together and isinstance(structural, StructuralDamping) and outer.linearization is structural.linearization:
        return Joint(outer, structural, weight)
    return outer + weight * structural
