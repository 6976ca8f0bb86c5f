"""Curvature of a small network, enclosed by ball arithmetic: chain rule by hand on balls, no differentiation by a program.

A layer maps a to phi(W a + b) with phi the hyperbolic tangent, or the identity in a linear network and in the last layer. Parameters stand
in the order of the layers, each with its weights by rows and then its biases.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import arb, arb_mat, fmpq

from derivations.balls.precision import working

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BITS = 512
Rows = list[list[arb]]
Numbers = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Network:
    """A network with its data: layers as weights (rows) and biases, inputs (N, D), targets (N, C) or classes (N,)."""

    layers: tuple[tuple[Numbers, tuple[float, ...]], ...]
    inputs: Numbers
    targets: Numbers | tuple[int, ...]
    is_linear: bool = False

    @property
    def outputs(self) -> int:
        """The number C of outputs."""
        return len(self.layers[-1][1])

    def sizes(self) -> list[int]:
        """The number of parameters of weights, biases, weights, ... in order."""
        return [size for weights, biases in self.layers for size in (len(weights) * len(weights[0]), len(biases))]

    def moved(self) -> list[Network]:
        """The network with one parameter or input after the other moved by one rounding unit."""
        flat = [*self._numbers()]
        return [self._with([*flat[:i], number * (1 + 2.0**-52), *flat[i + 1 :]]) for i, number in enumerate(flat) if number]

    def _numbers(self) -> list[float]:
        found = [entry for row in self.inputs for entry in row]
        for weights, biases in self.layers:
            found += [entry for row in weights for entry in row] + list(biases)
        return found

    def _with(self, numbers: Sequence[float]) -> Network:
        rest = iter(numbers)

        def rows(like: Numbers) -> Numbers:
            return tuple(tuple(next(rest) for _ in row) for row in like)

        inputs = rows(self.inputs)
        layers = tuple((rows(weights), tuple(next(rest) for _ in biases)) for weights, biases in self.layers)
        return Network(layers, inputs, self.targets, self.is_linear)


@dataclass(frozen=True)
class Loss:
    """A loss of one sample from its C outputs: its Hessian, its gradient, and the would-be gradients with their probabilities.

    ``draws`` is None for Gaussian would-be gradients, whose covariance is the Hessian.
    """

    hessian: Callable[[Sequence[arb]], Rows]
    gradient: Callable[[Sequence[arb], Any], list[arb]]
    draws: Callable[[Sequence[arb]], list[tuple[arb, list[arb]]]] | None


def ball(number: float) -> arb:
    """A float without rounding."""
    return arb(fmpq(*Fraction(number).as_integer_ratio()))


def softmax(outputs: Sequence[arb]) -> list[arb]:
    """Probabilities of the classes."""
    weights = [entry.exp() for entry in outputs]
    return [weight / sum(weights, arb(0)) for weight in weights]


def sigmoid(entry: arb) -> arb:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + (-entry).exp())


def diagonal(entries: Sequence[arb]) -> Rows:
    """A diagonal matrix."""
    return [[entry if i == j else arb(0) for j in range(len(entries))] for i, entry in enumerate(entries)]


def _softmax_hessian(outputs: Sequence[arb]) -> Rows:
    p = softmax(outputs)
    return [[(p[i] * sum(p[:i] + p[i + 1 :], arb(0)) if i == j else -p[i] * p[j]) for j in range(len(p))] for i in range(len(p))]


def _softmax_draws(outputs: Sequence[arb]) -> list[tuple[arb, list[arb]]]:
    p = softmax(outputs)
    return [(p[k], [entry - (i == k) for i, entry in enumerate(p)]) for k in range(len(p))]


def _bernoulli_draws(outputs: Sequence[arb]) -> list[tuple[arb, list[arb]]]:
    p = [sigmoid(entry) for entry in outputs]
    found = []
    for labels in itertools.product((0, 1), repeat=len(p)):
        probability = arb(1)
        for entry, label in zip(p, labels, strict=True):
            probability *= entry if label else 1 - entry
        found.append((probability, [entry - label for entry, label in zip(p, labels, strict=True)]))
    return found


LOSSES = {
    "MSELoss": Loss(
        lambda outputs: diagonal([arb(2)] * len(outputs)),
        lambda outputs, target: [2 * (f - ball(y)) for f, y in zip(outputs, target, strict=True)],
        None,
    ),
    "CrossEntropyLoss": Loss(
        _softmax_hessian, lambda outputs, target: [p - (i == target) for i, p in enumerate(softmax(outputs))], _softmax_draws
    ),
    "BCEWithLogitsLoss": Loss(
        lambda outputs: diagonal([sigmoid(f) * sigmoid(-f) for f in outputs]),
        lambda outputs, target: [sigmoid(f) - ball(y) for f, y in zip(outputs, target, strict=True)],
        _bernoulli_draws,
    ),
    "regression": Loss(
        lambda outputs: diagonal([arb(1)] * len(outputs)),
        lambda outputs, target: [f - ball(y) for f, y in zip(outputs, target, strict=True)],
        None,
    ),
}


def linearised(network: Network, row: Sequence[float]) -> tuple[list[arb], Rows]:
    """The outputs at an input, and their Jacobian, shape (C, P)."""
    values, slopes = [[ball(entry) for entry in row]], []
    for number, (weights, biases) in enumerate(network.layers):
        sums = [
            sum((ball(w) * a for w, a in zip(line, values[-1], strict=True)), ball(bias))
            for line, bias in zip(weights, biases, strict=True)
        ]
        flat = network.is_linear or number == len(network.layers) - 1
        values.append(sums if flat else [entry.tanh() for entry in sums])
        slopes.append([arb(1)] * len(sums) if flat else [1 / entry.cosh() ** 2 for entry in sums])
    return values[-1], [_backward(network, values, slopes, output) for output in range(network.outputs)]


def _backward(network: Network, values: Rows, slopes: Rows, output: int) -> list[arb]:
    """The derivatives of one output in all parameters."""
    sensitivity = [arb(int(i == output)) for i in range(network.outputs)]
    found: list[list[arb]] = []
    for number in reversed(range(len(network.layers))):
        sensitivity = [s * slope for s, slope in zip(sensitivity, slopes[number], strict=True)]
        found.append([s * a for s in sensitivity for a in values[number]] + sensitivity)
        weights = network.layers[number][0]
        sensitivity = [
            sum((ball(line[j]) * s for line, s in zip(weights, sensitivity, strict=True)), arb(0)) for j in range(len(values[number]))
        ]
    return [entry for block in reversed(found) for entry in block]


def gauss_newton(network: Network, loss: str, scale: arb) -> arb_mat:
    r""":math:`scale \sum_n J_n^T H_n J_n`, shape (P, P): also Fisher's matrix of the loss's law."""
    with working(BITS):
        parts = []
        for row in network.inputs:
            outputs, jacobian = linearised(network, row)
            J = arb_mat(jacobian)
            parts.append(J.transpose() * arb_mat(LOSSES[loss].hessian(outputs)) * J)
        return sum(parts[1:], parts[0]) * scale


def gradients(network: Network, loss: str) -> list[arb_mat]:
    """The gradients of the samples' losses, each of shape (1, P)."""
    found = []
    for row, target in zip(network.inputs, network.targets, strict=True):
        outputs, jacobian = linearised(network, row)
        found.append(arb_mat([LOSSES[loss].gradient(outputs, target)]) * arb_mat(jacobian))
    return found


def empirical(network: Network, loss: str, scale: arb) -> arb_mat:
    """The sum of the gradients' outer products."""
    with working(BITS):
        parts = [g.transpose() * g for g in gradients(network, loss)]
        return sum(parts[1:], parts[0]) * scale


def variances(network: Network, loss: str, scale: arb, draws: int) -> arb_mat:
    r"""Variances of the entries of :math:`scale/M \sum_{n, m} h h^T`, with h a would-be gradient and M draws for each sample."""
    with working(BITS):
        parts = [_variance(*linearised(network, row), LOSSES[loss]) for row in network.inputs]
        return sum(parts[1:], parts[0]) * (scale**2 / draws)


def _variance(outputs: Sequence[arb], jacobian: Rows, loss: Loss) -> arb_mat:
    J = arb_mat(jacobian)
    mean = J.transpose() * arb_mat(loss.hessian(outputs)) * J
    size = mean.nrows()
    places = list(itertools.product(range(size), repeat=2))
    if loss.draws is None:
        entries = [mean[i, i] * mean[j, j] + mean[i, j] ** 2 for i, j in places]
    else:
        entries = [-(mean[i, j] ** 2) for i, j in places]
        for probability, gradient in loss.draws(outputs):
            h = arb_mat([gradient]) * J
            entries = [entry + probability * (h[0, i] * h[0, j]) ** 2 for entry, (i, j) in zip(entries, places, strict=True)]
    return arb_mat(size, size, entries)


def blocks(matrix: arb_mat, sizes: Sequence[int]) -> arb_mat:
    """The matrix with zeros outside of diagonal blocks."""
    owner = [number for number, size in enumerate(sizes) for _ in range(size)]
    size = len(owner)
    return arb_mat(size, size, [matrix[i, j] if owner[i] == owner[j] else arb(0) for i in range(size) for j in range(size)])


def damped_inverse(matrix: arb_mat, damping: float) -> arb_mat:
    """The inverse of the matrix plus damping times the identity."""
    with working(BITS):
        size = matrix.nrows()
        return (matrix + arb_mat(diagonal([ball(damping)] * size))).inv()
