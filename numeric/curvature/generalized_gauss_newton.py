"""The generalised Gauss-Newton matrix of Schraudolph (2002)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from numeric.curvature.output import OutputCurvature

if TYPE_CHECKING:
    from numeric.losses.blocks.blocks import Blocks
    from numeric.piece import Piece


class GeneralizedGaussNewton(OutputCurvature):
    r""":math:`G = \frac{1}{|S|} \sum J_f^\top H_L J_f` (Martens, Section 3; claims M3.2, M8.8): the Hessian without that of the network.

    It is the Fisher matrix exactly where :math:`H_L = F_R` (claims M8.16, M8.17), which ``loss.fisher_is_hessian`` says of each loss. For a
    convex loss it is positive semidefinite; for another it is defined but may be indefinite (claim M8.13), and then has no root: methods
    that need one raise :class:`CurvatureError`. It never depends on the second derivative of an activation.

    Cost: a product takes less than four forward passes (claim M3.16).

    Example:
        >>> import numpy as np
        >>> from numeric.network import Network
        >>> from numeric.problem import Problem
        >>> problem = Problem(Network([1, 1], []), "squared", np.array([[2.0]]), np.zeros((1, 1)))
        >>> GeneralizedGaussNewton(problem.at(np.zeros(2))).to_dense()
        array([[4., 2.],
               [2., 1.]])
    """

    name: ClassVar[str] = "generalized_gauss_newton"
    claim: ClassVar[str] = "M3.2, M8.16, M8.17"
    positive: ClassVar[bool] = False

    @property
    def positive_here(self) -> bool:
        """Where the loss is convex."""
        return self.linearization.problem.loss.convex

    def local(self, piece: Piece) -> Blocks:
        """The Hessian of the loss in the outputs."""
        return piece.loss.hessian(piece.run.outputs, piece.targets)


MATRIX = GeneralizedGaussNewton
