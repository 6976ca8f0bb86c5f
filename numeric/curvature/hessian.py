"""The Hessian, by Pearlmutter's R-operator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.checks import require_finite
from numeric.curvature.operator import Curvature
from numeric.layers.adjoint import adjoint, back
from numeric.layers.blocking import parts, row_blocks
from numeric.layers.gemm import accumulate, inner_products, multiply
from numeric.layers.tangent import tangent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from numeric.layers.buffers import Buffers
    from numeric.layers.passes import Pass
    from numeric.losses.blocks.blocks import Blocks
    from numeric.piece import Piece

    Array = NDArray[Any]


@dataclass(frozen=True)
class Backward:
    """What the gradient's backward pass leaves for the Hessian.

    Args:
        owed: the weighted gradient in the argument of every layer but the first and the last, ``(n_{i+1}, N)``, by its number.
        bend: the gradient in the value of every layer times the second derivative of its activation; ``None`` where that is zero.
    """

    owed: dict[int, Array]
    bend: list[Array | None]


class Hessian(Curvature):
    r""":math:`H = \frac{1}{|S|} \sum J_f^\top H_L J_f + \sum_j [\nabla_z L]_j H_{[f]_j}` (Martens, Section 3; claim M3.2).

    The derivative of the gradient along v: a linearised forward pass, then the linearised backward pass, with
    :math:`\dot U_i = \phi_i' \circ (\bar V_{i+1} U_{i+1} + W_{i+1} \dot U_{i+1}) + \phi_i'' \circ \dot S_i \circ \partial L / \partial a_i`
    and :math:`\dot G_i = \dot A_{i-1} U_i^\top + A_{i-1} \dot U_i^\top`. It transforms with a term in the gradient under a change of
    parameters, unlike the other matrices (claims M10.12, M10.13). Where an activation has a kink, its second derivative there is that
    from the left.
    """

    name: ClassVar[str] = "hessian"
    claim: ClassVar[str] = "M3.2"
    positive: ClassVar[bool] = False

    @property
    def features_at_once(self) -> int:
        """Beside two layers the derivatives of all arguments are held."""
        sizes = self.linearization.problem.network.sizes
        return 4 * max(sizes) + sum(sizes[1:])

    def product(self, V: Array, out: Array) -> Array:
        """One pass over the batches."""
        directions = self.linearization.problem.network.layout.blocks(V)

        def part(piece: Piece, targets: Sequence[Array], *, add: bool) -> None:
            blocks = piece.blocks("generalized_gauss_newton", lambda each: each.loss.hessian(each.run.outputs, each.targets))
            self._piece(piece, blocks, directions, targets, add=add)

        return self.linearization.total(part, out)

    def _piece(self, piece: Piece, blocks: Blocks, directions: Sequence[Array], targets: Sequence[Array], *, add: bool) -> None:
        run, passed, columns = piece.run, backward(piece), directions[0].shape[2]
        dots: list[Array] = []
        needed = len(directions) - (passed.bend[-1] is None)  # the last argument's only where the last activation bends

        def keep(layer: int, dot: Array) -> None:
            if layer < needed:
                dots.append(dot.copy())

        U = blocks.product(tangent(run, directions, columns, visit=keep))
        for layer in range(len(directions) - 1, -1, -1):
            slopes, bend = run.slopes[layer], passed.bend[layer]
            if slopes is not None:
                np.multiply(U, slopes[:, None], out=U)
            if bend is not None:
                _add_product(U, dots[layer], bend, run.buffers)
            G = targets[layer]
            self._gradient(run, layer, U, G, add=add)
            if layer:
                below, last = back(run, layer, U), layer + 1 == len(directions)
                owed = _owed_to_outputs(piece, U.ravel()[: run.outputs.size]) if last else passed.owed[layer]
                self._product_rule(run, layer, dots[layer - 1], owed, G)
                U = self._other_part(run, below, directions[layer], owed)

    @staticmethod
    def _gradient(run: Pass, layer: int, U: Array, G: Array, *, add: bool) -> None:
        """The part ``A dU^T``."""
        width, columns, samples = U.shape
        target = G.reshape(len(G), width * columns)
        if add:
            accumulate(run.inputs[layer], U.reshape(width * columns, samples).T, target, run.buffers)
        else:
            inner_products(run.inputs[layer], U.reshape(width * columns, samples), target, run.buffers)

    @staticmethod
    def _product_rule(run: Pass, layer: int, dot: Array, owed: Array, G: Array) -> None:
        """The part ``dA U^T``; biases have none."""
        slopes = run.slopes[layer - 1]
        width, columns, samples = dot.shape
        for rows in parts(width, columns * samples):
            part = dot[rows]
            if slopes is not None:
                part = np.multiply(part, slopes[rows, None], out=run.buffers.take("dA", *part.shape))
            flat = part.reshape(-1, samples)
            product = multiply(flat, owed.T, np.empty((len(flat), len(owed)), dot.dtype))
            G[:-1][rows] += product.reshape(-1, columns, len(owed)).transpose(0, 2, 1)

    @staticmethod
    def _other_part(run: Pass, below: Array, direction: Array, owed: Array) -> Array:
        """``W dU``, ``(n_i, k, N)``, becomes ``W dU + V U``."""
        rows, columns, samples = below.shape
        turned = np.ascontiguousarray(direction[:-1].transpose(0, 2, 1)).reshape(rows * columns, len(owed))
        flat = below.reshape(rows * columns, samples)
        accumulate(turned, owed, flat, run.buffers)
        return below


def backward(piece: Piece) -> Backward:
    """The gradient's backward pass of a batch; made once."""
    if piece.backward is None:
        run, last = piece.run, len(piece.run.blocks) - 1
        residuals = piece.residuals(np.empty_like(run.outputs))
        owed, bend = {last: residuals}, _bend(run, last, lambda: residuals)

        def keep(layer: int, U: Array) -> None:
            if layer == 0:
                require_finite(U, "the Hessian")
            elif layer < last:  # the residuals become what is owed to the last argument where they lie
                owed[layer] = U[:, 0].copy()

        adjoint(run, residuals[:, None], [None] * len(run.blocks), visit=keep)
        below = [_bend(run, layer, partial(np.matmul, run.blocks[layer + 1][:-1], owed[layer + 1])) for layer in range(last)]
        owed.pop(last)
        for each in (*owed.values(), *below, bend):
            if each is not None:
                require_finite(each, "the Hessian")
        piece.backward = Backward(owed, [*below, bend])
    passed: Backward = piece.backward
    return passed


def _owed_to_outputs(piece: Piece, memory: Array) -> Array:
    """The gradient in the argument of the last layer, ``(n_out, N)``, in memory of that size: with many outputs too large to keep."""
    owed = piece.residuals(memory.reshape(piece.run.outputs.shape))
    piece.run.slopes.scale(len(piece.run.blocks) - 1, owed[:, None])
    return owed


def _bend(run: Pass, layer: int, above: Callable[[], Array]) -> Array | None:
    """The gradient in the value of a layer, ``(n_{i+1}, N)``, made when needed, times the second derivative of its activation."""
    second = run.second_derivatives(layer)
    return None if second is None else np.multiply(second, above(), out=second)


def _add_product(U: Array, dot: Array, bend: Array, buffers: Buffers) -> None:
    """``U += bend dot``, entry by entry; ``(n, k, N)``, ``(n, k, N)`` and ``(n, N)``."""
    for rows in row_blocks(len(U), U[0].size):
        U[rows] += np.multiply(bend[rows, None], dot[rows], out=buffers.take("bent", *dot[rows].shape))


MATRIX = Hessian
