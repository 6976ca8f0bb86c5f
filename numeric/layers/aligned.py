"""Memory that begins at a cache line, whatever the allocator does.

NumPy's begins sixteen bytes behind one where it is large, so that every vector of a full line's width touches two lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

LINE = 64  # bytes


def empty(count: int, dtype: np.dtype[Any]) -> Array:
    """``count`` uninitialised numbers, ``(count,)``, the first of them at the beginning of a cache line."""
    size = count * dtype.itemsize
    memory = np.empty(size + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return memory[start : start + size].view(dtype)
