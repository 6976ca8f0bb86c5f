"""The frame of every generated NumPy kernel: checks of arguments, blocks, workspace. Its functions are copied into the module.

It stands here with the constants of a kernel that adds one to a number; a generated module has its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame_bench import IDLE, Bench
from derivations.codegen.frame_domain import all_within, within
from derivations.codegen.frame_generated import (
    ARGUMENTS,
    COLUMNS,
    COPIES,
    CORES,
    NAME,
    ORDER,
    RESULT,
    SPANS,
    TRUTHS,
    block,
)
from derivations.codegen.frame_memory import memory, pieces, split, usable
from derivations.codegen.frame_repair import finish
from derivations.codegen.frame_watch import Watch

DOUBLES: list[Any] = [np.dtype(np.float64)] * len(CORES)


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check the arguments, then work: at the desk kept for their shapes where elements are few, else block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    try:
        bench = IDLE.pop()
    except IndexError:
        bench = Bench()
    try:
        desk = bench.desks.get(tuple([array.shape for array in arrays]))
        if desk is not None and [array.dtype for array in arrays] == DOUBLES:
            lead, single = desk.lead, False
        else:
            lead = leading_shape(arrays)
            single = bool(arrays) and all(array.dtype.char == "f" for array in arrays)
            desk = desk or bench.desk(arrays, lead)
        if out is not None:
            checked(out, lead, single=single)
        if desk is None:
            result = allocate(lead, single=single) if out is None else out
            bench.telling(cut)(bench.strays, arrays, result, workspace)
            return result
        if workspace is not None:
            usable(workspace)
        return bench.few(desk, bench.strays, arrays, out, single)
    finally:
        IDLE.append(bench)


def cut(strays: list[Any], arrays: list[Any], result: Any, workspace: Any) -> None:
    """Take the result apart into its entries, and all elements into blocks."""
    strays.clear()
    shape = result.shape[: result.ndim - len(RESULT)]
    length = math.prod(shape)
    rows = memory(workspace, length)
    if not length:
        return
    sources = [array.copy() if np.may_share_memory(array, result) else array for array in arrays]
    given = [standing(source, core, shape) for source, core in zip(sources, CORES, strict=True)]
    columns = [result[place] for place in COLUMNS] if RESULT else [result]
    copies = [(result[place], column) for place, column in COPIES]
    if length <= rows.shape[1]:
        work(split(rows, length), strays, given, columns, copies)
        return
    views = split(rows, rows.shape[1])
    whole = [each if isinstance(each, list) else spread(each, core, shape) for each, core in zip(given, CORES, strict=True)]
    for piece in pieces(shape, rows.shape[1]):
        parts = [column[piece] for column in columns]
        targets = [(target[piece], column) for target, column in copies]
        if parts[0].size != views[-1][0].size:  # all pieces but the last are of one size
            views = split(rows, parts[0].size)
        work(views, strays, [[row[piece] for row in each] if isinstance(each, list) else each[piece] for each in whole], parts, targets)


def work(views: Any, strays: list[Any], sources: list[Any], columns: list[Any], copies: list[Any]) -> None:
    """Load one block, compute it, forget what lies outside the types."""
    shape = columns[0].shape
    flat, spaces, b, s, outputs, t = views
    flat, wholes = flat.copy(), []
    for source, space, core, (start, stop) in zip(sources, spaces, CORES, SPANS, strict=True):
        if isinstance(source, list):  # entries that are used where they stand
            flat[start:stop] = source
            wholes.append(source)
        else:
            load(space, source, core, shape)
            wholes.append([space])
    x = [flat[row] for row in ORDER]
    single = columns[0].dtype.char == "f"
    direct = not single and columns[0].strides == (8,)
    o = columns if direct else outputs
    watch = Watch(strays, len(o[0])) if strays else None  # the block before left the range of floats: this one may do so, too
    inside = None if all_within(x, wholes, b) else within(x, b, t[TRUTHS:], single=single)
    compute((x, b, s, t, o), strays, inside, watch)
    if not direct:
        for column, value in zip(columns, o, strict=True):
            np.copyto(column, value.reshape(shape), casting="same_kind")
    for target, place in copies:
        np.copyto(target, columns[place])


def compute(values: tuple[Any, ...], strays: list[Any], inside: Any, watch: Any) -> None:
    """Every entry of a block, watched or not; ``strays`` tells the next one whether it left the range of floats."""
    strays.clear()
    valid, suspect = (watch.block if watch else block)(*values)
    left = strays[:1]
    if left or inside is not None or valid is not None or suspect is not None:
        finish(values, strays, (inside, valid, suspect), watch)
    strays[:] = left


def standing(source: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """The entries of an argument in the order of the workspace, if each is contiguous float64 numbers; else the argument."""
    if len(shape) != 1 or source.shape != (*shape, *core) or source.dtype != np.float64:
        return source
    if source.strides[0] != source.itemsize or not source.flags.aligned:
        return source
    return [source.T[place] for place in np.ndindex(core[::-1])] if core else [source]


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
