"""The classical Gauss-Newton matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from numeric.curvature.output import OutputCurvature
from numeric.losses.blocks.diagonal import Diagonal

if TYPE_CHECKING:
    from numeric.losses.blocks.blocks import Blocks
    from numeric.piece import Piece


class GaussNewton(OutputCurvature):
    r""":math:`\frac{1}{|S|} \sum J_f^\top J_f` (Martens, Section 8; claims M8.9, M8.11): the generalised one for half the squared error.

    For :math:`r = \prod_j c(y_j - z_j)` the Fisher matrix is kappa times it, with :math:`\kappa = \int c'^2 / c` (claim M8.9).
    """

    name: ClassVar[str] = "gauss_newton"
    claim: ClassVar[str] = "M8.9, M8.11"

    def local(self, piece: Piece) -> Blocks:
        """The identity."""
        return Diagonal(np.ones_like(piece.run.outputs))


MATRIX = GaussNewton
