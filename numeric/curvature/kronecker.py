r"""Layer by layer :math:`(U_A \otimes U_G)\, \mathrm{diag}(s)\, (U_A \otimes U_G)^\top`: what KFAC, EKFAC and their inverses are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.checks import require_finite
from numeric.curvature.operator import Curvature
from numeric.errors import SingularError
from numeric.layers.sensitivities import visit_columns
from numeric.layers.threads import together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from numeric.curvature.output import OutputCurvature
    from numeric.linearization import Linearization
    from numeric.piece import Piece

    Array = NDArray[Any]


@dataclass(frozen=True)
class Factors:
    r"""The Kronecker factors of one layer, of :math:`F_i \approx A \otimes G` for parameters in the order (input, output).

    Args:
        inputs: :math:`A = \frac{1}{N} \sum \bar a \bar a^\top`, ``(n_i + 1, n_i + 1)``.
        outputs: :math:`G = \sum_n w_n \sum_r g_{nr} g_{nr}^\top`, ``(n_{i+1}, n_{i+1})``; it alone holds the weights of the reduction.
    """

    inputs: Array
    outputs: Array


@dataclass(frozen=True)
class Spectral:
    """One layer in the bases of its factors.

    Args:
        inputs: orthogonal, ``(n_i + 1, n_i + 1)``.
        outputs: orthogonal, ``(n_{i+1}, n_{i+1})``.
        values: eigenvalues, ``(n_i + 1, n_{i+1})``.
    """

    inputs: Array
    outputs: Array
    values: Array

    def product(self, V: Array) -> Array:
        """The product with ``V``, ``(n_i + 1, n_{i+1}, k)``."""
        inner = sandwich(self.inputs.T, V, self.outputs)
        inner *= self.values[:, :, None]
        return sandwich(self.inputs, inner, self.outputs.T)


def sandwich(left: Array, V: Array, right: Array) -> Array:
    """``left V_j right`` for each of the k columns of ``V``, ``(p, m, k)``."""
    rows, width, columns = V.shape
    half = (left @ V.reshape(rows, width * columns)).reshape(len(left), width, columns)
    if columns == 1:
        return (half[:, :, 0] @ right)[:, :, None]
    return np.ascontiguousarray(np.matmul(half.transpose(0, 2, 1), right).transpose(0, 2, 1))


def summed(fisher: OutputCurvature, shapes: Sequence[tuple[int, ...]], add: Callable[[Piece, list[Array]], None]) -> list[Array]:
    """Arrays of these shapes to which ``add`` adds the part of every batch.

    Every thread adds up its own batches in their order, in memory that is kept (fresh pages cost threads more than they gain), and these
    sums are added in the order of the threads, so that no bit depends on which is first.
    """
    linearization, problem = fisher.linearization, fisher.linearization.problem
    sums = [[np.zeros(shape, fisher.dtype) for shape in shapes]]
    for pieces in linearization.rounds():
        for workspace in problem.workspaces[len(sums) : len(pieces)]:
            sums.append([workspace.take(f"sum {i}", *shape) for i, shape in enumerate(shapes)])
            for each in sums[-1]:
                each.fill(0)
        pairs = zip(pieces, sums, strict=False)  # the last round may have fewer
        together([partial(add, piece, into) for piece, into in pairs], problem.threads)
    return [added(parts) for parts in zip(*sums, strict=True)]


def added(parts: Sequence[Array]) -> Array:
    """The first of the arrays plus all others, in their order, written to the first: by one thread, as the arrays are small."""
    for each in parts[1:]:
        np.add(parts[0], each, out=parts[0])
    return parts[0]


def factors(fisher: OutputCurvature) -> list[Factors]:
    """The Kronecker factors of every layer from a matrix that has a root.

    Raises:
        DomainError: a factor is not finite.
    """
    sizes = fisher.linearization.problem.network.sizes
    shapes = [(order, order) for n, m in pairwise(sizes) for order in (n + 1, m)]
    found = summed(fisher, shapes, partial(_add, fisher))
    for factor in found:
        require_finite(factor, "the Kronecker factors")
    return [Factors(inputs, outputs) for inputs, outputs in zip(found[::2], found[1::2], strict=True)]


def _add(fisher: OutputCurvature, piece: Piece, sums: list[Array]) -> None:
    """Add the part of one batch to the factors of every layer, inputs and outputs in turn."""
    samples, buffers = fisher.linearization.problem.samples, piece.run.buffers
    for A, inputs in zip(piece.run.inputs, sums[::2], strict=True):
        part = np.matmul(A, A.T, out=buffers.take("factor", *inputs.shape))
        part /= samples
        np.add(inputs, part, out=inputs)

    def squared(layer: int, B: Array) -> None:
        flat, outputs = B.reshape(len(B), -1), sums[2 * layer + 1]
        outputs += np.matmul(flat, flat.T, out=buffers.take("factor", *outputs.shape))

    visit_columns(piece.run, fisher.blocks(piece), squared)


class SpectralCurvature(Curvature):
    """A matrix given layer by layer in Kronecker bases.

    Args:
        linearization: the problem at fixed parameters.
        layers: one a layer.
    """

    name: ClassVar[str] = "spectral"
    claim: ClassVar[str] = "M9.7"

    def __init__(self, linearization: Linearization, layers: Sequence[Spectral]) -> None:
        """Hold the layers."""
        super().__init__(linearization)
        self.layers = list(layers)

    def product(self, V: Array, out: Array) -> Array:
        """Four small matrix products a layer."""
        layout = self.linearization.problem.network.layout
        for layer, direction, target in zip(self.layers, layout.blocks(V), layout.blocks(out), strict=True):
            target[...] = layer.product(direction)
        return out

    def diagonal(self) -> Array:
        """By the squares of the bases."""
        parts = [(layer.inputs**2 @ layer.values @ (layer.outputs**2).T).ravel() for layer in self.layers]
        return np.concatenate(parts)


def inverted(layer: Spectral, damping: float) -> Spectral:
    """The inverse of one damped layer.

    Raises:
        SingularError: an eigenvalue plus the damping vanishes to working precision.
    """
    shifted = np.maximum(layer.values, 0) + layer.values.dtype.type(damping)
    if shifted.min() <= layer.values.size * np.finfo(shifted.dtype).eps * shifted.max() and damping == 0:
        message = f"inverting Kronecker factors: expected full rank, got eigenvalues down to {shifted.min():.2g}. Give a positive damping."
        raise SingularError(message)
    return Spectral(layer.inputs, layer.outputs, 1 / shifted)
