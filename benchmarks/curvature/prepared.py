"""A gradient as a flat list of our calls of NumPy with all memory made beforehand: what is left of ours is what the interpreter does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.aligned import empty
from numeric.layers.blocking import row_blocks
from numeric.layers.forward import with_ones
from numeric.layers.gemm import inner_products, multiply
from numeric.parameters import Layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curvature.problems import Case
    from numeric.problem import Problem


def gradient(case: Case, problem: Problem) -> Callable[[], Any]:
    """The gradient of a case at its parameters, for one batch of a network with one hidden activation and linear outputs."""
    sizes, samples, dtype = case.setting.sizes, case.setting.samples, case.X.dtype
    layout, given = Layout(sizes), case.theta
    theta, result = np.empty_like(given), np.empty_like(given)
    blocks, owed = layout.blocks(theta), layout.blocks(result)
    inputs = [with_ones(case.X, dtype), *(_ones_below(width, samples, dtype) for width in sizes[1:-1])]
    values = [*(each[:-1] for each in inputs[1:]), empty(sizes[-1] * samples, dtype).reshape(sizes[-1], samples)]
    back = [empty(width * samples, dtype).reshape(width, samples) for width in sizes[1:]]
    forward = [(block.T, *pair) for block, *pair in zip(blocks, inputs, values, strict=True)]
    activation, targets = problem.network.layers[0], next(iter(problem.batches()))[1]
    last, weight, scratch = len(blocks) - 1, dtype.type(problem.weight), np.empty((max(sizes), samples), dtype)

    def action() -> Any:
        np.copyto(theta, given)
        for layer, (block, before, after) in enumerate(forward):
            multiply(block, before, after)
            for rows in row_blocks(*after.shape) if layer < last else ():
                activation.value(after[rows], out=after[rows])
        problem.loss.weighted_gradient(values[-1], targets, weight, back[-1])
        for layer in range(last, -1, -1):
            for rows in row_blocks(*back[layer].shape) if layer < last else ():
                part = back[layer][rows]
                np.multiply(part, activation.slope(values[layer][rows], out=scratch[: len(part)]), out=part)
            inner_products(inputs[layer], back[layer], owed[layer], problem.buffers)
            if layer:
                multiply(blocks[layer][:-1], back[layer], back[layer - 1])
        return result

    return action


def _ones_below(width: int, samples: int, dtype: np.dtype[Any]) -> Any:
    """Uninitialised activations over a row of ones, ``(width + 1, N)``."""
    held = empty((width + 1) * samples, dtype).reshape(width + 1, samples)
    held[-1] = 1
    return held
