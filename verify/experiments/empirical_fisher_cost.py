"""What the empirical Fisher matrix costs beside a gradient: multiplications, counted where they are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.objective import dense
from numeric.problem import Problem
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

CASES = 12
SAME = 1e-12  # relative, in double precision


@dataclass
class Arithmetic:
    """Products of arrays that are counted: ``made`` is the number of multiplications so far."""

    made: int = field(default=0)

    def matmul(self, left: Array, right: Array) -> Array:
        """The product of ``(m, k)`` and ``(k, n)``: m k n multiplications."""
        self.made += left.shape[0] * left.shape[1] * right.shape[1]
        return left @ right

    def times(self, left: Array, right: Array) -> Array:
        """The product entry by entry."""
        found: Array = left * right
        self.made += found.size
        return found


@dataclass
class Passes:
    """A tanh network with squared error on a batch: inputs ``(n_in + 1, N)`` and sensitivities ``(n_out, N)`` of every layer."""

    blocks: list[Array]
    arithmetic: Arithmetic
    inputs: list[Array] = field(default_factory=list)
    deltas: list[Array] = field(default_factory=list)

    def run(self, X: Array, Y: Array) -> None:
        """Forward and backward; the last layer is linear."""
        value = X.T
        for layer, block in enumerate(self.blocks):
            self.inputs.append(np.vstack([value, np.ones(value.shape[1])]))
            value = self.arithmetic.matmul(block.T, self.inputs[-1])
            value = np.tanh(value) if layer < len(self.blocks) - 1 else value
        delta = value - Y.T
        for layer in range(len(self.blocks) - 1, -1, -1):
            self.deltas.insert(0, delta)
            if layer:
                kept = self.inputs[layer][:-1]
                slopes = 1 - self.arithmetic.times(kept, kept)
                delta = self.arithmetic.times(slopes, self.arithmetic.matmul(self.blocks[layer][:-1], delta))

    def combined(self, weights: Array) -> Array:
        """The gradients of the cases, summed with weights ``(N,)``."""
        parts = [self.arithmetic.matmul(self.arithmetic.times(a, weights), d.T) for a, d in zip(self.inputs, self.deltas, strict=True)]
        return np.concatenate([part.ravel() for part in parts])

    def product(self, blocks: list[Array]) -> Array:
        """The empirical Fisher matrix times a vector in the shape of the weights; the matrix is never formed."""
        along = np.zeros(CASES)
        for a, d, block in zip(self.inputs, self.deltas, blocks, strict=True):
            along += self.arithmetic.times(self.arithmetic.matmul(block.T, a), d).sum(axis=0)
        return self.combined(along / CASES)

    def diagonal(self) -> Array:
        """The diagonal: squares, and one product a layer."""
        times = self.arithmetic.times
        parts = [self.arithmetic.matmul(times(a, a), times(d, d).T) / CASES for a, d in zip(self.inputs, self.deltas, strict=True)]
        return np.concatenate([part.ravel() for part in parts])

    def matrix(self) -> Array:
        """The matrix itself, from the gradients of all cases."""
        cases = [self.combined(unit) for unit in np.eye(CASES)]
        return self.arithmetic.matmul(np.stack(cases, axis=1), np.stack(cases)) / CASES


@experiment("empirical-fisher-cost")
def empirical_fisher_cost() -> Evidence:
    """Products with the factored matrix and its diagonal cost no more than a gradient; the matrix costs n of them (claims M7.3, M7.6)."""
    rows, controls = [], []
    for width in (4, 8, 16):
        generator = np.random.default_rng(width)
        inputs, targets = generator.standard_normal((CASES, 3)), generator.standard_normal((CASES, 2))
        problem = NetworkObjective(Problem(Network([3, width, 2], ["tanh"]), "squared", inputs, targets))
        theta, v = problem.problem.network.initialise(generator), generator.standard_normal(problem.size)
        layout, arithmetic = problem.problem.network.layout, Arithmetic()
        passes = Passes(list(layout.blocks(theta)), arithmetic)
        passes.run(inputs, targets)
        mean = np.full(CASES, 1 / CASES)
        gradient, first = passes.combined(mean), arithmetic.made
        product, second = passes.product(list(layout.blocks(v))), arithmetic.made - first
        diagonal, third = passes.diagonal(), arithmetic.made - first - second
        exact, fourth = passes.matrix(), arithmetic.made - first - second - third
        core = dense(problem, "empirical_fisher", theta)
        wanted = (problem.gradient(theta), core @ v, problem.empirical_diagonal(theta), core)
        error = max(_relative(*pair) for pair in zip((gradient, product, diagonal, exact), wanted, strict=True))
        told = f"{width} units, n = {problem.size}: gradient {first}, product {second}, diagonal {third}; to {error:.0e} those of the core"
        rows.append((told, max(second, third) <= first and error < SAME))
        controls.append((f"{width} units: the matrix, {fourth}, for a gradient's multiplications", fourth <= first))
        controls.append((f"{width} units: the squared mean gradient as the diagonal", _relative(gradient**2, core.diagonal()) < SAME))
    return judged(f"networks 3-k-2 on {CASES} cases, squared error", rows, controls)


def _relative(found: Array, wanted: Array) -> float:
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))
