"""What the frame does otherwise where matrices are packed: their upper triangles row by row. Copied into modules of that layout."""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.codegen.arrays.constants import RESULT


def core_of_result(sizes: Any) -> tuple[int, ...]:
    """The trailing axis of the result."""
    size = sizes[RESULT[0]]
    return (size * (size + 1) // 2,)


def store(target: Any, o: Any) -> None:
    """Write the upper triangles of the matrices of a block where they belong."""
    start = 0
    for row in range(len(o)):
        part = target[start : start + len(o) - row]
        np.copyto(part, o[row, row:].reshape(part.shape), casting="same_kind")
        start += len(o) - row
