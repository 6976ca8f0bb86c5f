"""Curvature by the definitions at sixty digits: differences of the loss itself, laws by sums and quadrature; no code of `numeric`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from curvature_laws import LOSSES, second_moment
from mpmath import mp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DIGITS = 60
STEP = mp.mpf(10) ** -18  # central differences: an error of 1e-36, and 1e-24 by rounding in second ones

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda s: s,
    "tanh": mp.tanh,
    "sigmoid": lambda s: 1 / (1 + mp.exp(-s)),
    "softplus": lambda s: mp.log(1 + mp.exp(s)),
    "relu": lambda s: max(s, mp.mpf(0)),
    "gelu": lambda s: s * (1 + mp.erf(s / mp.sqrt(2))) / 2,
    "erf": lambda s: mp.erf(s / mp.sqrt(2)),
    "sin": mp.sin,
}


@dataclass(frozen=True)
class Example:
    """A small problem; ``X`` and ``Y`` as tuples so that references can be remembered."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    theta: tuple[float, ...]
    X: tuple[tuple[float, ...], ...]
    Y: tuple[tuple[float, ...], ...]


def make(loss: str, activations: Sequence[str] = ("tanh", "sin"), samples: int = 2, seed: int = 0) -> Example:
    """An example with two hidden layers of equal width, so that a missed transpose fits in shape."""
    generator = np.random.default_rng(seed)
    outputs, draw = LOSSES[loss].outputs, LOSSES[loss].draw
    sizes = (2, 3, 3, outputs)
    theta = 0.7 * generator.standard_normal(sum((a + 1) * b for a, b in pairwise(sizes)))
    theta[-outputs:] += LOSSES[loss].bias
    X, Y = generator.standard_normal((samples, 2)), np.array([draw(generator) for _ in range(samples)])
    rows = tuple(tuple(map(float, np.atleast_1d(row))) for row in Y)
    return Example(sizes, (*activations, LOSSES[loss].last), loss, tuple(theta), tuple(map(tuple, X.tolist())), rows)


def layers(example: Example, theta: Sequence[Any], x: Sequence[float]) -> list[list[Any]]:
    """The values of all layers for one sample; weights stand input by input, the bias after them."""
    values, place = [[mp.mpf(each) for each in x]], 0
    for (rows, columns), name in zip(pairwise(example.sizes), example.activations, strict=True):
        weights = [theta[place + i * columns : place + (i + 1) * columns] for i in range(rows + 1)]
        place += (rows + 1) * columns
        below = [*values[-1], mp.mpf(1)]
        values.append([ACTIVATIONS[name](mp.fsum(w[j] * a for w, a in zip(weights, below, strict=True))) for j in range(columns)])
    return values


def _moved(theta: Sequence[Any], *moves: tuple[int, Any]) -> list[Any]:
    changed = [mp.mpf(each) for each in theta]
    for index, step in moves:
        changed[index] += step
    return changed


def _slope(function: Callable[[list[Any]], Any], point: Sequence[Any]) -> list[Any]:
    """All partial derivatives of a function with values in arrays of numbers."""
    return [(function(_moved(point, (i, STEP))) - function(_moved(point, (i, -STEP)))) / (2 * STEP) for i in range(len(point))]


def second_differences(function: Callable[[list[Any]], Any], point: Sequence[Any]) -> Any:
    """The Hessian of a function of numbers."""
    size = len(point)
    result = np.empty((size, size), object)
    for i in range(size):
        for j in range(i + 1):
            corners = [(a, b, function(_moved(point, (i, a * STEP), (j, b * STEP)))) for a in (1, -1) for b in (1, -1)]
            result[i, j] = result[j, i] = mp.fsum(a * b * value for a, b, value in corners) / (4 * STEP**2)
    return result


def _loss(example: Example, z: Sequence[Any], y: Sequence[float]) -> Any:
    return LOSSES[example.loss].value(z, [mp.mpf(each) for each in y])


@dataclass(frozen=True)
class Reference:
    """Every matrix of the mean loss, as float64; ``hidden`` and ``factors`` by layer."""

    value: float
    gradient: Any
    matrices: dict[str, Any]
    factors: list[tuple[Any, Any]]


@lru_cache(maxsize=64)
def reference(example: Example) -> Reference:
    """All of it, from differences of the definition."""
    with mp.workdps(DIGITS):
        return _reference(example)


def _reference(example: Example) -> Reference:
    theta, count = [mp.mpf(each) for each in example.theta], len(example.X)
    total = {name: np.zeros((len(theta), len(theta)), object) for name in ("hessian", "generalized_gauss_newton", "fisher")}
    total |= {name: np.zeros((len(theta), len(theta)), object) for name in ("empirical_fisher", "gauss_newton", "structural_damping")}
    value, gradient = mp.mpf(0), np.zeros(len(theta), object)
    values = []
    for x, y in zip(example.X, example.Y, strict=True):
        seen = layers(example, theta, x)
        values.append(seen)
        z = seen[-1]
        J = np.array(_slope(lambda t, x=x: np.array(layers(example, t, x)[-1], object), theta)).T
        hidden = np.array(_slope(lambda t, x=x: np.array(list(chain(*layers(example, t, x)[1:-1])), object), theta)).T
        g = np.array(_slope(lambda t, x=x, y=y: _loss(example, layers(example, t, x)[-1], y), theta), object)
        F_R = second_moment(LOSSES[example.loss], z)
        value, gradient = value + _loss(example, z, y), gradient + g
        total["hessian"] += second_differences(lambda t, x=x, y=y: _loss(example, layers(example, t, x)[-1], y), theta)
        total["generalized_gauss_newton"] += J.T @ second_differences(lambda o, y=y: _loss(example, o, y), z) @ J
        total["fisher"] += J.T @ F_R @ J
        total["empirical_fisher"] += np.outer(g, g)
        total["gauss_newton"] += J.T @ J
        total["structural_damping"] += hidden.T @ hidden
    matrices = {name: (matrix / count).astype(float) for name, matrix in total.items()}
    matrices["block_diagonal_fisher"] = _blocks_only(example, matrices["fisher"])
    return Reference(float(value / count), (gradient / count).astype(float), matrices, _factors(example, values, matrices["fisher"]))


def bounds(example: Example) -> list[tuple[int, int]]:
    """Where the layers lie among the parameters."""
    ends = np.cumsum([0, *((rows + 1) * columns for rows, columns in pairwise(example.sizes))])
    return [(int(first), int(last)) for first, last in pairwise(ends)]


def _blocks_only(example: Example, matrix: Any) -> Any:
    kept = np.zeros_like(matrix)
    for first, last in bounds(example):
        kept[first:last, first:last] = matrix[first:last, first:last]
    return kept


def _factors(example: Example, values: list[list[list[Any]]], fisher: Any) -> list[tuple[Any, Any]]:
    """KFAC's factors: the second moment of the inputs, and the Fisher matrix of the biases, whose inputs are one."""
    found = []
    for layer, ((_, last), columns) in enumerate(zip(bounds(example), example.sizes[1:], strict=True)):
        inputs = np.array([[*map(float, seen[layer]), 1.0] for seen in values])
        found.append((inputs.T @ inputs / len(inputs), fisher[last - columns : last, last - columns : last]))
    return found
