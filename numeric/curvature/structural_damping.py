"""Structural damping: the metric of what a step does to the hidden units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from numeric.curvature.operator import Curvature
from numeric.errors import CurvatureError, DomainError
from numeric.layers.adjoint import adjoint
from numeric.layers.blocking import row_blocks
from numeric.layers.tangent import tangent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.linearization import Linearization
    from numeric.piece import Piece

    Array = NDArray[Any]


class StructuralDamping(Curvature):
    r"""The sum over hidden layers of :math:`\frac{1}{|S|} \sum J_i^\top D_i J_i` (Martens and Sutskever 2011).

    With the metric ``"values"``, :math:`J_i` is the Jacobian of the hidden values and D the identity; with ``"matching"``, J is
    that of their arguments and :math:`D = \phi'`, the Hessian of the matching loss (a Bregman divergence). Unlike a multiple of
    the identity it transforms as a metric, so damping by it keeps a method invariant (claims M9.11, M10.8b).

    Args:
        linearization: the problem at fixed parameters.
        metric: of the hidden units.

    Raises:
        DomainError: an unknown metric.
        CurvatureError: the matching metric for an activation that is not monotone, when a product meets a negative slope.
    """

    name: ClassVar[str] = "structural_damping"
    claim: ClassVar[str] = "M9.11"

    def __init__(self, linearization: Linearization, metric: Literal["values", "matching"] = "values") -> None:
        """Check the metric."""
        super().__init__(linearization)
        if metric not in {"values", "matching"}:
            message = f"damping by structure: expected the metric 'values' or 'matching', got {metric!r}. Say which is meant."
            raise DomainError(message)
        self.metric = metric

    @property
    def features_at_once(self) -> int:
        """Beside two layers the derivatives of all arguments are held."""
        sizes = self.linearization.problem.network.sizes
        return 3 * max(sizes) + sum(sizes[1:])

    def product(self, V: Array, out: Array) -> Array:
        """One pass over the batches."""
        directions = self.linearization.problem.network.layout.blocks(V)

        def part(piece: Piece, targets: Sequence[Array], *, add: bool) -> None:
            if not add:
                targets[-1][...] = 0  # the last layer has no hidden units above it
            self._piece(piece, directions, targets, add=add)

        return self.linearization.total(part, out)

    def _piece(self, piece: Piece, directions: Sequence[Array], targets: Sequence[Array], *, add: bool) -> None:
        run, dots, hidden = piece.run, [], len(directions) - 1
        if not hidden:
            return
        columns = directions[0].shape[2]
        tangent(run, directions[:-1], columns, visit=lambda layer, dot: dots.append(self.weighed(piece, layer, dot)))

        def pull(layer: int, U: Array) -> None:
            U += dots[layer]

        adjoint(run, np.zeros_like(dots[hidden - 1]), targets, add=add, visit=pull, top=hidden - 1)

    def weighed(self, piece: Piece, layer: int, dot: Array) -> Array:
        """The derivative of a layer's argument, ``(n_{i+1}, k, N)``, times the weighted metric: a new array."""
        weight, slopes = self.dtype.type(piece.weight), piece.run.slopes[layer]
        if self.metric == "matching" and slopes is not None and slopes.min() < 0:
            message = f"damping by structure: expected monotone activations, got a slope of {slopes.min():.2g}. Take the metric 'values'."
            raise CurvatureError(message)
        result: Array = np.empty_like(dot)
        if slopes is None:
            np.multiply(dot, weight, out=result)
            return result
        for rows in row_blocks(*slopes.shape):
            metric = slopes[rows] * slopes[rows] if self.metric == "values" else slopes[rows]
            np.multiply(dot[rows], (weight * metric)[:, None], out=result[rows])
        return result


MATRIX = StructuralDamping
