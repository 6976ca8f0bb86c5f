"""The frame of generated kernels for every size: sizes from shapes, blocks, workspace. Its functions are copied into the module.

The constants below are those of a kernel that adds up a vector; a generated module has its own. Arrays of a block have their class axes
first, so that every entry is contiguous over the elements.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

BLOCK = 8192  # elements a pass, at most
CAPACITY = 131_072  # numbers that a pass works on: they stay in the second-level cache
NAME = "total_of"
DIMENSIONS: tuple[Any, ...] = ("K",)  # the names of the sizes, or sizes that are fixed
ARGUMENTS = ("x",)
CORES: tuple[tuple[Any, ...], ...] = (("K",),)  # the trailing axes of every argument
RESULT: tuple[Any, ...] = ()  # the trailing axes of the result
ENDS: tuple[tuple[float, float], ...] = ((-math.inf, math.inf),)  # the open ends of every argument
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
    core = tuple(sizes[size] for size in RESULT)
    result = allocate(shape, core, single=single) if out is None else checked(out, lead, core, single=single)
    if out is not None:
        arrays = [array.copy() if np.may_share_memory(array, out) else array for array in arrays]
    sources = [classes_first(array, cores, shape, sizes) for array, cores in zip(arrays, CORES, strict=True)]
    target = np.moveaxis(result, range(result.ndim - len(core), result.ndim), range(len(core)))
    space, length = memory(workspace, math.prod(shape), sizes)
    before = (slice(None),) * len(core)
    with np.errstate(all="ignore"):
        for piece in pieces(shape, length):
            parts = [source[(slice(None),) * len(cores) + piece] for source, cores in zip(sources, CORES, strict=True)]
            work(sizes, parts, target[before + piece], space, single=single)
    if out is not None:
        return out
    return result if lead else result[0]


def work(sizes: Any, sources: list[Any], target: Any, space: Any, *, single: bool) -> None:
    """Load one block, compute it, forget what lies outside the types."""
    core = len(RESULT)
    shape = target.shape[core:]
    length = math.prod(shape)
    found, used = views(space, (tuple((axes, 1) for axes in CORES), NUMBERS, ((RESULT, 1),)), sizes, length)
    x, b, o = [rows for (rows,) in found[0]], found[1], found[2][0][0]
    for row, source in zip(x, sources, strict=True):
        np.copyto(row.reshape(source.shape), source)
    scratch = space[used : used + SCRATCH * width(sizes, length)].reshape(SCRATCH, width(sizes, length))
    truths = space[used + scratch.size :].view(np.bool_)
    (t,), taken = views(truths, (TRUTHS,), sizes, length)
    direct = len(shape) == 1 and not single
    o = target if direct else o
    valid, suspect = block(sizes, x, b, t, scratch, o)
    inside = within(x, truths[taken:], single=single)
    valid = inside if valid is None else valid if inside is None else np.logical_and(valid, inside, out=inside)
    if suspect is not None:
        doubtful = suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
        if doubtful.any():
            repair(sizes, x, o, np.flatnonzero(doubtful))
    if valid is not None and not valid.all():
        np.copyto(o, math.nan, where=np.logical_not(valid))
    if not direct:
        np.copyto(target, o.reshape(target.shape), casting="same_kind")


def within(x: Any, truths: Any, *, single: bool) -> Any:
    """Where every argument lies in its type, or None if all of them do."""
    length = x[0].shape[-1]
    inside = truths[:length]
    inside[:] = True
    everywhere = True
    for place, (row, (low, high)) in enumerate(zip(x, ENDS, strict=True)):
        above = truths[length : length + row.size].reshape(row.shape)
        below = truths[length + row.size : length + 2 * row.size].reshape(row.shape)
        upper = math.inf if place in SIMPLEXES and len(row) == 1 else high
        np.logical_and(np.greater(row, low, out=above), np.less(row, upper, out=below), out=above)
        if place in WHOLE:
            np.logical_and(above, np.floor(row) == row, out=above)
        if place in SYMMETRIC:
            mirrored(row, above, single=single)
        if not above.all():
            everywhere = False
            np.logical_and(inside, np.logical_and.reduce(above.reshape(-1, length), axis=0), out=inside)
    return None if everywhere else inside


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
    sizes = {size: size for size in DIMENSIONS if isinstance(size, int)}
    first: dict[Any, str] = {}
    for name, cores, array in zip(ARGUMENTS, CORES, arrays, strict=True):
        if array.dtype.kind not in "fiub":
            message = f"Calling {NAME}: expected numbers for {name}, got an array of {array.dtype}. Convert it to float64."
            raise TypeError(message)
        if array.ndim < len(cores):
            message = (
                f"Calling {NAME}: expected {name} of shape (..., {', '.join(map(str, cores))}), got {array.shape}. Put these axes last."
            )
            raise ValueError(message)
        for axis, size in zip(cores, array.shape[array.ndim - len(cores) :], strict=True):
            here = f"{name} of shape {array.shape}"
            if size == 0:
                message = f"Calling {NAME}: expected {axis} of at least 1, got {here}. Give at least one class."
                raise ValueError(message)
            if sizes.setdefault(axis, size) != size:
                message = f"Calling {NAME}: expected one size {axis}, got {first.get(axis, axis)} and {here}. Give them the same size."
                raise ValueError(message)
            first.setdefault(axis, here)
    return sizes


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
    """A result of shape ``(*shape, *core)`` in which every entry is contiguous."""
    entries = np.empty((*core, *shape), np.float32 if single else np.float64)
    return entries.transpose((*range(len(core), entries.ndim), *range(len(core))))


def checked(out: Any, lead: tuple[int, ...], core: tuple[int, ...], *, single: bool) -> Any:
    """The array ``out`` with at least one leading axis."""
    shape, dtype = (*lead, *core), np.dtype(np.float32 if single else np.float64)
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
        got = f"shape {out.shape}, {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        message = f"Calling {NAME}: expected `out` of shape {shape}, {dtype}, got {got}. Allocate it so, or leave it away."
        raise ValueError(message)
    return out if lead else out[np.newaxis]


def classes_first(array: Any, cores: tuple[Any, ...], shape: tuple[int, ...], sizes: Any) -> Any:
    """An argument over all elements, with its class axes first."""
    core = tuple(sizes[size] for size in cores)
    whole = array if array.shape == shape + core else np.broadcast_to(array, shape + core)
    return np.moveaxis(whole, range(whole.ndim - len(core), whole.ndim), range(len(core)))


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


def views(space: Any, groups: Any, sizes: Any, length: int) -> tuple[list[list[list[Any]]], int]:
    """Consecutive parts of the space: for every group and every entry (axes, count) of it, the arrays; and how much they take."""
    start = 0
    found = []
    for group in groups:
        rows: list[list[Any]] = []
        for axes, count in group:
            shape = (*(sizes[axis] for axis in axes), length)
            step = math.prod(shape)
            rows.append([space[start + step * row : start + step * (row + 1)].reshape(shape) for row in range(count)])
            start += step * count
        found.append(rows)
    return found, start


def width(sizes: Any, length: int) -> int:
    """How many numbers a row of scratch holds."""
    return min(BLOCK // 2, length * largest_of(sizes)) if SCRATCH else 0


def largest_of(sizes: Any) -> int:
    """Entries of the largest array of a program."""
    return max([1, *(int(math.prod(sizes[axis] for axis in axes)) for axes, _ in (*NUMBERS, *((core, 1) for core in CORES)))])


def needed(sizes: Any) -> int:
    """How many numbers of the workspace one element takes."""
    numbers = sum(math.prod(sizes[axis] for axis in axes) * count for axes, count in (*((core, 1) for core in (*CORES, RESULT)), *NUMBERS))
    truths = sum(math.prod(sizes[axis] for axis in axes) * count for axes, count in TRUTHS)
    return int(numbers) - int(-(truths + 1 + 2 * largest_of(sizes)) // 8) + 1


def capacity(sizes: Any) -> int:
    """How many elements a block of the usual length has."""
    return max(1, min(BLOCK, CAPACITY // (needed(sizes) + SCRATCH)))


def memory(workspace: Any, elements: int, sizes: Any) -> tuple[Any, int]:
    """The space for one block, in the given workspace or a new one, and the number of elements of the block."""
    if workspace is None:
        length = min(capacity(sizes), max(1, elements))
        return np.empty(needed(sizes) * length + SCRATCH * width(sizes, length)), length
    least = needed(sizes) + SCRATCH * width(sizes, 1)
    if not isinstance(workspace, np.ndarray) or not workspace.flags.c_contiguous or workspace.nbytes < 8 * least:
        message = (
            f"Calling {NAME}: expected a contiguous workspace of at least {8 * least} bytes, got {workspace!r:.60}. Use make_workspace()."
        )
        raise ValueError(message)
    space = workspace.reshape(-1).view(np.uint8)
    space = space[: space.size // 8 * 8].view(np.float64)
    length = min(capacity(sizes), space.size // needed(sizes))
    while needed(sizes) * length + SCRATCH * width(sizes, length) > space.size:
        length -= max(1, length // 8)
    return space, length


def make_workspace(*dimensions: int, dtype: Any = np.float64) -> Any:
    """Memory for one call at a time with arguments of these sizes, in the order of DIMENSIONS."""
    sizes = {size: size for size in DIMENSIONS if isinstance(size, int)}
    sizes |= dict(zip([size for size in DIMENSIONS if not isinstance(size, int)], dimensions, strict=True))
    length = capacity(sizes)
    return np.empty((needed(sizes) * length + SCRATCH * width(sizes, length)) * 8 // np.dtype(dtype).itemsize, dtype)
