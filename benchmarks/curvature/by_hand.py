"""What a careful person writes in NumPy without keeping anything between products, and the bare matrix products of the same shapes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.curvature.problems import Case

    Array = NDArray[Any]
    Action = Callable[[], Any]


def _forward(case: Case) -> tuple[list[Array], list[Array], Array]:
    a, inputs, slopes = case.X, [case.X], []
    for i, block in enumerate(case.blocks):
        z = a @ block[:-1] + block[-1]
        if i + 1 < len(case.blocks):
            a = np.tanh(z) if case.setting.activation == "tanh" else 1 / (1 + np.exp(-z))
            slopes.append(1 - a * a if case.setting.activation == "tanh" else a * (1 - a))
            inputs.append(a)
    if case.setting.loss == "softmax":
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return inputs, slopes, powers / powers.sum(axis=1, keepdims=True)
    return inputs, slopes, 1 / (1 + np.exp(-z))


def _backward(case: Case, inputs: list[Array], slopes: list[Array], u: Array) -> Array:
    parts = []
    for i in range(len(case.blocks) - 1, -1, -1):
        parts.append(np.concatenate([(inputs[i].T @ u).ravel(), u.sum(axis=0)]))
        if i:
            u = (u @ case.blocks[i][:-1].T) * slopes[i - 1]
    return np.concatenate(parts[::-1])


def gradient(case: Case) -> Array:
    """The gradient of the mean loss."""
    inputs, slopes, p = _forward(case)
    return _backward(case, inputs, slopes, (p - case.Y) / len(case.X))


def product(case: Case) -> Array:
    """The generalised Gauss-Newton matrix times the direction."""
    inputs, slopes, p = _forward(case)
    dz = inputs[0] @ case.directions[0][:-1] + case.directions[0][-1]
    for i in range(1, len(case.blocks)):
        dz = (slopes[i - 1] * dz) @ case.blocks[i][:-1] + inputs[i] @ case.directions[i][:-1] + case.directions[i][-1]
    u = p * dz
    u = u - p * u.sum(axis=1, keepdims=True) if case.setting.loss == "softmax" else u * (1 - p)
    return _backward(case, inputs, slopes, u / len(case.X))


def bare_products(case: Case, *, tangents: bool) -> Action:
    """The matrix products of a gradient, or of one product with kept activations, with preallocated results and nothing else."""
    dtype, samples = case.X.dtype, len(case.X)
    generator = np.random.default_rng(1)

    def random(*shape: int) -> Array:
        return generator.standard_normal(shape).astype(dtype)

    work = []
    for i, (rows, columns) in enumerate(pairwise(case.setting.sizes)):
        work.append((random(samples, rows), random(rows, columns), np.empty((samples, columns), dtype)))
        if i and tangents:
            work.append((random(samples, rows), random(rows, columns), np.empty((samples, columns), dtype)))
        if i:
            work.append((random(samples, columns), random(columns, rows), np.empty((samples, rows), dtype)))
        work.append((random(samples, rows).T, random(samples, columns), np.empty((rows, columns), dtype)))

    def action() -> None:
        for left, right, out in work:
            np.matmul(left, right, out=out)

    return action


def square(precision: str, order: int = 1024) -> Action:
    """One large product, whose speed is called the peak."""
    generator = np.random.default_rng(2)
    a, b = (generator.standard_normal((order, order)).astype(precision) for _ in "ab")
    out = np.empty((order, order), precision)
    return lambda: np.matmul(a, b, out=out)


def actions(case: Case) -> dict[str, Action]:
    """What is timed of this library."""
    return {
        "hand product": lambda: product(case),
        "hand gradient": lambda: gradient(case),
        "bare products": bare_products(case, tangents=True),
        "bare gradient": bare_products(case, tangents=False),
        "peak": square(case.X.dtype.name),
    }
