"""Memory that comes back when nobody looks at it any more: the activations at new parameters lie where those at the last ones lay.

Fresh memory is mapped page by page as it is written, which takes longer than the activation functions themselves.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.aligned import empty

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


SMALL = 1 << 16  # bytes: below, the allocator has memory at hand


class _Lent(np.ndarray[Any, np.dtype[Any]]):
    """The array that all views of a piece of memory keep alive: NumPy collapses no chain of views across another type.

    Attributes:
        lender: what the memory goes back to; the memory itself has none.
        memory: what is lent.
    """

    lender: Recycled | None = None
    memory: _Lent

    def __del__(self) -> None:
        """Give the memory back."""
        if self.lender is not None:
            self.lender.back(self.memory)


class Recycled:
    """Arrays whose memory is lent anew once no view of it is left."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        """Hold nothing yet."""
        self.dtype = dtype
        self._free: dict[int, list[_Lent]] = {}

    def take(self, *shape: int) -> Array:
        """An uninitialised C-contiguous array of this shape, which overlaps no other that is alive."""
        count = prod(shape)
        if count * self.dtype.itemsize < SMALL:
            return np.empty(shape, self.dtype)
        if count not in self._free:
            self._free.clear()  # sizes have changed: what is kept for the old ones may never be asked for
        free = self._free.setdefault(count, [])
        memory = free.pop() if free else empty(count, self.dtype).view(_Lent)
        lent = _Lent(shape, self.dtype, memory)
        lent.lender, lent.memory = self, memory
        return lent.view(np.ndarray)

    def back(self, memory: _Lent) -> None:
        """Memory that nobody looks at any more."""
        self._free.setdefault(memory.size, []).append(memory)

    @property
    def nbytes(self) -> int:
        """The memory that is kept and lent to nobody."""
        return sum(memory.nbytes for each in self._free.values() for memory in each)
