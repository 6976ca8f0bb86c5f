"""What the audits use of PyTorch, in NumPy: tensors, layers, and networks that are linearised."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np


class Array(np.ndarray):
    """An array with what a tensor has besides."""

    def detach(self) -> Array:
        """Itself."""
        return self


def tensor(values: Any, dtype: Any = None) -> Array:
    """An array."""
    return np.asarray(values, dtype=dtype).view(Array)


class Linear:
    """An affine layer."""

    def __init__(self, inputs: int, outputs: int, dtype: Any = None) -> None:
        """Zeros until parameters are filled in."""
        self.weight, self.bias = np.zeros((outputs, inputs), dtype=dtype), np.zeros(outputs, dtype=dtype)

    def parameters(self) -> list[Any]:
        """Weights and biases."""
        return [self.weight, self.bias]


class Tanh:
    """The hyperbolic tangent."""

    def parameters(self) -> list[Any]:
        """None."""
        return []


class Sequential:
    """Layers in order, with outputs and Jacobians at an input."""

    def __init__(self, *layers: Any) -> None:
        """Keep the layers."""
        self.layers = layers

    def parameters(self) -> list[Any]:
        """Of all layers."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def linearised(self, row: Any) -> tuple[Any, Any]:
        """Outputs (C,) and Jacobian (C, P): tangents of all parameters are carried forward."""
        size, start = sum(parameter.size for parameter in self.parameters()), 0
        value, slopes = np.asarray(row, dtype=float), np.zeros((len(row), size))
        for layer in self.layers:
            if isinstance(layer, Tanh):
                slopes, value = slopes / np.cosh(value)[:, None] ** 2, np.tanh(value)
                continue
            slopes = layer.weight @ slopes
            for unit in range(len(layer.bias)):
                slopes[unit, start + unit * len(value) : start + (unit + 1) * len(value)] += value
                slopes[unit, start + layer.weight.size + unit] += 1
            start += layer.weight.size + layer.bias.size
            value = layer.weight @ value + layer.bias
        return value, slopes


def fill(vector: Any, parameters: list[Any]) -> None:
    """Put the numbers of a vector into parameters."""
    for parameter, part in zip(parameters, np.split(vector, np.cumsum([p.size for p in parameters])[:-1]), strict=True):
        parameter[...] = part.reshape(parameter.shape)


def torch() -> dict[str, Any]:
    """What the audits use of PyTorch."""
    losses = {
        name: (lambda reduction, name=name: SimpleNamespace(name=name, reduction=reduction))
        for name in ("MSELoss", "CrossEntropyLoss", "BCEWithLogitsLoss")
    }
    utils = SimpleNamespace(vector_to_parameters=fill)
    data = SimpleNamespace(TensorDataset=lambda inputs, _: inputs, DataLoader=lambda inputs, batch_size: (inputs, batch_size))
    return {
        "nn": SimpleNamespace(Linear=Linear, Tanh=Tanh, Sequential=Sequential, utils=utils, **losses),
        "utils": SimpleNamespace(data=data),
        "tensor": tensor,
        "zeros": np.zeros,
        "eye": lambda size, dtype=None: np.eye(size, dtype=dtype).view(Array),
        "split": lambda values, sizes: np.split(values, np.cumsum(sizes)[:-1]),
        "float64": np.float64,
        "int64": np.int64,
        "set_default_dtype": lambda _: None,
        "get_default_dtype": lambda: np.float64,
        "manual_seed": lambda _: None,
    }
