"""The frame of generated kernels for every size: sizes from shapes, then block by block. Its functions are copied into the module.

Arrays of a block have their class axes first. In memory a class comes after the other, each contiguous over the elements; many classes
of one element stand side by side.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.arrays.constants import ARGUMENTS, CORES, ENDS, FIXED, FREE, MANY, NAME, RESULT, SIMPLEXES, SYMMETRIC, WHOLE
from derivations.codegen.arrays.memory import layout, memory


def block(sizes: Any, x: Any, b: Any, t: Any, s: Any, o: Any) -> tuple[Any, Any]:  # noqa: ARG001, D103, PLR0913, PLR0917 - stands for the generated one
    np.add.reduce(x[0], axis=0, out=o)
    return None, None


def repair(sizes: Any, x: Any, o: Any, where: Any) -> list[int]:  # noqa: D103 - stands for the generated one
    raise NotImplementedError


def watched(sizes: Any, x: Any, memory: Any, o: Any) -> Any:  # noqa: D103 - stands for that of range_of_floats
    raise NotImplementedError


def settle(sizes: Any, x: Any, o: Any, marks: tuple[Any, Any, Any]) -> None:  # noqa: D103 - stands for that of range_of_floats
    raise NotImplementedError


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check and broadcast the arguments, then work block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    sizes = sizes_of(arrays)
    lead = leading_shape(arrays)
    shape = lead or (1,)
    single = all(array.dtype == np.float32 for array in arrays)
    core = core_of_result(sizes)
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
    whole, depth = slice(None), target.ndim - len(shape)
    for piece in pieces(shape, length):
        part = target[(whole,) * depth + piece]
        count = math.prod(part.shape[depth:])
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
    valid, suspect, far = watched(sizes, x, (b, scratch, t), o)
    inside = within(x, rest, single=single)
    if inside is not None:
        valid = inside if valid is None else np.logical_and(valid, inside)
        far = None if far is None else np.logical_and(far, inside)
    if far is not None or (suspect is not None and np.logical_or.reduce(suspect)):
        settle(sizes, x, o, (far, suspect, valid))
    if valid is not None and not np.logical_and.reduce(valid):
        np.copyto(o, math.nan, where=np.logical_not(valid))
    if not direct:
        store(target, o)


def store(target: Any, o: Any) -> None:
    """Write the entries of a block where they belong."""
    np.copyto(target, o.reshape(target.shape), casting="same_kind")


def core_of_result(sizes: Any) -> tuple[int, ...]:
    """The trailing axes of the result."""
    return tuple([sizes[size] for size in RESULT])


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
    if axis in FIXED:
        shape = ", ".join(str(FIXED.get(each, each)) for each in CORES[ARGUMENTS.index(name)])
        message = f"Calling {NAME}: expected {name} of shape (..., {shape}), got {array.shape}. Put these axes last."
        raise ValueError(message)
    named = [f"{other} of shape {each.shape}" for other, cores, each in zip(ARGUMENTS, CORES, arrays, strict=True) if axis in cores]
    message = f"Calling {NAME}: expected one size {axis}, got {named[0]} and {here}. Give them the same size."
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
