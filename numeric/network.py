"""Feed-forward networks of any depth: the map from parameters and inputs to outputs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.activations import named
from numeric.checks import as_data
from numeric.errors import DomainError, ShapeError
from numeric.layers import forward, samples_first
from numeric.layers.buffers import Buffers
from numeric.layers.forward import outputs_only, with_ones
from numeric.layers.passes import SAMPLES_FIRST, SAMPLES_LAST
from numeric.parameters import PRECISIONS, LayerView, Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.activations.activation import Activation
    from numeric.layers.passes import Pass

    Array = NDArray[Any]

MINIMUM_WIDTHS = 2


@dataclass(frozen=True, init=False)
class Network:
    r"""The network :math:`s_i = W_i a_{i-1} + b_i`, :math:`a_i = \phi_i(s_i)`, with :math:`a_0 = x` and outputs :math:`z = a_L`.

    Its parameters are one vector, laid out by :class:`numeric.parameters.Layout`; precision is that of the vector.

    Args:
        sizes: widths of inputs, hidden layers and outputs.
        activations: names from `numeric.activations`, one a layer, the outputs' last; one fewer means ``identity`` for the outputs.

    Raises:
        ShapeError: fewer than two widths, a width that is not positive, or another number of activations.
        DomainError: an unknown activation.

    Example:
        >>> network = Network([2, 3, 1], ["tanh", "identity"])
        >>> network.size
        13
        >>> network.forward(np.zeros(13), np.ones((4, 2))).shape
        (4, 1)
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]

    def __init__(self, sizes: Sequence[int], activations: Sequence[str]) -> None:
        """Check the widths and find the activations."""
        try:
            widths, names = tuple(index(each) for each in sizes), tuple(activations)
        except TypeError:
            message = f"making a network: expected whole numbers as widths, got {sizes!r}. Give inputs, hidden layers and outputs."
            raise ShapeError(message) from None
        if len(widths) < MINIMUM_WIDTHS or min(widths) < 1:
            message = f"making a network: expected at least two positive widths, got {widths}. Give inputs, hidden layers and outputs."
            raise ShapeError(message)
        if len(names) == len(widths) - MINIMUM_WIDTHS:
            names = (*names, "identity")
        if len(names) != len(widths) - 1:
            message = (
                f"making a network: expected {len(widths) - 1} activations for {len(widths)} widths, got {len(names)}. Give one a layer."
            )
            raise ShapeError(message)
        object.__setattr__(self, "sizes", widths)
        object.__setattr__(self, "activations", names)
        self.layers  # noqa: B018 - an unknown name is an error here, not at the first product

    @cached_property
    def layers(self) -> tuple[Activation, ...]:
        """The activations themselves."""
        return tuple(named(name) for name in self.activations)

    @cached_property
    def layout(self) -> Layout:
        """Where each layer lies in the vector of parameters."""
        return Layout(self.sizes)

    @cached_property
    def held(self) -> int:
        """How many numbers of a sample a forward pass holds: inputs of hidden layers with their ones, outputs, and slopes."""
        slopes = sum(width for width, layer in zip(self.sizes[1:], self.layers, strict=True) if not layer.linear)
        return sum(self.sizes[1:]) + len(self.sizes) - MINIMUM_WIDTHS + slopes

    @property
    def size(self) -> int:
        """The number n of parameters."""
        return self.layout.size

    def views(self, theta: Array) -> list[LayerView]:
        """Weight ``(n_in, n_out)`` and bias ``(n_out,)`` of every layer, views into ``theta``, ``(n,)``, which must be contiguous."""
        return self.layout.views(theta)

    def initialise(self, generator: np.random.Generator, dtype: type[np.floating[Any]] = np.float64) -> Array:
        """Parameters ``(n,)``: normal weights of variance ``fan / n_in``, with the gain of the activation, and zero biases."""
        theta = np.zeros(self.size, dtype)
        for (weight, _), layer in zip(self.views(theta), self.layers, strict=True):
            weight[...] = generator.standard_normal(weight.shape) * np.sqrt(layer.fan / len(weight))
        return theta

    def forward(self, theta: Array, X: Array) -> Array:
        """The outputs ``(N, n_out)`` for samples ``X``, ``(N, n_in)``, in the precision of ``theta``.

        Raises:
            ShapeError: parameters or samples of another shape.
            DomainError: a value that is not finite.
        """
        theta = np.asarray(theta)
        dtype = theta.dtype if theta.dtype in PRECISIONS else np.dtype(np.float64)
        theta = self.layout.check(theta, dtype, "running the network")
        X = self.check_inputs(X)
        first = with_ones(X, dtype)
        return outputs_only(self.layers, self.layout.blocks(theta), first, Buffers(dtype)).T.copy()

    def check_inputs(self, X: object) -> Array:
        """Samples as a finite array ``(N, n_in)``, N at least one."""
        array = as_data(X, "samples")
        if array.ndim != 2 or array.shape[1] != self.sizes[0] or not len(array):  # noqa: PLR2004 - a matrix
            message = f"reading samples: expected shape (N, {self.sizes[0]}) with N >= 1, got {array.shape}. Samples are rows."
            raise ShapeError(message)
        if array.dtype.kind not in "fiub" or not np.isfinite(array).all():
            message = f"reading samples: expected finite numbers, got {array.dtype} with nan, infinity or no numbers. Clean the data."
            raise DomainError(message)
        return array

    def run(self, theta: Array, first: Array, buffers: Buffers, order: str = SAMPLES_LAST) -> Pass:
        """The forward pass kept for later products; ``first``, ``(n_in + 1, N)`` with a row of ones, lies in memory in that order."""
        run = samples_first.run if order == SAMPLES_FIRST else forward.run
        return run(self.layers, self.layout.blocks(theta), first, buffers)
