"""The memory of a block: how many numbers an element takes, and the arrays that a block works on; copied into every module."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.arrays.constants import (
    BLOCK,
    CAPACITY,
    CORES,
    DIMENSIONS,
    FIXED,
    MANY,
    NAME,
    NUMBERS,
    PLANS,
    RESULT,
    SCRATCH,
    TRUTHS,
)


def layout(space: Any, sizes: Any, length: int) -> Any:
    """The arrays of a block of this length: arguments, numbers by their axes, result, scratch, truths by their axes, further truths."""
    _, _, shapes, marks, _ = plan(sizes)
    found, used = views(space, shapes, length)
    across = width(sizes, length)
    scratch = space[used : used + SCRATCH * across].reshape(SCRATCH, across) if SCRATCH else None
    rest = space[used + SCRATCH * across :]
    truths, taken = views(rest.view(np.bool_), marks, length) if marks else ([], 0)
    count = len(CORES)
    return [rows[0] for rows in found[:count]], found[count:-1], found[-1][0], scratch, truths, (rest, taken)


def views(space: Any, shapes: Any, length: int) -> tuple[list[Any], int]:
    """Consecutive parts of the space: for every shape of rows of one element an array (rows, classes, elements); and how much they take."""
    start = 0
    found = []
    for shape, count in shapes:
        stop = start + count * length
        if len(shape) == 1 or max(shape[1:]) < MANY:
            found.append(space[start:stop].reshape((*shape, length)))
        else:
            found.append(space[start:stop].reshape((shape[0], length, *shape[1:])).transpose((0, *range(2, len(shape) + 1), 1)))
        start = stop
    return found, start


def plan(sizes: Any) -> Any:
    """Numbers that an element takes, elements of a block, shapes of rows of numbers and of truths, entries of the largest array."""
    key = tuple(sizes.values())
    known = PLANS.get(key)
    if known is not None:
        return known
    shapes, marks = (
        [((count, *[sizes[axis] for axis in axes]), count * math.prod([sizes[axis] for axis in axes])) for axes, count in group]
        for group in ([*((axes, 1) for axes in CORES), *NUMBERS, (RESULT, 1)], TRUTHS)
    )
    largest = max([1, *(math.prod(shape[1:]) for shape, _ in shapes)])
    truths = sum(count for _, count in marks) + 1 + 2 * largest
    rows = sum(count for _, count in shapes) - (-truths // 8) + 1
    if len(PLANS) > 64:  # noqa: PLR2004 - sizes of one program are few
        PLANS.clear()
    PLANS[key] = (rows, max(1, min(BLOCK, CAPACITY // (rows + SCRATCH))), shapes, marks, largest)
    return PLANS[key]


def width(sizes: Any, length: int) -> int:
    """How many numbers a row of scratch holds."""
    return min(BLOCK // 2, length * plan(sizes)[-1]) if SCRATCH else 0


def memory(workspace: Any, elements: int, sizes: Any) -> tuple[Any, int]:
    """The space for one block, in the given workspace or a new one, and the number of elements of the block."""
    rows, usual, *_ = plan(sizes)
    if workspace is None:
        length = min(usual, max(1, elements))
        return np.empty(rows * length + SCRATCH * width(sizes, length)), length
    least = 8 * (rows + SCRATCH * width(sizes, 1))
    if not isinstance(workspace, np.ndarray) or not workspace.flags.c_contiguous or workspace.nbytes < least:
        message = f"Calling {NAME}: expected a contiguous workspace of at least {least} bytes, got {workspace!r:.60}. Use make_workspace()."
        raise ValueError(message)
    space = workspace.reshape(-1).view(np.uint8)
    space = space[: space.size // 8 * 8].view(np.float64)
    length = min(usual, space.size // rows)
    while rows * length + SCRATCH * width(sizes, length) > space.size:
        length -= max(1, length // 8)
    return space, length


def make_workspace(*dimensions: int, dtype: Any = np.float64) -> Any:
    """Memory for one call at a time with arguments of these sizes, in the order of DIMENSIONS."""
    sizes = {**FIXED, **dict(zip(DIMENSIONS, dimensions, strict=True))}
    rows, length, *_ = plan(sizes)
    return np.empty((rows * length + SCRATCH * width(sizes, length)) * 8 // np.dtype(dtype).itemsize, dtype)
