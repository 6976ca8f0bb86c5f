"""The frame of every generated NumPy kernel: checks of arguments, blocks, workspace. Its functions are copied into the module.

The constants below are those of a kernel that adds one to a number; a generated module has its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

BLOCK = 8192  # elements a pass: so many rows stay in the second-level cache
NAME = "successor"
ARGUMENTS = ("x",)
CORES: tuple[tuple[int, ...], ...] = ((),)  # the trailing axes of every argument
RESULT: tuple[int, ...] = ()  # the trailing axes of the result
COLUMNS: tuple[tuple[int, ...], ...] = ((),)  # the place of every computed entry in the result
COPIES: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()  # an entry, and the entry it equals
COMPONENTS: tuple[tuple[int, tuple[int, ...]], ...] = ((0, ()),)  # argument and place of every input row
LOW = np.array([-math.inf])[:, np.newaxis]  # the open ends of every input row
HIGH = np.array([math.inf])[:, np.newaxis]
WHOLE: tuple[int, ...] = ()  # input rows that hold integers
MIRRORS: tuple[tuple[int, int], ...] = ()  # input rows i and len(MIRRORS) + i are equal, up to rounding against these rows
INPUTS, NUMBERS, SCRATCH, TRUTHS = 1, 0, 0, 0  # rows of the workspace by their use
FLAGS = 2 * INPUTS + TRUTHS + 2
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:  # noqa: ARG001, D103 - stands for the generated one
    np.add(x[0], 1.0, out=o[0])
    return None, None


def repair(x: Any, o: Any, where: Any) -> None:  # noqa: D103 - stands for the generated one
    raise NotImplementedError


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check and broadcast the arguments, then work block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    lead = leading_shape(arrays)
    shape = lead or (1,)
    single = all(array.dtype == np.float32 for array in arrays)
    result = allocate(shape, single=single) if out is None else checked(out, lead, single=single)
    if out is not None:
        arrays = [array.copy() if np.may_share_memory(array, out) else array for array in arrays]
    sources = [component(arrays[argument], place, shape) for argument, place in COMPONENTS]
    columns = [result[(..., *place)] for place in COLUMNS]
    rows, flags = memory(workspace, math.prod(shape))
    with np.errstate(all="ignore"):
        for piece in pieces(shape, rows.shape[1]):
            work([source[piece] for source in sources], [column[piece] for column in columns], rows, flags, single=single)
    for target, source in COPIES:
        np.copyto(result[(..., *target)], result[(..., *source)])
    if out is not None:
        return out
    return result if lead else result[0]


def work(sources: list[Any], columns: list[Any], rows: Any, flags: Any, *, single: bool) -> None:
    """Load one block, compute it, forget what lies outside the types."""
    shape = columns[0].shape
    length = math.prod(shape)
    rows, flags = rows[:, :length], flags[:, :length]
    for row, source in zip(rows, sources, strict=False):
        np.copyto(row if len(shape) == 1 else row.reshape(shape), source)
    x = rows[:INPUTS]
    spare = INPUTS + NUMBERS + SCRATCH
    direct = len(shape) == 1 and not single
    o = columns if direct else list(rows[spare : spare + len(columns)])
    valid, suspect = block(x, rows[INPUTS:spare][:NUMBERS], rows[INPUTS + NUMBERS : spare], flags[2 * INPUTS + 2 :], o)
    inside = within(x, flags, single=single)
    valid = inside if valid is None else valid if inside is None else np.logical_and(valid, inside, out=inside)
    if suspect is not None:
        doubtful = suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
        if doubtful.any():
            repair(x, o, np.flatnonzero(doubtful))
    if valid is not None and not valid.all():
        outside = np.logical_not(valid)
        for column in o:
            np.copyto(column, math.nan, where=outside)
    if not direct:
        for column, value in zip(columns, o, strict=True):
            np.copyto(column, value.reshape(shape), casting="same_kind")


def within(x: Any, flags: Any, *, single: bool) -> Any:
    """Where every input lies in its type, or None if all of them do."""
    above, below = flags[:INPUTS], flags[INPUTS : 2 * INPUTS]
    inside = np.logical_and(np.greater(x, LOW, out=above), np.less(x, HIGH, out=below), out=above)
    for row in WHOLE:
        np.logical_and(inside[row], np.floor(x[row]) == x[row], out=inside[row])
    pairs = len(MIRRORS)
    if pairs and np.not_equal(x[:pairs], x[pairs : 2 * pairs], out=below[:pairs]).any():
        rounding = 64.0 * (1.2e-7 if single else 2.3e-16)
        for row, (first, second) in enumerate(MIRRORS):
            size = np.abs(x[row]) + np.abs(x[pairs + row]) + np.sqrt(np.abs(x[first])) * np.sqrt(np.abs(x[second]))
            np.logical_and(inside[row], np.abs(x[row] - x[pairs + row]) <= rounding * size, out=inside[row])
    if inside.all():
        return None
    return np.logical_and.reduce(inside, axis=0, out=flags[2 * INPUTS])


def leading_shape(arrays: list[Any]) -> tuple[int, ...]:
    """The common leading axes of the arguments."""
    shapes = []
    for name, core, array in zip(ARGUMENTS, CORES, arrays, strict=True):
        if array.dtype.kind not in "fiub":
            message = f"Calling {NAME}: expected numbers for {name}, got an array of {array.dtype}. Convert it to float64."
            raise TypeError(message)
        if array.shape[array.ndim - len(core) :] != core or array.ndim < len(core):
            message = (
                f"Calling {NAME}: expected {name} of shape (..., {', '.join(map(str, core))}), got {array.shape}. Put these axes last."
            )
            raise ValueError(message)
        shapes.append(array.shape[: array.ndim - len(core)])
    if all(shape == shapes[0] for shape in shapes):
        first: tuple[int, ...] = shapes[0]
        return first
    try:
        return tuple(np.broadcast_shapes(*shapes))
    except ValueError:
        explain(shapes, arrays)
        raise


def explain(shapes: list[tuple[int, ...]], arrays: list[Any]) -> None:
    """Name two arguments whose leading axes do not broadcast."""
    for second, shape in enumerate(shapes):
        for first in range(second):
            try:
                np.broadcast_shapes(shapes[first], shape)
            except ValueError:
                pair = f"{ARGUMENTS[first]} of shape {arrays[first].shape} and {ARGUMENTS[second]} of shape {arrays[second].shape}"
                message = f"Calling {NAME}: expected leading axes that broadcast, got {pair}. Make them equal or one."
                raise ValueError(message) from None


def allocate(shape: tuple[int, ...], *, single: bool) -> Any:
    """A result of shape ``(*shape, *RESULT)`` in which every entry is contiguous."""
    entries = np.empty((*RESULT, *shape), np.float32 if single else np.float64)
    axes = (*range(len(RESULT), entries.ndim), *range(len(RESULT)))
    return entries.transpose(axes)


def checked(out: Any, lead: tuple[int, ...], *, single: bool) -> Any:
    """The array ``out`` with at least one leading axis."""
    shape, dtype = (*lead, *RESULT), np.dtype(np.float32 if single else np.float64)
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
        got = f"shape {out.shape}, {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        message = f"Calling {NAME}: expected `out` of shape {shape}, {dtype}, got {got}. Allocate it so, or leave it away."
        raise ValueError(message)
    return out if lead else out[np.newaxis]


def component(array: Any, place: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """One entry of an argument over the leading axes."""
    entry = array[(..., *place)] if place else array
    return entry if entry.shape == shape else np.broadcast_to(entry, shape)


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


def memory(workspace: Any, elements: int) -> tuple[Any, Any]:
    """The rows of numbers and of truths, in the given workspace or in a new one."""
    truths = -(-FLAGS // 8)
    if workspace is None:
        rows = np.empty((ROWS, min(BLOCK, max(1, elements))))
    elif isinstance(workspace, np.ndarray) and workspace.flags.c_contiguous and workspace.nbytes >= 8 * ROWS:
        space = workspace.reshape(-1).view(np.uint8)
        length = min(BLOCK, space.size // (8 * ROWS))
        rows = space[: 8 * ROWS * length].view(np.float64).reshape(ROWS, length)
    else:
        message = (
            f"Calling {NAME}: expected a contiguous workspace of at least {8 * ROWS} bytes, got {workspace!r:.60}. Use make_workspace()."
        )
        raise ValueError(message)
    flags = rows[ROWS - truths :].reshape(-1).view(np.bool_).reshape(8 * truths, rows.shape[1])
    return rows, flags


def make_workspace(dtype: Any = np.float64) -> Any:
    """Memory for one call at a time: with ``out`` and this, a call allocates nothing that grows with its arguments."""
    return np.empty(ROWS * BLOCK * 8 // np.dtype(dtype).itemsize, dtype)
