"""EKFAC: the bases of KFAC with the right second moments along them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.curvature.fisher import Fisher
from numeric.curvature.inverses import check_damping
from numeric.curvature.kronecker import Spectral, SpectralCurvature, factors, inverted, summed
from numeric.layers.blocking import parts
from numeric.layers.sensitivities import visit_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.curvature.output import OutputCurvature
    from numeric.linearization import Linearization
    from numeric.piece import Piece

    Array = NDArray[Any]


class EigenvalueCorrectedFisher(SpectralCurvature):
    r"""The matrix closest to every Fisher block, in the Frobenius norm, of those diagonal in KFAC's bases (George et al. 2018).

    Its eigenvalues are :math:`s = E[((U_A \otimes U_G)^\top \mathrm{vec}(\bar a g^\top))^2]`, so its trace is the Fisher matrix's.

    Args:
        linearization: the problem at fixed parameters.
        fisher: the matrix whose root gives g; the exact Fisher matrix by default.
    """

    name: ClassVar[str] = "eigenvalue_corrected_fisher"
    claim: ClassVar[str] = "M8.2, M8.7"

    def __init__(self, linearization: Linearization, fisher: OutputCurvature | None = None) -> None:
        """Compute bases and second moments."""
        source = Fisher(linearization) if fisher is None else fisher
        bases = [(np.linalg.eigh(each.inputs)[1], np.linalg.eigh(each.outputs)[1]) for each in factors(source)]
        moments = summed(source, [(len(left), len(right)) for left, right in bases], partial(_add, source, bases))
        layers = [Spectral(left, right, moment) for (left, right), moment in zip(bases, moments, strict=True)]
        super().__init__(linearization, layers)

    def inverse(self, damping: float) -> SpectralCurvature:
        r""":math:`(U \mathrm{diag}(s) U^\top + \lambda I)^{-1}`.

        Raises:
            DomainError: a negative damping.
            SingularError: no damping, and an eigenvalue that vanishes.
        """
        shift = check_damping(damping)
        return SpectralCurvature(self.linearization, [inverted(layer, shift) for layer in self.layers])


def _add(source: OutputCurvature, bases: Sequence[tuple[Array, Array]], piece: Piece, moments: list[Array]) -> None:
    """Add the squares of one batch along the bases."""

    def squared(layer: int, B: Array) -> None:
        left, right = bases[layer]
        a = left.T @ piece.run.inputs[layer]
        np.square(a, out=a)
        for part in parts(len(B), B[0].size):
            g = right[:, part].T @ B.reshape(len(B), -1)
            g *= g
            moments[layer][:, part] += a @ g.reshape(-1, *B.shape[1:]).sum(axis=1).T

    visit_columns(piece.run, source.blocks(piece), squared)


MATRIX = EigenvalueCorrectedFisher
