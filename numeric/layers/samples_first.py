r"""The passes with samples first in memory, for one column at a time: the gradient, and products with one vector.

With samples as rows, :math:`S_i = A_{i-1} W_i + 1 b_i^\top`, and :math:`\bar G_i` holds :math:`A_{i-1}^\top U_i` over
:math:`1^\top U_i`. Biases are apart from weights, so that values lie without a one beside them, and what is computed entry by entry runs
over memory as it lies: over rows that lie apart NumPy spends 0.1 to 0.2 microseconds a row. Only the data keep their ones. Outputs and
directions of them have samples last in memory, as losses want them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.forward import SamplesLast, activate
from numeric.layers.gemm import accumulate, multiply, times_vector
from numeric.layers.slopes import Slopes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.activations.activation import Activation
    from numeric.layers.buffers import Buffers

    Array = NDArray[Any]


@dataclass(eq=False, slots=True)
class SamplesFirst:
    """A network at fixed parameters on N samples (`numeric.layers.passes.Pass`), which asks for the order of the other when it must.

    Args:
        activations: one a layer.
        blocks: weights over biases, ``(n_i + 1, n_{i+1})``, views into the parameters.
        first: the data over ones, ``(n_0 + 1, N)``, with samples first in memory.
        own: values and slopes as they lie: ``(N, n_{i+1})``, but those of the last layer ``(n_out, N)``.
        buffers: work space of the products that follow.
    """

    activations: Sequence[Activation]
    blocks: list[Array]
    first: Array
    own: Slopes
    buffers: Buffers
    _other: SamplesLast | None = None

    @property
    def outputs(self) -> Array:
        """Those of the network, ``(n_out, N)``."""
        return self.own.values[-1]

    @property
    def samples(self) -> int:
        """The number N of samples."""
        return int(self.first.shape[1])

    @property
    def nbytes(self) -> int:
        """The memory of activations and slopes, without what is turned."""
        return sum([each.nbytes for each in self.own.values]) + self.own.nbytes

    @property
    def inputs(self) -> list[Array]:
        """Of every layer, ``(n_i + 1, N)``; the last row is one."""
        return self.turned().inputs

    @property
    def slopes(self) -> Slopes:
        """Of every layer, ``(n_{i+1}, N)``."""
        return self.turned().slopes

    def second_derivatives(self, layer: int) -> Array | None:
        """The second derivative of the activation of a layer at the samples, ``(n_{i+1}, N)``; ``None`` where it is linear."""
        return self.turned().second_derivatives(layer)

    def turned(self) -> SamplesLast:
        """The same numbers with samples last in memory, but for the data; made once, in the memory of the hidden layers again."""
        if self._other is None:
            inputs, samples = [self.first], self.samples
            for values in self.own.values[:-1]:
                held = self.buffers.kept.take(values.shape[1] + 1, samples)
                held[:-1], held[-1] = values.T, 1
                inputs.append(held)
            made = [*(None if each is None else self._turned(each) for each in self.own.made[:-1]), self.own.made[-1]]
            slopes = Slopes(self.activations, [*(each[:-1] for each in inputs[1:]), self.outputs], made, self.buffers)
            self._other = SamplesLast(self.activations, self.blocks, inputs, slopes, self.outputs, self.buffers)
        return self._other

    def _turned(self, slopes: Array) -> Array:
        """Those of a layer, ``(N, n_{i+1})``, as ``(n_{i+1}, N)``."""
        result = self.buffers.kept.take(*slopes.shape[::-1])
        result[...] = slopes.T
        return result

    def tangent(self, directions: Sequence[Array | None]) -> Array:
        """The derivative ``(n_out, N)`` of the outputs along ``(n_i + 1, n_{i+1})`` a layer, as `numeric.layers.tangent` gives it."""
        before: Array | None = None
        for layer, direction in enumerate(directions):
            if direction is None and before is None:
                continue
            memory = self._space(f"tangent {layer % 2}", layer)
            result = memory if layer + 1 < len(self.blocks) else memory.T
            if direction is not None:
                _affine(self, layer, direction.reshape(self.blocks[layer].shape), result)
            if before is not None:
                _write(before, self.blocks[layer][:-1], result, self.buffers, add=direction is not None)
            slopes = self.own[layer]
            if slopes is not None:
                np.multiply(memory, slopes, out=memory)
            before = result
        return np.zeros_like(self.outputs) if before is None else before.T

    def adjoint(self, U: Array, out: Sequence[Array | None], *, add: bool) -> None:
        """Write (or add) what the parameters owe to ``U``, ``(n_out, N)``, which is overwritten, as `numeric.layers.adjoint` does."""
        lowest = next((layer for layer, block in enumerate(out) if block is not None), len(out))
        memory, U = U, U.T
        for layer in range(len(out) - 1, lowest - 1, -1):
            self.own.scale(layer, memory[:, None])
            block = out[layer]
            if block is not None:
                _owed(self, layer, U, block.reshape(self.blocks[layer].shape), add=add)
            if layer > lowest:
                memory = self._space(f"tangent {(layer + 1) % 2}", layer - 1)
                U = multiply(U, self.blocks[layer][:-1].T, memory)

    def _space(self, name: str, layer: int) -> Array:
        """Work space in the shape in which the values of a layer lie."""
        return self.buffers.take(name, *self.own.values[layer].shape)


def run(activations: Sequence[Activation], blocks: list[Array], first: Array, buffers: Buffers) -> SamplesFirst:
    """The forward pass from the data ``first``, ``(n_0 + 1, N)``, with samples first in memory; they are kept, not copied."""
    found = SamplesFirst(activations, blocks, first, Slopes(activations, [], [], buffers), buffers)
    for layer, (activation, block) in enumerate(zip(activations, blocks, strict=True)):
        last, shape = layer + 1 == len(blocks), (first.shape[1], block.shape[1])
        shape = shape[::-1] if last else shape
        values = buffers.kept.take(*shape)
        arguments = values if activation.in_place else buffers.take("arguments", *shape)
        _affine(found, layer, block, arguments.T if last else arguments)
        found.own.made.append(activate(activation, arguments, values, buffers))
        found.own.values.append(values)
    return found


def _affine(run: SamplesFirst, layer: int, block: Array, out: Array) -> None:
    """``A W + 1 b^T``, ``(N, n_{i+1})``, of weights over biases, for the inputs of a layer."""
    if layer == 0:
        _write(run.first.T, block, out, run.buffers, add=False)
        return
    out[...] = block[-1]
    _write(run.own.values[layer - 1], block[:-1], out, run.buffers, add=True)


def _owed(run: SamplesFirst, layer: int, U: Array, block: Array, *, add: bool) -> None:
    """Write (or add) ``A^T U`` over ``1^T U`` to ``(n_i + 1, n_{i+1})``, for the inputs of a layer and ``U``, ``(N, n_{i+1})``."""
    if layer == 0:
        _write(run.first, U, block, run.buffers, add=add)
        return
    _write(run.own.values[layer - 1].T, U, block[:-1], run.buffers, add=add)
    times_vector(U.T, run.first[-1], block[-1], add=add)


def _write(a: Array, b: Array, out: Array, buffers: Buffers, *, add: bool) -> None:
    """``out = a b`` or ``out += a b``, with ``out`` in either order."""
    if not out.flags.c_contiguous:
        a, b, out = b.T, a.T, out.T
    if len(out) == 1:
        times_vector(b.T, a[0], out[0], add=add)
    elif out.shape[1] == 1:
        times_vector(a, b[:, 0], out[:, 0], add=add)
    elif add:
        accumulate(a, b, out, buffers)
    else:
        multiply(a, b, out)
