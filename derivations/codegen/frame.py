"""The frame of every generated NumPy kernel: checks of arguments, blocks, workspace. Its functions are copied into the module.

It stands here with the constants of a kernel that adds one to a number; a generated module has its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame_bench import IDLE, Bench, split
from derivations.codegen.frame_generated import (
    ARGUMENTS,
    COLUMNS,
    COPIES,
    CORES,
    ENDS,
    FEWEST,
    LIMITS,
    MIRRORS,
    NAME,
    NUMBER_ROWS,
    RESULT,
    TRUTHS,
    WHOLE,
    block,
)
from derivations.codegen.frame_memory import memory, pieces
from derivations.codegen.frame_repair import beyond, settle


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check and broadcast the arguments, then work block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    lead = leading_shape(arrays)
    single = bool(arrays) and arrays[0].dtype.char == "f" and all(array.dtype.char == "f" for array in arrays)
    if out is None:
        result = allocate(lead or (1,), single=single)
    else:
        result = checked(out, lead, single=single)
        arrays = [array.copy() if np.may_share_memory(array, out) else array for array in arrays]
    try:
        bench = IDLE.pop()
    except IndexError:
        bench = Bench()
    bench.context.run(cut, bench, arrays, result, lead or (1,), workspace)
    IDLE.append(bench)
    if out is not None:
        return out
    return result if lead else result[0]


def cut(bench: Bench, arrays: list[Any], result: Any, shape: tuple[int, ...], workspace: Any) -> None:
    """Take the result apart into its entries, and all elements into blocks."""
    columns = [result[place] for place in COLUMNS] if RESULT else [result]
    copies = [(result[place], column) for place, column in COPIES]
    length = math.prod(shape)
    if length <= FEWEST and workspace is None:
        work(bench.views(length), bench.strays, arrays, columns, copies)
        return
    rows = memory(workspace, length)
    if length <= rows.shape[1]:
        work(split(rows, length), bench.strays, arrays, columns, copies)
        return
    sources = [spread(array, core, shape) for array, core in zip(arrays, CORES, strict=True)]
    for piece in pieces(shape, rows.shape[1]):
        parts = [column[piece] for column in columns]
        targets = [(target[piece], column) for target, column in copies]
        work(split(rows, parts[0].size), bench.strays, [source[piece] for source in sources], parts, targets)


def work(views: Any, strays: list[Any], sources: list[Any], columns: list[Any], copies: list[Any]) -> None:
    """Load one block, compute it, forget what lies outside the types."""
    shape = columns[0].shape
    length = columns[0].size
    if length == 0:
        return
    given, spaces, b, s, outputs, t = views
    x = given.copy()
    wholes = [loaded(space, source, core, shape) for space, source, core in zip(spaces, sources, CORES, strict=True)]
    for row, argument in NUMBER_ROWS:
        x[row] = wholes[argument]
    single = columns[0].dtype.char == "f"
    direct = not single and columns[0].strides == (8,)
    o = columns if direct else outputs
    inside = None if all_within(x, wholes, b) else within(x, b, t[TRUTHS:], single=single)
    strays.clear()
    valid, suspect = block(x, b, s, t, o)
    far = beyond((x, b, s, t, o), strays) if strays else None
    if inside is not None:
        valid = np.logical_and(inside, inside if valid is None else valid, t[TRUTHS + 1])
        far = None if far is None else np.logical_and(far, inside)
    if far is not None or (suspect is not None and np.count_nonzero(suspect)):
        settle(x, o, far, suspect, valid)
    if valid is not None and np.count_nonzero(valid) < length:
        outside = np.logical_not(valid)
        for column in o:
            np.copyto(column, math.nan, where=outside)
    if not direct:
        for column, value in zip(columns, o, strict=True):
            np.copyto(column, value.reshape(shape), casting="same_kind")
    for target, place in copies:
        np.copyto(target, columns[place])


def loaded(space: Any, source: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """An argument over a block, one entry after the other: itself if it is contiguous float64 numbers, else a copy in the workspace."""
    if not core:
        if source.shape == shape and source.strides == (8,) and source.dtype.char == "d" and source.flags.aligned:
            return source
        np.copyto(space if len(shape) == 1 else space.reshape(shape), source)
    elif source.ndim == 1 + len(core) and len(source) == shape[0] and len(shape) == 1:
        np.copyto(space.reshape((*core[::-1], *shape)), source.T)
    else:
        axes = len(shape)
        turned = spread(source, core, shape).transpose((*range(axes + len(core) - 1, axes - 1, -1), *range(axes)))
        np.copyto(space.reshape((*core[::-1], *shape)), turned)
    return space


def spread(array: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """An argument with all leading axes."""
    return array if array.shape == (*shape, *core) else np.broadcast_to(array, (*shape, *core))


def all_within(x: list[Any], wholes: list[Any], b: list[Any]) -> bool:
    """Whether certainly every input lies in its type; quick, and may say no where all do."""
    for whole in wholes:
        if not whole.dot(whole) < math.inf:
            return False
    for argument, row, low, high in ENDS:
        some = wholes[argument] if row is None else x[row]
        if not some[some.argmin()] > low or (high < math.inf and not some[some.argmax()] < high):
            return False
    if WHOLE or MIRRORS:
        pairs = len(MIRRORS)
        for index in (*WHOLE, *range(pairs)):
            other = x[pairs + index] if index < pairs else np.floor(x[index], b[0])
            if np.count_nonzero(x[index] == other) < other.size:
                return False
    return True


def within(x: list[Any], b: list[Any], flags: Any, *, single: bool) -> Any:
    """Where every input lies in its type."""
    inside, test, other = flags[:3]
    inside[...] = True
    for row, (low, high) in zip(x, LIMITS, strict=True):
        np.logical_and(np.greater(row, low, out=test), np.less(row, high, out=other), out=test)
        np.logical_and(inside, test, out=inside)
    for row in WHOLE:
        np.logical_and(inside, np.equal(np.floor(x[row], out=b[0]), x[row], out=test), out=inside)
    pairs = len(MIRRORS)
    rounding = 64.0 * (1.2e-7 if single else 2.3e-16)
    for row, (first, second) in enumerate(MIRRORS):
        size = np.abs(x[row]) + np.abs(x[pairs + row]) + np.sqrt(np.abs(x[first])) * np.sqrt(np.abs(x[second]))
        np.logical_and(inside, np.abs(x[row] - x[pairs + row]) <= rounding * size, out=inside)
    return inside


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
