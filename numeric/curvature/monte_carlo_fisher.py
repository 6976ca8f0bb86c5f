"""The Fisher matrix with the expectation over targets replaced by a mean over drawn ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from numeric.curvature.output import OutputCurvature
from numeric.errors import DomainError
from numeric.losses.blocks.outer import Outer

if TYPE_CHECKING:
    from numeric.linearization import Linearization
    from numeric.losses.blocks.blocks import Blocks
    from numeric.piece import Piece


class MonteCarloFisher(OutputCurvature):
    r""":math:`\frac{1}{|S|} \sum_x \frac{1}{R} \sum_r J_f^\top s_{xr} s_{xr}^\top J_f`, for scores s of targets drawn from the **model**.

    Unbiased for the Fisher matrix (claim M8.3), with a variance proportional to 1 / R; of rank at most N R. Draws depend
    on ``seed`` and the place of a batch only, so that all products are with one and the same matrix.

    Args:
        linearization: the problem at fixed parameters.
        draws: the number R of targets a sample.
        seed: of the draws.
        route: as in :class:`OutputCurvature`.
    """

    name: ClassVar[str] = "monte_carlo_fisher"
    claim: ClassVar[str] = "M8.3"

    def __init__(self, linearization: Linearization, draws: int = 1, seed: int = 0, route: str | None = None) -> None:
        """Check the number of draws."""
        super().__init__(linearization, route)
        if draws < 1:
            message = f"drawing targets: expected at least one a sample, got {draws}. Give a positive number."
            raise DomainError(message)
        self.draws, self.seed = draws, seed

    @property
    def key(self) -> str:
        """The name with what the draws depend on."""
        return f"{self.name} {self.draws} {self.seed}"

    def local(self, piece: Piece) -> Blocks:
        """The scores of drawn targets, over the root of their number."""
        z, generator = piece.run.outputs, np.random.default_rng([self.seed, piece.index])
        scores, share = np.empty((self.draws, *z.shape), z.dtype), z.dtype.type(self.draws**-0.5)
        for score in scores:
            piece.loss.weighted_gradient(z, piece.loss.sample(z, generator), share, score)
        return Outer(scores)


MATRIX = MonteCarloFisher
