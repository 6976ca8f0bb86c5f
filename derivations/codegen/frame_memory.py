"""The blocks and the workspace of every generated kernel; the functions are copied into the module."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame_generated import BLOCK, FLAGS, INPUTS, NAME, NUMBERS, ROWS, SCRATCH, SPANS


def pieces(shape: tuple[int, ...], length: int) -> Any:
    """Indices that cut an array of this shape into parts of at most ``length`` elements."""
    inner = math.prod(shape[1:])
    if inner <= length:
        step = max(1, length // max(1, inner))
        for start in range(0, shape[0], step):
            yield (slice(start, start + step),)
        return
    for index in range(shape[0]):
        for rest in pieces(shape[1:], length):
            yield (index, *rest)


def memory(workspace: Any, elements: int) -> Any:
    """The rows of numbers, in the given workspace or in a new one; the last ones hold truths."""
    if workspace is None:
        return np.empty((ROWS, min(BLOCK, elements or 1)))
    usable(workspace)
    space = workspace.reshape(-1).view(np.uint8)
    length = min(BLOCK, space.size // (8 * ROWS), elements or 1)
    return space[: 8 * ROWS * length].view(np.float64).reshape(ROWS, length)


def usable(workspace: Any) -> None:
    """Refuse what is no contiguous memory of one element or more."""
    if not isinstance(workspace, np.ndarray) or not workspace.flags.c_contiguous or workspace.nbytes < 8 * ROWS:
        got = f"{workspace!r:.60}"
        message = f"Calling {NAME}: expected a contiguous workspace of at least {8 * ROWS} bytes, got {got}. Use make_workspace()."
        raise ValueError(message)


def split(rows: Any, length: int) -> Any:
    """The rows of a workspace by their use, each of shape (length,): entries, whole arguments, numbers, scratch, outputs, truths."""
    space = rows.reshape(-1)[: ROWS * length]
    rows = space.reshape(ROWS, length)
    wholes = [space[start * length : stop * length] for start, stop in SPANS]
    outputs = rows[INPUTS + NUMBERS + SCRATCH : ROWS - -(-FLAGS // 8)]
    b, s, t = inner(rows)
    return list(rows[:INPUTS]), wholes, b, s, list(outputs), t


def inner(rows: Any) -> tuple[list[Any], Any, list[Any]]:
    """The rows of a workspace that a block computes in: numbers, scratch, truths."""
    length, first = rows.shape[1], INPUTS + NUMBERS
    truths = rows[ROWS - -(-FLAGS // 8) :].reshape(-1).view(np.bool_)  # eight a row of numbers
    return list(rows[INPUTS:first]), rows[first : first + SCRATCH], list(truths[: FLAGS * length].reshape(FLAGS, length))


def make_workspace(dtype: Any = np.float64) -> Any:
    """Memory for one call at a time: with ``out`` and this, a call allocates nothing that grows with its arguments."""
    return np.empty(ROWS * BLOCK * 8 // np.dtype(dtype).itemsize, dtype)
