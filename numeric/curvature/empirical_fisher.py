"""The second moment of the gradients of the samples: often mistaken for the Fisher matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from numeric.curvature.output import OutputCurvature
from numeric.losses.blocks.outer import Outer

if TYPE_CHECKING:
    from numeric.losses.blocks.blocks import Blocks
    from numeric.piece import Piece


class EmpiricalFisher(OutputCurvature):
    r""":math:`\bar F = \frac{1}{|S|} \sum \nabla L\, \nabla L^\top` with the targets of the **data** (Martens, Section 7; claim M7.1).

    It is the Fisher matrix only in expectation under the model's own targets (claim M7.2); its rank is at most the number of samples
    (claim M7.4), and it vanishes where every sample is fitted. It is a mean of squares, not the square of the mean gradient.
    """

    name: ClassVar[str] = "empirical_fisher"
    claim: ClassVar[str] = "M7.1, M7.2, M7.4"

    def local(self, piece: Piece) -> Blocks:
        """One outer product a sample, of the unweighted gradient in the outputs."""
        z = piece.run.outputs
        return Outer(piece.loss.weighted_gradient(z, piece.targets, z.dtype.type(1), np.empty_like(z))[None])


MATRIX = EmpiricalFisher
