"""First steps of the methods by their definitions, from dense matrices whose derivatives are complex steps of a plain formula."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Array = NDArray[Any]

SIZES, CASES = (3, 4, 2), 40
TINY, SMALL = 1e-30, 1e-6  # steps of complex and of central differences
PIECES = 400  # of a unit of time, in which a flow is followed


@dataclass(frozen=True)
class Regression:
    """A network of tanh units with squared loss, a mean over its cases, so that F = G.

    Args:
        seed: of inputs, targets and parameters.
    """

    seed: int

    @cached_property
    def data(self) -> tuple[Array, Array]:
        """Inputs and targets."""
        generator = np.random.default_rng(self.seed)
        inputs = generator.standard_normal((CASES, SIZES[0]))
        return inputs, np.stack([np.sin(inputs[:, 0]) + inputs[:, 1], inputs[:, 1] * inputs[:, 2]], axis=1)

    @cached_property
    def objective(self) -> NetworkObjective:
        """The same for the optimizers."""
        return NetworkObjective(Problem(Network(SIZES, ["tanh"]), "squared", *self.data))

    @cached_property
    def theta(self) -> Array:
        """Where to start."""
        return self.objective.problem.network.initialise(np.random.default_rng((self.seed, 1)))

    def layers(self, theta: Array) -> tuple[Array, Array, Array, Array]:
        """Inputs of both layers with their ones, the second layer's weights without biases, and the outputs."""
        inputs, hidden, outputs = SIZES
        first, second = theta[: (inputs + 1) * hidden].reshape(-1, hidden), theta[(inputs + 1) * hidden :].reshape(-1, outputs)
        below = np.hstack([self.data[0], np.ones((CASES, 1))])
        above = np.hstack([np.tanh(below @ first), np.ones((CASES, 1))])
        return below, above, second[:-1], above @ second

    def jacobian(self, theta: Array) -> Array:
        """The derivatives of all outputs, ``(CASES * outputs, n)``."""
        units = TINY * 1j * np.eye(theta.size)
        return np.array([self.layers(theta + unit)[3].imag.ravel() / TINY for unit in units]).T

    def gradient(self, theta: Array) -> Array:
        """Of the mean loss."""
        slope: Array = self.jacobian(theta).T @ (self.layers(theta)[3] - self.data[1]).ravel() / CASES
        return slope

    def metric(self, theta: Array) -> Array:
        """The Fisher and Gauss-Newton matrix."""
        matrix: Array = self.jacobian(theta).T @ self.jacobian(theta) / CASES
        return matrix

    @cached_property
    def g(self) -> Array:
        """The gradient at the start."""
        return self.gradient(self.theta)

    def solved(self, matrix: Array, damping: float) -> Array:
        """Minus the damped matrix's inverse times the gradient."""
        return -np.linalg.solve(matrix + damping * np.eye(len(matrix)), self.g)

    def saddle_free(self) -> Array:
        """Newton's step with the Hessian's eigenvalues made positive."""
        units = SMALL * np.eye(self.theta.size)
        hessian = np.array([(self.gradient(self.theta + unit) - self.gradient(self.theta - unit)) / (2 * SMALL) for unit in units])
        values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
        step: Array = -(vectors / np.abs(values)) @ (vectors.T @ self.g)
        return step

    def factored(self, damping: float) -> Array:
        """The Kronecker-factored step: means of outer products of a layer's inputs and of its slopes, damped one by one."""
        below, above, weights, _ = self.layers(self.theta)
        slopes = [weights * (1 - row[:-1, None] ** 2) for row in above]
        pairs = ((below, np.mean([each @ each.T for each in slopes], axis=0)), (above, np.eye(SIZES[-1])))
        steps, start = [], 0
        for values, outer in pairs:
            inner = values.T @ values / CASES
            ratio = np.sqrt(np.trace(inner) / len(inner) / (np.trace(outer) / len(outer)))
            left, right = inner + ratio * np.sqrt(damping) * np.eye(len(inner)), outer + np.sqrt(damping) / ratio * np.eye(len(outer))
            block = self.g[start : start + len(left) * len(right)].reshape(len(left), len(right))
            steps.append(-np.linalg.solve(left, np.linalg.solve(right, block.T).T).ravel())
            start += block.size
        return np.concatenate(steps)

    def followed(self, duration: float, damping: float) -> Array:
        """What the damped natural-gradient flow covers, by the midpoint rule."""
        theta, pieces = self.theta, int(PIECES * duration)
        for _ in range(pieces):
            middle = theta + duration / pieces / 2 * self._velocity(theta, damping)
            theta = theta + duration / pieces * self._velocity(middle, damping)
        return theta - self.theta

    def _velocity(self, theta: Array, damping: float) -> Array:
        return -np.linalg.solve(self.metric(theta) + damping * np.eye(theta.size), self.gradient(theta))


@dataclass(frozen=True)
class Stated:
    """The first step of a method as it is defined, and a wrong one.

    Args:
        step: of a regression, by the method's settings.
        wrong: what a mistaken definition gives.
        tolerance: relative distance.
        direction: whether a line search or a model decides the length, so that only directions are compared.
    """

    step: Callable[[Regression, Any], Array]
    wrong: Callable[[Regression, Any], Array]
    tolerance: float = 1e-10
    direction: bool = False


def _covariance(at: Regression, method: Any, score: Array, prior: float) -> Array:
    """The step in the metric of one faded outer product."""
    metric = (1 - method.forgetting) * prior * np.eye(score.size) + method.forgetting * np.outer(score, score)
    step: Array = -method.rate * np.linalg.solve(metric, at.g)
    return step


def _tonga(at: Regression, method: Any, damping: float) -> Array:
    """One gradient in the covariance; its mean square is the scale of damping and step."""
    weight, square = 1 - method.forgetting, float(at.g @ at.g)
    metric = np.outer(at.g, at.g) + damping * square * np.eye(at.g.size)
    step: Array = -method.rate * np.sqrt(weight * square) / weight * np.linalg.solve(metric, at.g)
    return step


STEPS: Mapping[str, Stated] = {
    "amari-adaptive": Stated(
        lambda at, method: _covariance(at, method, at.objective.score(at.theta, (method.seed, 0, 1)), method.prior),
        lambda at, method: _covariance(at, method, at.g, method.prior),
    ),
    "gauss-newton": Stated(lambda at, _: at.solved(at.metric(at.theta), 0.0), lambda at, _: -at.g, 1e-8, direction=True),
    "gradient-descent": Stated(lambda at, method: -method.learning_rate * at.g, lambda at, method: -2 * method.learning_rate * at.g),
    "hessian-free": Stated(lambda at, method: at.solved(at.metric(at.theta), method.damping), lambda at, _: -at.g, 1e-4, direction=True),
    "kfac": Stated(lambda at, method: at.factored(method.damping), lambda at, method: at.factored(4 * method.damping), direction=True),
    "levenberg-marquardt": Stated(
        lambda at, method: at.solved(at.metric(at.theta), method.damping),
        lambda at, method: at.solved(at.metric(at.theta), method.damping / 2),
    ),
    "natural-gradient": Stated(
        lambda at, method: at.solved(at.metric(at.theta), method.damping),
        lambda at, method: at.solved(at.metric(at.theta), method.damping / 2),
    ),
    "natural-gradient-flow": Stated(
        lambda at, method: at.followed(method.duration, method.damping),
        lambda at, method: method.duration * at.solved(at.metric(at.theta), method.damping),
        0.02,
    ),
    "newton": Stated(lambda at, _: at.saddle_free(), lambda at, _: at.solved(at.metric(at.theta), 0.0), 1e-4, direction=True),
    "steepest-descent": Stated(
        lambda at, method: -method.rate * np.linalg.solve(at.metric(at.theta) + 0.1 * np.eye(at.g.size), at.g),
        lambda at, method: -method.rate / 2 * np.linalg.solve(at.metric(at.theta) + 0.1 * np.eye(at.g.size), at.g),
    ),
    "tonga": Stated(lambda at, method: _tonga(at, method, method.damping), lambda at, method: _tonga(at, method, 2 * method.damping)),
}
