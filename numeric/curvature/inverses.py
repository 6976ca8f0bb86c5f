"""Inverses of matrices that fall into blocks, one a layer, as linear operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from numeric.curvature.operator import Curvature
from numeric.errors import DomainError, SingularError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.linearization import Linearization

    Array = NDArray[Any]


def check_damping(damping: float) -> float:
    """The damping, if it is a nonnegative number.

    Raises:
        DomainError: it is negative or not finite.
    """
    if not 0 <= damping < np.inf:
        message = f"inverting a curvature matrix: expected a nonnegative damping, got {damping}. Give zero or more."
        raise DomainError(message)
    return float(damping)


def factored(matrix: Array, damping: float, what: str) -> tuple[Array, bool]:
    """The Cholesky factor of a symmetric matrix plus a multiple of the identity, and whether it is the lower one.

    Of ``matrix``, ``(n, n)`` in C order, the lower triangle is read and overwritten, as the upper one of its transpose: no copy is made.

    Raises:
        SingularError: it is not positive definite to working precision.
    """
    matrix.flat[:: len(matrix) + 1] += damping
    try:
        factor, lower = cho_factor(matrix.T, lower=False, overwrite_a=True, check_finite=False)
    except LinAlgError:
        message = f"inverting {what}: expected a positive definite matrix, got a singular one at damping {damping:g}. Raise the damping."
        raise SingularError(message) from None
    pivots = np.abs(np.diagonal(factor))
    if pivots.min() <= len(matrix) * np.finfo(matrix.dtype).eps ** 0.5 * pivots.max() and damping == 0:
        message = (
            f"inverting {what}: expected full rank, got pivots from {pivots.min():.2g} to {pivots.max():.2g}. Give a positive damping."
        )
        raise SingularError(message)
    return factor, lower


class BlockInverse(Curvature):
    """The inverses of damped blocks.

    Args:
        linearization: the problem at fixed parameters.
        blocks: one symmetric matrix a layer; they are overwritten.
        damping: what is added to their diagonals.
    """

    name: ClassVar[str] = "block_inverse"
    claim: ClassVar[str] = "M9.7"

    def __init__(self, linearization: Linearization, blocks: Sequence[Array], damping: float) -> None:
        """Factor every block."""
        super().__init__(linearization)
        shift = check_damping(damping)
        self._factors = [factored(block, shift, f"the Fisher block of layer {i}") for i, block in enumerate(blocks)]

    def product(self, V: Array, out: Array) -> Array:
        """Two triangular solves a block."""
        offsets = self.linearization.problem.network.layout.offsets
        for factor, first, last in zip(self._factors, offsets[:-1], offsets[1:], strict=True):
            out[first:last] = cho_solve(factor, V[first:last], check_finite=False)
        return out
