"""The problems of the comparison, as plain arrays that every library can be given."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Setting:
    """Widths, samples, hidden activation and loss."""

    sizes: tuple[int, ...]
    samples: int
    activation: str
    loss: str


ENCODER = (784, 400, 200, 100, 50, 25, 6)
SETTINGS = {
    "mlp": Setting((64, 128, 64, 10), 1024, "tanh", "softmax"),
    "autoencoder": Setting((*ENCODER, *ENCODER[-2::-1]), 512, "sigmoid", "logits"),
    "scalar": Setting((64, 128, 128, 64, 1), 1024, "tanh", "logits"),
    "wide": Setting((784, 512, 512, 10), 128, "tanh", "softmax"),
}


@dataclass(frozen=True)
class Case:
    """A setting with its arrays: one block of weights over biases a layer, and a direction in the same shape."""

    setting: Setting
    blocks: list[Array]
    directions: list[Array]
    X: Array
    Y: Array  # one-hot for the softmax

    @property
    def theta(self) -> Array:
        """All blocks as one vector."""
        return np.concatenate([block.ravel() for block in self.blocks])

    @property
    def direction(self) -> Array:
        """The direction as one vector."""
        return np.concatenate([block.ravel() for block in self.directions])


def make(problem: str | Setting, precision: str) -> Case:
    """The arrays of a problem, by name or setting, the same in every process."""
    setting, generator = SETTINGS[problem] if isinstance(problem, str) else problem, np.random.default_rng(0)
    blocks, directions = [], []
    for rows, columns in pairwise(setting.sizes):
        weight, bias = generator.standard_normal((rows, columns)) / np.sqrt(rows), 0.1 * generator.standard_normal(columns)
        blocks.append(np.vstack([weight, bias]).astype(precision))
        directions.append(generator.standard_normal((rows + 1, columns)).astype(precision))
    X = generator.random((setting.samples, setting.sizes[0]))
    outputs = setting.sizes[-1]
    if setting.loss == "softmax":
        Y = np.eye(outputs)[generator.integers(0, outputs, setting.samples)]
    else:
        Y = X.copy() if outputs == setting.sizes[0] else (generator.random((setting.samples, outputs)) < 1 / 2).astype(float)
    return Case(setting, blocks, directions, X.astype(precision), Y.astype(precision))


def multiplications(name: str) -> dict[str, int]:
    """How many a whole pass takes, by formula: forward, gradient, and a product with what was computed at fixed parameters kept."""
    setting = SETTINGS[name]
    layers = [rows * columns for rows, columns in pairwise(setting.sizes)]
    counts = {"forward": sum(layers), "gradient": 3 * sum(layers) - layers[0], "product": 4 * sum(layers) - 2 * layers[0]}
    return {key: count * setting.samples for key, count in counts.items()}
