"""A gradient and a product with curvature as flat lists of calls of NumPy, samples first or last: what another order would win at most.

All memory is made beforehand and nothing is checked. What is computed entry by entry runs over memory as it lies, with the ones beside
the activations: over rows of some hundred entries that lie apart NumPy spends 0.1 to 0.2 microseconds a row, more than the order wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.aligned import empty
from numeric.parameters import Layout

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.curvature.problems import Case
    from numeric.problem import Problem

    Array = NDArray[Any]


class Held:
    """Memory for units of all samples over a row of ones.

    Attributes:
        memory: as it lies, ``(n + 1, N)``, or ``(N, n + 1)`` with samples first.
        over_ones: the same as ``(n + 1, N)``.
        units: without the ones, ``(n, N)``.
    """

    def __init__(self, width: int, samples: int, dtype: np.dtype[Any], *, first: bool) -> None:
        """Zeros over ones."""
        shape = (samples, width + 1) if first else (width + 1, samples)
        self.memory = empty(shape[0] * shape[1], dtype).reshape(shape)
        self.memory.fill(0)
        self.over_ones = self.memory.T if first else self.memory
        self.units = self.over_ones[:-1]
        self.ones()

    def ones(self) -> None:
        """Put the ones back."""
        self.over_ones[-1] = 1


class Flat:
    """The passes of one case, for one batch of a network with one hidden activation and linear outputs.

    Args:
        case: network, data and a direction.
        problem: its loss and activation.
        first: whether samples are rows in memory; outputs have them last in either case, as losses want them.
    """

    def __init__(self, case: Case, problem: Problem, *, first: bool) -> None:
        """Make all memory, and what a product needs at the parameters of the case."""
        sizes, samples, dtype = case.setting.sizes, case.setting.samples, case.X.dtype
        self.given, self.weight, self.loss = case.theta, dtype.type(problem.weight), problem.loss
        self.activation, self.targets = problem.network.layers[0], next(iter(problem.batches()))[1]
        layout = Layout(sizes)
        self.theta, self.result = np.empty_like(self.given), np.empty_like(self.given)
        self.blocks, self.owed, self.directions = (layout.blocks(each) for each in (self.theta, self.result, case.direction))

        def hidden() -> list[Held]:
            return [Held(width, samples, dtype, first=first) for width in sizes[1:-1]]

        self.inputs = [Held(sizes[0], samples, dtype, first=first), *hidden()]
        self.inputs[0].units[...] = case.X.T
        self.back, self.dots, self.slopes, self.scratch = hidden(), hidden(), hidden(), hidden()
        self.outputs, self.top, self.sum = (empty(sizes[-1] * samples, dtype).reshape(sizes[-1], samples) for _ in range(3))
        self.gradient()
        for slopes, values in zip(self.slopes, self.inputs[1:], strict=True):
            self.activation.slope(values.memory, out=slopes.memory)
        self.curvature = self.loss.hessian(self.outputs, self.targets).scaled(problem.weight)

    def gradient(self) -> Array:
        """The gradient at the parameters of the case."""
        np.copyto(self.theta, self.given)
        for layer, block in enumerate(self.blocks[:-1]):
            after = self.inputs[layer + 1]
            np.matmul(block.T, self.inputs[layer].over_ones, out=after.units)
            self.activation.value(after.memory, out=after.memory)
            after.ones()
        np.matmul(self.blocks[-1].T, self.inputs[-1].over_ones, out=self.outputs)
        self.loss.weighted_gradient(self.outputs, self.targets, self.weight, self.top)
        self._pull(self.top, kept=False)
        return self.result

    def product(self) -> Array:
        """The product with the direction of the case."""
        for layer, direction in enumerate(self.directions[:-1]):
            dot, more = self.dots[layer], self.scratch[layer]
            np.matmul(direction.T, self.inputs[layer].over_ones, out=dot.units)
            if layer:
                np.matmul(self.blocks[layer][:-1].T, self.dots[layer - 1].units, out=more.units)
                np.add(dot.memory, more.memory, out=dot.memory)
            np.multiply(dot.memory, self.slopes[layer].memory, out=dot.memory)
        np.matmul(self.directions[-1].T, self.inputs[-1].over_ones, out=self.top)
        np.matmul(self.blocks[-1][:-1].T, self.dots[-1].units, out=self.sum)
        self.top += self.sum
        self.curvature.product(self.top[:, None])
        self._pull(self.top, kept=True)
        return self.result

    def _pull(self, U: Array, *, kept: bool) -> None:
        """The backward pass from ``U``, ``(n_out, N)``, with slopes that are kept or made."""
        for layer in range(len(self.blocks) - 1, -1, -1):
            np.matmul(self.inputs[layer].over_ones, U.T, out=self.owed[layer])
            if layer:
                below, slopes = self.back[layer - 1], self.slopes[layer - 1].memory if kept else self.scratch[layer - 1].memory
                (np.multiply if len(U) == 1 else np.matmul)(self.blocks[layer][:-1], U, out=below.units)
                if not kept:
                    self.activation.slope(self.inputs[layer].memory, out=slopes)
                np.multiply(below.memory, slopes, out=below.memory)
                U = below.units
