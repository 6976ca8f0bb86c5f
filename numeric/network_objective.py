"""A network problem as the objective of the optimizers: curvature by name, divergences, bounds, batches and costs."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.curvature import matrix
from numeric.curvature.kronecker_factored_fisher import KroneckerFactoredFisher
from numeric.curvature.monte_carlo_fisher import MonteCarloFisher
from numeric.curvature.sample_space import solve
from numeric.layers.adjoint import adjoint
from numeric.layers.threads import in_order
from numeric.objective import Costs
from numeric.pseudo_form import pseudo_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    from numeric.piece import Piece
    from numeric.problem import Problem

    Vector = NDArray[Any]

MOST_OUTPUTS = 32  # of which the exact factors take one backward pass each
DRAWS = 1
KEPT_OUTPUTS = 2  # outputs at the last parameters: a step asks for them at its two ends


class NetworkObjective:
    """What methods ask of :class:`numeric.problem.Problem`.

    Parameters and gradients are float64 for the methods, whatever the precision of the network: sums over many steps need it.

    Args:
        problem: the network, its loss and its data.
    """

    def __init__(self, problem: Problem) -> None:
        """Hold the problem; nothing is computed."""
        self.problem = problem
        self._outputs: list[tuple[Vector, list[Vector]]] = []

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.problem.size

    @property
    def samples(self) -> int:
        """The number of samples."""
        return self.problem.samples

    @property
    def threads(self) -> int:
        """How many share the samples."""
        return self.problem.threads

    def settle(self, layout: str) -> str:
        """Let samples lie so if that is still open; where they do."""
        return self.problem.settle(layout)

    @property
    def layout(self) -> str:
        """Where samples lie in memory."""
        return self.problem.layout

    @property
    def outputs(self) -> int:
        """The width of the last layer."""
        return self.problem.network.sizes[-1]

    @property
    def costs(self) -> Costs:
        r"""Multiply-adds in gradients: with :math:`\Sigma` all weights and m those of the first layer, a value takes :math:`\Sigma`.

        A gradient takes :math:`3\Sigma - m`, a product with cached activations :math:`4\Sigma - 2m`.
        """
        sizes = self.problem.network.sizes
        weights = [before * after for before, after in itertools.pairwise(sizes)]
        whole, first = sum(weights), weights[0]
        return Costs(whole / (3 * whole - first), 1.0, (4 * whole - 2 * first) / (3 * whole - first))

    @property
    def factor_cost(self) -> float:
        """Kronecker factors of drawn targets in gradients: a backward pass, the factors, and their Cholesky factors, shared."""
        layers = self._layers
        weights = [before * after for before, after in layers]
        each = sum(weights) - weights[0] + sum(before**2 + after**2 for before, after in layers)
        once = sum((before**3 + after**3) / 6 for before, after in layers)
        return (each + once / self.samples) / (3 * sum(weights) - weights[0])

    @property
    def factor_product_cost(self) -> float:
        """The factored inverse times a vector in gradients: two triangular solves a factor, shared by the samples."""
        layers = self._layers
        weights = [before * after for before, after in layers]
        once = sum(before**2 * after + before * after**2 for before, after in layers)
        return once / self.samples / (3 * sum(weights) - weights[0])

    @property
    def _layers(self) -> list[tuple[int, int]]:
        """Inputs with the one, and outputs, of every layer."""
        sizes = self.problem.network.sizes
        return [(before + 1, after) for before, after in itertools.pairwise(sizes)]

    def subset(self, indices: Vector) -> NetworkObjective:
        """The objective on some of the samples."""
        return NetworkObjective(self.problem.subset(indices))

    def value(self, theta: Vector) -> float:
        """The loss in nats at theta, ``(n,)``."""
        losses = in_order(self._losses, ((z, y) for z, (_, y) in self._paired(theta)), self.problem.threads)
        return float(sum(self.problem.weight * each for each in losses))

    def gradient(self, theta: Vector) -> Vector:
        """The gradient, ``(n,)``."""
        return self.problem.at(self._cast(theta)).gradient.astype(np.float64)

    def _cast(self, theta: Vector) -> Vector:
        return theta.astype(self.problem.dtype)

    def _losses(self, z: Vector, y: Vector) -> float:
        with np.errstate(over="ignore", divide="ignore"):  # an infinite loss is meant
            return float(self.problem.loss.value(z, y).sum(dtype=np.float64))

    def _paired(self, theta: Vector) -> Any:
        """The outputs of every batch beside the batch."""
        return zip(self._at(theta), self.problem.batches(), strict=True)

    def _at(self, theta: Vector) -> list[Vector]:
        """The outputs at theta, ``(n_out, N_b)`` a batch; those of the last two parameters are kept."""
        for kept, outputs in self._outputs:
            if np.array_equal(kept, theta):
                return outputs
        found = [piece.run.outputs for piece in self.problem.at(self._cast(theta)).pieces()]  # a gradient here is then half done
        self._outputs = [(theta.copy(), found), *self._outputs[: KEPT_OUTPUTS - 1]]
        return found

    def _operator(self, name: str, theta: Vector) -> LinearOperator:
        return matrix(name)(self.problem.at(self._cast(theta)))

    def hessian(self, theta: Vector) -> LinearOperator:
        """The Hessian."""
        return self._operator("hessian", theta)

    def fisher(self, theta: Vector) -> LinearOperator:
        """The Fisher matrix at the data's inputs."""
        return self._operator("fisher", theta)

    def generalized_gauss_newton(self, theta: Vector) -> LinearOperator:
        """The generalised Gauss-Newton matrix."""
        return self._operator("generalized_gauss_newton", theta)

    def gauss_newton(self, theta: Vector) -> LinearOperator:
        """The classical Gauss-Newton matrix."""
        return self._operator("gauss_newton", theta)

    def empirical_fisher(self, theta: Vector) -> LinearOperator:
        """The empirical Fisher matrix."""
        return self._operator("empirical_fisher", theta)

    def structural_damping(self, theta: Vector) -> LinearOperator:
        """The metric of the hidden units' values."""
        return self._operator("structural_damping", theta)

    def empirical_diagonal(self, theta: Vector) -> Vector:
        """The diagonal of the empirical Fisher matrix by one more product a layer, ``(n,)`` (claim M7.6)."""
        result = np.zeros(self.size)
        blocks = self.problem.network.layout.blocks(result)
        for piece in self.problem.at(self._cast(theta)).pieces():

            def add(layer: int, U: Vector, piece: Piece = piece) -> None:
                blocks[layer] += (piece.run.inputs[layer] ** 2) @ (U[:, 0] ** 2).T / piece.weight

            adjoint(piece.run, piece.residuals()[:, None].copy(), [None] * len(blocks), visit=add)
        return result

    def score(self, theta: Vector, seed: tuple[int, ...]) -> Vector:
        """A vector whose second moment is the Fisher matrix: the scaled gradient for targets drawn from the model, ``(n,)``."""
        problem, generator = self.problem, np.random.default_rng(seed)
        result = np.zeros(self.size, problem.dtype)
        blocks = list(problem.network.layout.blocks(result))
        for piece in problem.at(self._cast(theta)).pieces():
            drawn = problem.loss.sample(piece.run.outputs, generator)
            slopes = problem.loss.gradient(piece.run.outputs, drawn) * piece.run.outputs.dtype.type(problem.weight)
            adjoint(piece.run, np.ascontiguousarray(slopes)[:, None], list(blocks), add=piece.index > 0)
        scaled: Vector = result.astype(np.float64) / np.sqrt(problem.weight)
        return scaled

    def kl(self, theta: Vector, other: Vector) -> float:
        r"""The divergence of the predictions at ``other`` from those at ``theta``, mean or sum over samples as the problem says.

        For a loss in natural parameters, :math:`L = A(z) - z^T T(y) + k(y)`, it is :math:`L(z') - L(z) - \nabla L(z)^T (z' - z)` whatever
        the target: the linear terms cancel. Other losses have none here: nan.
        """
        if not self.problem.loss.fisher_is_hessian:
            return float("nan")
        loss = self.problem.loss

        def part(z: Vector, new: Vector, y: Vector) -> float:
            slope = np.sum(loss.gradient(z, y) * (new - z), dtype=np.float64)
            return self._losses(new, y) - self._losses(z, y) - float(slope)

        outputs = zip(self._at(theta), self._at(other), self.problem.batches(), strict=True)
        total = sum(in_order(part, ((z, new, y) for z, new, (_, y) in outputs), self.problem.threads))
        return max(self.problem.weight * total, 0.0)

    def bound(self, theta: Vector) -> float:
        r"""Section 11: no step gains more than :math:`\frac12 \sum w\, s^T F_R^+ s` under the undamped model (claim M11.8)."""
        loss = self.problem.loss
        total = sum(pseudo_form(loss.fisher(z), loss.gradient(z, y)) for z, (_, y) in self._paired(theta))
        return self.problem.weight * total / 2

    def damped_solve(self, theta: Vector, gradient: Vector, damping: float) -> Vector:
        """The exact solution of the damped Fisher system in sample space; the Jacobian is never formed."""
        fisher: Any = self.fisher(theta)
        solved: Vector = solve(fisher, self._cast(gradient), damping).x.astype(np.float64)
        return solved

    def kfac_inverse(self, theta: Vector, damping: float) -> Callable[[Vector], Vector]:
        """The Kronecker-factored, damped inverse as a function; for many outputs the factors come from targets drawn from the model."""
        at = self.problem.at(self._cast(theta))
        drawn = MonteCarloFisher(at, draws=DRAWS) if self.outputs > MOST_OUTPUTS else None
        inverse = KroneckerFactoredFisher(at, drawn).inverse(damping, "factored")
        return lambda vector: (inverse @ self._cast(vector)).astype(np.float64)

    def kfac_solve(self, theta: Vector, gradient: Vector, damping: float) -> Vector:
        """The Kronecker-factored, damped inverse times a vector."""
        return self.kfac_inverse(theta, damping)(gradient)
