"""Curvature propagation: an unbiased estimate of the Hessian's diagonal by one backward pass a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.estimators.estimate import Estimate, enough, signs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from numeric.linearization import Linearization
    from numeric.piece import Piece

    Vector = NDArray[Any]
    Noise = Callable[[tuple[int, ...]], Vector]


def propagated(piece: Piece, noise: Noise) -> list[Vector]:
    r"""One draw for every layer: complex :math:`v_i`, ``(n_{i+1}, N)``, with :math:`E[v_i v_i^T]` the Hessian by the arguments of layer i.

    From the loss, :math:`v = C\xi` with :math:`H_L = CC^T`; through an activation with the gradient g by its value,
    :math:`v \gets \phi' \circ v + \sqrt{\phi'' \circ g} \circ \xi`; through a layer, :math:`v \gets W v`
    (Martens, Sutskever and Swersky 2012; claim M7.8).
    The roots are complex where :math:`\phi'' g < 0`, so the plain transpose is meant, never the conjugate one.
    """
    run = piece.run
    factor = piece.loss.hessian(run.outputs, piece.targets).factor()
    drawn = np.einsum("rcn,rn->cn", factor, noise((len(factor), run.samples))).astype(np.complex128)
    owed = piece.loss.gradient(run.outputs, piece.targets)
    found: list[Vector] = []
    for layer in range(len(run.blocks) - 1, -1, -1):
        slopes, bends = run.slopes[layer], run.second_derivatives(layer)
        if slopes is not None and bends is not None:
            drawn = slopes * drawn + np.sqrt((bends * owed).astype(np.complex128)) * noise(owed.shape)
            owed = slopes * owed
        found.insert(0, drawn)
        if layer:
            drawn, owed = run.blocks[layer][:-1] @ drawn, run.blocks[layer][:-1] @ owed
    return found


def sampled(linearization: Linearization, noise: Noise) -> Vector:
    """One draw of the diagonal, ``(n,)``: squared draws against squared inputs, summed over the samples."""
    result = np.zeros(linearization.size)
    blocks = linearization.problem.network.layout.blocks(result)
    for piece in linearization.pieces():
        for layer, drawn in enumerate(propagated(piece, noise)):
            blocks[layer] += piece.weight * (piece.run.inputs[layer] ** 2 @ (drawn**2).real.T)
    return result


def diagonal(linearization: Linearization, samples: int, generator: np.random.Generator) -> Estimate:
    """The diagonal of the Hessian, ``(n,)``: unbiased, positive or not as the Hessian is.

    Args:
        linearization: a problem at fixed parameters whose loss is convex in the outputs.
        samples: backward passes, at least 2.
        generator: where the signs come from.

    Raises:
        CurvatureError: the loss is not convex there: its Hessian has no real factor.
    """
    enough(samples)
    return Estimate.of(np.array([sampled(linearization, lambda shape: signs(generator, shape)) for _ in range(samples)]))
