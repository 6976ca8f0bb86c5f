"""All weights and biases of a network as one vector, with views that copy nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from numeric.errors import DomainError, PrecisionError, ShapeError
from numeric.layers.blocking import row_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

PRECISIONS = (np.dtype(np.float32), np.dtype(np.float64))


class LayerView(NamedTuple):
    r"""One layer of the parameters: weight ``(n_in, n_out)`` and bias ``(n_out,)``, both views.

    The layer computes :math:`s = W^\top a + b`, so ``weight`` is the transpose of the :math:`W_i` of the source.
    """

    weight: Array
    bias: Array


@dataclass(frozen=True)
class Layout:
    """Where each layer lies in the vector of parameters.

    Layer i is a block ``(n_i + 1, n_{i+1})`` in C order: ``n_i`` rows of weights, then one row of biases, so that a layer with a
    constant one appended to its inputs is a single matrix product.

    Args:
        sizes: widths from the inputs to the outputs, at least two, all positive.
    """

    sizes: tuple[int, ...]

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """The first entry of each layer, and the end."""
        counts = [(rows + 1) * columns for rows, columns in pairwise(self.sizes)]
        return tuple(int(each) for each in np.cumsum([0, *counts]))

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.offsets[-1]

    @cached_property
    def _places(self) -> tuple[tuple[slice, tuple[int, int]], ...]:
        """Where each layer lies, and its shape."""
        shapes = [(rows + 1, columns) for rows, columns in pairwise(self.sizes)]
        return tuple((slice(*ends), shape) for ends, shape in zip(pairwise(self.offsets), shapes, strict=True))

    def blocks(self, vector: Array) -> list[Array]:
        """The blocks ``(n_i + 1, n_{i+1}, ...)`` of a vector ``(n,)`` or of columns ``(n, k)``: views when the array is C-contiguous."""
        rest = vector.shape[1:]
        return [vector[place].reshape(shape + rest) for place, shape in self._places]

    def views(self, vector: Array) -> list[LayerView]:
        """Weight and bias of every layer, views into ``vector``."""
        return [LayerView(block[:-1], block[-1]) for block in self.blocks(vector)]

    def check(self, vector: object, dtype: np.dtype[Any], doing: str) -> Array:
        """The vector as a finite C-contiguous array ``(n,)`` of ``dtype``; float32 is widened, nothing is narrowed.

        Raises:
            ShapeError: another shape.
            PrecisionError: numbers that do not fit into ``dtype``.
            DomainError: nan or an infinity.
        """
        array = self._fitting(vector, dtype, doing)
        _require_finite(array, float(np.vdot(array, array)), doing)
        return np.ascontiguousarray(array, dtype)

    def copy(self, vector: object, out: Array, doing: str) -> None:
        """What :meth:`check` gives, written to ``out``, ``(n,)``; each piece is looked at while it is in the cache."""
        array, squares = self._fitting(vector, out.dtype, doing), 0.0
        for piece in row_blocks(self.size, 1):
            part = out[piece]
            part[...] = array[piece]
            squares += float(np.vdot(part, part))
        _require_finite(out, squares, doing)

    def _fitting(self, vector: object, dtype: np.dtype[Any], doing: str) -> Array:
        """The vector as an array of the right shape whose numbers fit into ``dtype``."""
        array = np.asarray(vector)
        if array.shape != (self.size,):
            message = (
                f"{doing}: expected a vector of shape ({self.size},), got shape {array.shape}. Ravel the layers in the order of `views`."
            )
            raise ShapeError(message)
        if array.dtype != dtype and not np.can_cast(array.dtype, dtype, "safe"):
            message = f"{doing}: expected {dtype}, got {array.dtype}. Convert it with `astype`, or give data of {array.dtype}."
            raise PrecisionError(message)
        return array


def _require_finite(array: Array, squares: float, doing: str) -> None:
    """Raise for nan and infinities; the sum of squares, found in a third of the time, is finite for nearly every array without them."""
    if not isfinite(squares) and not np.isfinite(array).all():
        message = f"{doing}: expected finite parameters, got nan or infinity. Go back to the last finite parameters and shorten the step."
        raise DomainError(message)
