"""The frame of generated kernels for every size: sizes from shapes, blocks, workspace. Its functions are copied into the module.

The constants below are those of a kernel that adds up a vector; a generated module has its own. Arrays of a block have their class axes
first, so that every entry is contiguous over the elements.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

BLOCK = 8192  # elements a pass, at most
MANY = 32  # from so many classes on, those of an element stand side by side, instead of the elements of a class
CAPACITY = 262_144  # numbers that a pass works on: they stay in the second-level cache
NAME = "total_of"
DIMENSIONS: tuple[str, ...] = ("K",)  # the names of the sizes
FIXED: dict[Any, int] = {}  # sizes that are given by the types
PLANS: dict[Any, Any] = {}  # what is known of the memory, by the sizes
ARGUMENTS = ("x",)
CORES: tuple[tuple[Any, ...], ...] = (("K",),)  # the trailing axes of every argument
RESULT: tuple[Any, ...] = ()  # the trailing axes of the result
ENDS: tuple[tuple[float, float], ...] = ((-math.inf, math.inf),)  # the open ends of every argument
FREE: tuple[int, ...] = (0,)  # arguments that only have to be finite
WHOLE: tuple[int, ...] = ()  # arguments that hold integers
SIMPLEXES: tuple[int, ...] = ()  # arguments that sum to one
SYMMETRIC: tuple[int, ...] = ()  # arguments that equal their transposes
NUMBERS: tuple[tuple[tuple[str, ...], int], ...] = ()  # rows of numbers by their axes
TRUTHS: tuple[tuple[tuple[str, ...], int], ...] = ()  # rows of truths by their axes
SCRATCH = 0  # rows that the functions below overwrite


def block(sizes: Any, x: Any, b: Any, t: Any, s: Any, o: Any) -> tuple[Any, Any]:  # noqa: ARG001, D103, PLR0913, PLR0917 - stands for the generated one
    np.add.reduce(x[0], axis=0, out=o)
    return None, None


def repair(sizes: Any, x: Any, o: Any, where: Any) -> None:  # noqa: D103 - stands for the generated one
    raise NotImplementedError


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check and broadcast the arguments, then work block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    sizes = sizes_of(arrays)
    lead = leading_shape(arrays)
    shape = lead or (1,)
    single = all(array.dtype == np.float32 for array in arrays)
    core = tuple([sizes[size] for size in RESULT])
    result = allocate(shape, core, single=single) if out is None else checked(out, lead, core, single=single)
    if out is not None:
        arrays = [array.copy() if np.may_share_memory(array, out) else array for array in arrays]
    cores = [tuple([sizes[size] for size in axes]) for axes in CORES]
    sources = [classes_first(array, shape, axes) for array, axes in zip(arrays, cores, strict=True)]
    target = classes_first(result, shape, core)
    elements = math.prod(shape)
    space, length = memory(workspace, elements, sizes)
    with np.errstate(all="ignore"):
        if 0 < elements <= length:  # one block
            work(sizes, sources, target, layout(space, sizes, elements), single=single)
        elif elements:
            work_in_pieces(sizes, sources, target, (space, length, shape), single=single)
    if out is not None:
        return out
    return result if lead else result[0]


def work_in_pieces(sizes: Any, sources: list[Any], target: Any, memory: tuple[Any, int, Any], *, single: bool) -> None:
    """One block after the other, in the same memory."""
    space, length, shape = memory
    here: Any = None
    known = 0
    whole = slice(None)
    for piece in pieces(shape, length):
        part = target[(whole,) * len(RESULT) + piece]
        count = math.prod(part.shape[len(RESULT) :])
        if count != known:
            known, here = count, layout(space, sizes, count)
        parts = [source[(whole,) * len(axes) + piece] for source, axes in zip(sources, CORES, strict=True)]
        work(sizes, parts, part, here, single=single)


def work(sizes: Any, sources: list[Any], target: Any, memory: Any, *, single: bool) -> None:
    """Load one block, compute it, forget what lies outside the types."""
    rows, b, o, scratch, t, rest = memory
    x = [load(row, source) for row, source in zip(rows, sources, strict=True)]
    direct = target.shape == o.shape and not single
    o = target if direct else o
    valid, suspect = block(sizes, x, b, t, scratch, o)
    inside = within(x, rest, single=single)
    valid = inside if valid is None else valid if inside is None else np.logical_and(valid, inside, out=inside)
    if suspect is not None:
        doubtful = suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
        if np.logical_or.reduce(doubtful):
            repair(sizes, x, o, np.flatnonzero(doubtful))
    if valid is not None and not np.logical_and.reduce(valid):
        np.copyto(o, math.nan, where=np.logical_not(valid))
    if not direct:
        np.copyto(target, o.reshape(target.shape), casting="same_kind")


def load(row: Any, source: Any) -> Any:
    """The entries of an argument in the order of memory of the block: as they are, or copied."""
    if source.strides == row.strides and source.dtype == row.dtype:
        return source
    np.copyto(row if row.shape == source.shape else row.reshape(source.shape), source)
    return row


def within(x: Any, memory: Any, *, single: bool) -> Any:
    """Where every argument lies in its type, or None if all of them do."""
    inside: Any = None
    length = x[0].shape[-1]
    for place, (row, (low, high)) in enumerate(zip(x, ENDS, strict=True)):
        upper = math.inf if place in SIMPLEXES and len(row) == 1 else high
        if place in FREE and -math.inf < np.add.reduce(row, axis=None) < math.inf:
            continue  # a finite sum has finite terms
        plain = place not in WHOLE and place not in SYMMETRIC
        if plain and low < np.minimum.reduce(row, axis=None) and np.maximum.reduce(row, axis=None) < upper:
            continue  # two numbers tell for all, nan included
        truths = memory[0].view(np.bool_)[memory[1] :]
        above = truths[length : length + row.size].reshape(row.shape)
        below = truths[length + row.size : length + 2 * row.size].reshape(row.shape)
        np.logical_and(np.greater(row, low, out=above), np.less(row, upper, out=below), out=above)
        if place in WHOLE:
            np.logical_and(above, np.floor(row) == row, out=above)
        if place in SYMMETRIC:
            mirrored(row, above, single=single)
        if not above.all():
            outside = np.logical_and.reduce(above.reshape(-1, length), axis=0)
            inside = np.logical_and(outside, True if inside is None else inside, out=truths[:length])
    return inside


def mirrored(x: Any, inside: Any, *, single: bool) -> None:
    """Where the entries of a matrix equal those of its transpose, up to rounding against its diagonal."""
    turned = x.swapaxes(0, 1)
    if np.array_equal(x, turned):
        return
    root = np.sqrt(np.abs(np.einsum("iim->im", x)))
    size = np.abs(x) + np.abs(turned) + root * root[:, np.newaxis]
    np.logical_and(inside, np.abs(x - turned) <= 64.0 * (1.2e-7 if single else 2.3e-16) * size, out=inside)


def sizes_of(arrays: list[Any]) -> Any:
    """The size of every named dimension."""
    sizes = dict(FIXED)
    for name, cores, array in zip(ARGUMENTS, CORES, arrays, strict=True):
        if array.dtype.kind not in "fiub":
            message = f"Calling {NAME}: expected numbers for {name}, got an array of {array.dtype}. Convert it to float64."
            raise TypeError(message)
        ahead = array.ndim - len(cores)
        if ahead < 0:
            message = (
                f"Calling {NAME}: expected {name} of shape (..., {', '.join(map(str, cores))}), got {array.shape}. Put these axes last."
            )
            raise ValueError(message)
        for axis, size in zip(cores, array.shape[ahead:], strict=True):
            if sizes.setdefault(axis, size) != size or size == 0:
                refuse(axis, name, array, arrays)
    return sizes


def refuse(axis: Any, name: str, array: Any, arrays: list[Any]) -> None:
    """Say what is wrong with the size of an axis."""
    here = f"{name} of shape {array.shape}"
    if 0 in array.shape[array.ndim - len(CORES[ARGUMENTS.index(name)]) :]:
        message = f"Calling {NAME}: expected {axis} of at least 1, got {here}. Give at least one class."
        raise ValueError(message)
    named = [f"{other} of shape {each.shape}" for other, cores, each in zip(ARGUMENTS, CORES, arrays, strict=True) if axis in cores]
    found = here if isinstance(axis, int) else f"{named[0]} and {here}"
    message = f"Calling {NAME}: expected one size {axis}, got {found}. Give them the same size."
    raise ValueError(message)


def leading_shape(arrays: list[Any]) -> tuple[int, ...]:
    """The common leading axes of the arguments."""
    shapes = [array.shape[: array.ndim - len(cores)] for cores, array in zip(CORES, arrays, strict=True)]
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


def allocate(shape: tuple[int, ...], core: tuple[int, ...], *, single: bool) -> Any:
    """A result of shape ``(*shape, *core)`` in which every entry is contiguous, or with many classes every element."""
    dtype = np.float32 if single else np.float64
    if not core or max(core) >= MANY:
        return np.empty((*shape, *core), dtype)
    entries = np.empty((*core, *shape), dtype)
    return entries.transpose((*range(len(core), entries.ndim), *range(len(core))))


def checked(out: Any, lead: tuple[int, ...], core: tuple[int, ...], *, single: bool) -> Any:
    """The array ``out`` with at least one leading axis."""
    shape, dtype = (*lead, *core), np.dtype(np.float32 if single else np.float64)
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
        got = f"shape {out.shape}, {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        message = f"Calling {NAME}: expected `out` of shape {shape}, {dtype}, got {got}. Allocate it so, or leave it away."
        raise ValueError(message)
    return out if lead else out[np.newaxis]


def classes_first(array: Any, shape: tuple[int, ...], core: tuple[int, ...]) -> Any:
    """An array over all elements, with its class axes first."""
    whole = array if array.shape == shape + core else np.broadcast_to(array, shape + core)
    ahead = len(shape)
    return whole.transpose((*range(ahead, whole.ndim), *range(ahead))) if core else whole


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
