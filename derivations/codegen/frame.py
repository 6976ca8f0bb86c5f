"""The frame of every generated NumPy kernel: checks of arguments, blocks. Its functions are copied into the module.

It stands here with the constants of a kernel that adds one to a number; a generated module has its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame_generated import (
    ARGUMENTS,
    COLUMNS,
    COPIES,
    CORES,
    NAME,
    ORDER,
    RESULT,
    ROWS,
    SPANS,
)
from derivations.codegen.frame_memory import inner, memory, pieces, split
from derivations.codegen.frame_repair import compute


def cut(strays: list[Any], arrays: list[Any], result: Any, workspace: Any) -> None:
    """Take the result apart into its entries, and all elements into blocks."""
    strays.clear()
    shape = result.shape[: result.ndim - len(RESULT)]
    length = math.prod(shape)
    rows = memory(workspace, length)
    if not length:
        return
    sources = [array.copy() if np.may_share_memory(array, result) else array for array in arrays]
    columns = [result[place] for place in COLUMNS] if RESULT else [result]
    copies = [(result[place], column) for place, column in COPIES]
    given = [standing(source, core, shape) for source, core in zip(sources, CORES, strict=True)]
    if None not in given and result.dtype == np.float64 and columns[0].strides == (8,):
        straight(rows, strays, given, columns, copies)
        return
    views = split(rows, min(length, rows.shape[1]))
    whole = [spread(source, core, shape) for source, core in zip(sources, CORES, strict=True)]
    for piece in pieces(shape, rows.shape[1]):
        parts = [column[piece] for column in columns]
        targets = [(target[piece], column) for target, column in copies]
        if parts[0].size != len(views[-1][0]):  # all pieces but the last are of one size
            views = split(rows, parts[0].size)
        work(views, strays, [source[piece] for source in whole], parts, targets)


def straight(rows: Any, strays: list[Any], given: list[Any], columns: list[Any], copies: list[Any]) -> None:
    """Blocks of numbers that are read and written where they stand; all are of one size, the last two may overlap."""
    length, most = len(columns[0]), rows.shape[1]
    size = min(length, most, -(-length // -(-length // most)) + 7 & -8)  # whole lines of a cache
    b, s, t = inner(rows if size == most else rows.reshape(-1)[: ROWS * size].reshape(ROWS, size))
    flat = [row for _, each in sorted(zip(SPANS, given, strict=True), key=lambda pair: pair[0]) for row in each]
    for begin in range(0, length, size):
        start = min(begin, length - size)
        part = slice(start, start + size)
        o = [column[part] for column in columns]
        compute(([flat[row][part] for row in ORDER], b, s, t, o), strays, single=False)
        for target, column in copies:
            np.copyto(target[part], o[column])


def work(views: Any, strays: list[Any], sources: list[Any], columns: list[Any], copies: list[Any]) -> None:
    """Load one block, compute it, write it in the order and the precision of the result."""
    shape = columns[0].shape
    entries, spaces, b, s, o, t = views
    for source, space, core in zip(sources, spaces, CORES, strict=True):
        load(space, source, core, shape)
    compute(([entries[row] for row in ORDER], b, s, t, o), strays, single=columns[0].dtype.char == "f")
    for column, value in zip(columns, o, strict=True):
        np.copyto(column, value.reshape(shape), casting="same_kind")
    for target, place in copies:
        np.copyto(target, columns[place])


def standing(source: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """The entries of an argument in the order of the workspace, if each is contiguous float64 numbers."""
    if len(shape) != 1 or source.shape != (*shape, *core) or source.dtype != np.float64:
        return None
    if source.strides[0] != source.itemsize or not source.flags.aligned:
        return None
    rows = [source.T]
    for _ in core:
        rows = [part for row in rows for part in row]
    return rows


def load(space: Any, source: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> None:
    """Copy an argument over a block into the workspace, one entry after the other."""
    if not core:
        np.copyto(space if len(shape) == 1 else space.reshape(shape), source)
    elif source.ndim == 1 + len(core) and len(source) == shape[0] and len(shape) == 1:
        np.copyto(space.reshape((*core[::-1], *shape)), source.T)
    else:
        axes = len(shape)
        turned = spread(source, core, shape).transpose((*range(axes + len(core) - 1, axes - 1, -1), *range(axes)))
        np.copyto(space.reshape((*core[::-1], *shape)), turned)


def spread(array: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """An argument with all leading axes."""
    return array if array.shape == (*shape, *core) else np.broadcast_to(array, (*shape, *core))


def leading_shape(arrays: list[Any]) -> tuple[int, ...]:
    """The common leading axes of the arguments."""
    shapes = []
    for name, core, array in zip(ARGUMENTS, CORES, arrays, strict=True):
        if array.dtype.kind not in "fiub":
            message = f"Calling {NAME}: expected numbers for {name}, got an array of {array.dtype}. Convert it to float64."
            raise TypeError(message)
        shape = array.shape
        if not core:
            shapes.append(shape)
            continue
        split = len(shape) - len(core)
        if split < 0 or shape[split:] != core:
            message = f"Calling {NAME}: expected {name} of shape (..., {', '.join(map(str, core))}), got {shape}. Put these axes last."
            raise ValueError(message)
        shapes.append(shape[:split])
    first: tuple[int, ...] = shapes[0] if shapes else ()
    if shapes.count(first) == len(shapes):
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
    """The array ``out``."""
    shape, dtype = (*lead, *RESULT), np.dtype(np.float32 if single else np.float64)
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
        got = f"shape {out.shape}, {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        message = f"Calling {NAME}: expected `out` of shape {shape}, {dtype}, got {got}. Allocate it so, or leave it away."
        raise ValueError(message)
    return out


def component(array: Any, place: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """One entry of an argument over the leading axes."""
    entry = array[(..., *place)] if place else array
    return entry if entry.shape == shape else np.broadcast_to(entry, shape)
