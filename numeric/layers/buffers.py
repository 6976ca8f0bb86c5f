"""Work space that is allocated once and lent out again and again."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from numeric.layers.aligned import empty
from numeric.layers.recycling import Recycled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]


class Buffers:
    """Arrays by name; one that is asked for again is the same memory, larger if need be. Not for two threads at once.

    Attributes:
        kept: memory for what outlives the pass that makes it, such as activations.
    """

    def __init__(self, dtype: np.dtype[Any]) -> None:
        """Hold nothing yet."""
        self.dtype = dtype
        self.kept = Recycled(dtype)
        self._arrays: dict[str, Array] = {}
        self._views: dict[str, dict[tuple[int, ...], Array]] = {}

    def take(self, name: str, *shape: int) -> Array:
        """An uninitialised C-contiguous array of this shape; it overlaps what was lent under the name before."""
        views = self._views.setdefault(name, {})
        if shape not in views:
            count = prod(shape)
            if name not in self._arrays or self._arrays[name].size < count:
                views.clear()
                self._arrays.pop(name, None)  # given back before the larger one is made
                self._arrays[name] = empty(count, self.dtype)
            views[shape] = self._arrays[name][:count].reshape(shape)
        return views[shape]

    @property
    def nbytes(self) -> int:
        """The memory that is held for work, without what is kept."""
        return sum(array.nbytes for array in self._arrays.values())
