r"""The forward pass at fixed parameters and what it leaves behind for every later product.

For samples as columns, :math:`A_0 = [X^\top; 1]`, :math:`S_i = \bar W_i^\top A_{i-1}`, :math:`A_i = [\phi_i(S_i); 1]`, with the
block :math:`\bar W_i` of weights over biases of :class:`numeric.parameters.Layout`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.aligned import empty
from numeric.layers.blocking import row_blocks
from numeric.layers.gemm import multiply
from numeric.layers.slopes import Slopes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.activations.activation import Activation
    from numeric.layers.buffers import Buffers

    Array = NDArray[Any]


def with_ones(X: Array, dtype: np.dtype[Any]) -> Array:
    """Samples ``(N, n)`` as the feature-major inputs ``(n + 1, N)`` of a layer; the last row is one."""
    inputs = empty((X.shape[1] + 1) * X.shape[0], dtype).reshape(X.shape[1] + 1, X.shape[0])
    inputs[:-1] = X.T
    inputs[-1] = 1
    return inputs


@dataclass(eq=False, slots=True)
class SamplesLast:
    """A network at fixed parameters on N samples (`numeric.layers.passes.Pass`); every array lies as it is indexed.

    Args:
        activations: one a layer.
        blocks: weights over biases, ``(n_i + 1, n_{i+1})``, views into the parameters.
        inputs: of every layer, ``(n_i + 1, N)``; the last row is one.
        slopes: of every layer.
        outputs: ``(n_out, N)``.
        buffers: work space of the products that follow.
    """

    activations: Sequence[Activation]
    blocks: list[Array]
    inputs: list[Array]
    slopes: Slopes
    outputs: Array
    buffers: Buffers

    @property
    def samples(self) -> int:
        """The number N of samples."""
        return int(self.outputs.shape[1])

    @property
    def nbytes(self) -> int:
        """The memory of activations and slopes."""
        return sum([each.nbytes for each in self.inputs[1:]]) + self.outputs.nbytes + self.slopes.nbytes

    def arguments(self, layer: int) -> Array:
        """The argument S of the activation of a layer, computed anew, ``(n_{i+1}, N)``."""
        block = self.blocks[layer]
        return multiply(block.T, self.inputs[layer], np.empty((block.shape[1], self.samples), block.dtype))

    def second_derivatives(self, layer: int) -> Array | None:
        """The second derivative of the activation of a layer at the samples, ``(n_{i+1}, N)``; ``None`` where it is linear."""
        activation = self.activations[layer]
        if activation.linear:
            return None
        last = layer + 1 == len(self.blocks)
        source = self.arguments(layer) if activation.of == "argument" else self.outputs if last else self.inputs[layer + 1][:-1]
        result = np.empty_like(source)
        for rows in row_blocks(*source.shape):
            activation.second(source[rows], out=result[rows])
        return result


def run(activations: Sequence[Activation], blocks: list[Array], first: Array, buffers: Buffers) -> SamplesLast:
    """The forward pass from the inputs ``first``, ``(n_0 + 1, N)``, which are kept, not copied."""
    inputs, values = [first], []
    made: list[Array | None] = []
    for layer, (activation, block) in enumerate(zip(activations, blocks, strict=True)):
        width, samples, last = block.shape[1], first.shape[1], layer + 1 == len(blocks)
        held = buffers.kept.take(width + (not last), samples)
        values.append(held if last else held[:-1])
        made.append(_layer(activation, block, inputs[layer], values[layer], buffers))
        if not last:
            held[-1] = 1
            inputs.append(held)
    return SamplesLast(activations, blocks, inputs, Slopes(activations, values, made, buffers), values[-1], buffers)


def _layer(activation: Activation, block: Array, inputs: Array, outputs: Array, buffers: Buffers) -> Array | None:
    """Write the outputs of a layer and return its slopes, if only the arguments give them."""
    arguments = multiply(block.T, inputs, outputs if activation.in_place else buffers.take("arguments", *outputs.shape))
    return activate(activation, arguments, outputs, buffers)


def activate(activation: Activation, arguments: Array, outputs: Array, buffers: Buffers) -> Array | None:
    """Write the values of an activation, in any two-dimensional shape, and return its slopes, if only the arguments give them."""
    if activation.linear:
        return None
    slopes = buffers.kept.take(*outputs.shape) if activation.of == "argument" else None
    for rows in row_blocks(*outputs.shape):
        activation.value(arguments[rows], out=outputs[rows])
        if slopes is not None:
            activation.slope(arguments[rows], out=slopes[rows])
    return slopes


def outputs_only(activations: Sequence[Activation], blocks: list[Array], first: Array, buffers: Buffers) -> Array:
    """The outputs ``(n_out, N)`` alone, in the memory of two layers; overwritten by the next call with the same buffers."""
    inputs = first
    for layer, (activation, block) in enumerate(zip(activations, blocks, strict=True)):
        width, samples = block.shape[1], first.shape[1]
        held = buffers.take(f"held {layer % 2}", width + 1, samples)
        arguments = multiply(block.T, inputs, held[:-1] if activation.in_place else buffers.take("arguments", width, samples))
        if not activation.linear:
            for rows in row_blocks(width, samples):
                activation.value(arguments[rows], out=held[rows])
        held[-1] = 1
        inputs = held
    return inputs[:-1]
