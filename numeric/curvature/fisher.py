"""The exact Fisher matrix of the model on the inputs of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from numeric.curvature.output import OutputCurvature

if TYPE_CHECKING:
    from numeric.losses.blocks.blocks import Blocks
    from numeric.piece import Piece


class Fisher(OutputCurvature):
    r""":math:`F = \frac{1}{|S|} \sum_x J_f^\top F_R J_f` with :math:`F_R` in closed form (Martens, Section 8; claims M8.2, M8.7, M8.8).

    The expectation is over the model's own targets: no target of the data enters. It equals the generalised Gauss-Newton matrix where
    ``loss.fisher_is_hessian`` (claims M8.16, M8.17), and is positive semidefinite always.
    """

    name: ClassVar[str] = "fisher"
    claim: ClassVar[str] = "M8.2, M8.7, M8.8"

    def local(self, piece: Piece) -> Blocks:
        """The Fisher matrix of the law at the outputs."""
        return piece.loss.fisher(piece.run.outputs)


MATRIX = Fisher
