"""diff((-log(1/(exp(z) + 1)) if y == 0 else (-log(1/(exp(-g + z) + 1) - 1/(exp(z) + 1)) if y == 1 else -log(1 - 1/(exp(-g + z) + 1)))), z, 2).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

PROVENANCE = {
    "expression": "diff((-log(1/(exp(z) + 1)) if y == 0 else (-log(1/(exp(-g + z) + 1) - 1/(exp(z) + 1)) if y == 1 else -log(1 - 1/(exp(-g + z) + 1)))), z, 2)",
    "let": {
        "z": "real",
        "y": "natural",
        "g": "positive",
    },
    "name": "loss_ordinal_cumulative_logits_hessian",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 42,
}

BLOCK = 16384
NAME = "loss_ordinal_cumulative_logits_hessian"
ARGUMENTS = ("z", "y", "g")
CORES: Any = ((), (), ())
RESULT: Any = ()
COLUMNS: Any = ((),)
COPIES: Any = ()
COMPONENTS: Any = ((0, ()), (1, ()), (2, ()))
LIMITS: Any = ((-math.inf, math.inf), (-5e-324, math.inf), (0.0, math.inf))
WHOLE: Any = (1,)
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 3, 9, 0, 2
C0 = np.array(0.0)
C1 = np.array(1.0)
C2 = np.array(2.0)
C3 = np.array(4.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def loss_ordinal_cumulative_logits_hessian(z: Any, y: Any, g: Any, out: Any = None, workspace: Any = None) -> Any:
    """diff((-log(1/(exp(z) + 1)) if y == 0 else (-log(1/(exp(-g + z) + 1) - 1/(exp(z) + 1)) if y == 1 else -log(1 - 1/(exp(-g + z) + 1)))), z, 2).

    Computed as::

        Piecewise((exp(z - Max(g, z))*exp(-Max(g, z))/(exp(z - Max(g, z)) + exp(-Max(g, z)))**2, Eq(y, 0)),
        (Piecewise(((exp(2*z)*exp(g - Max(g, z))*exp(-Max(g, z)) + exp(2*z)*exp(-2*Max(g, z)) + 4*exp(g - Max(g,
        z))*exp(z - Max(g, z)) + exp(g - Max(g, z))*exp(-Max(g, z)) + exp(2*g - 2*Max(g, z)))*exp(z - Max(g,
        z))*exp(-Max(g, z))/((exp(g - Max(g, z)) + exp(z - Max(g, z)))**2*(exp(z - Max(g, z)) + exp(-Max(g,
        z)))**2), Eq(y, 1)), (exp(g - Max(g, z))*exp(z - Max(g, z))/(exp(g - Max(g, z)) + exp(z - Max(g, z)))**2,
        True)), True))

    Args:
        z: real, shape (...).
        y: natural, shape (...).
        g: positive, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Operations: 42 for one element.
    """
    return run((z, y, g), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2 = x[:3]
    b0, b1, b2, b3, b4, b5, b6, b7, b8 = b[:9]
    t0, t1 = t[:2]
    (o0,) = o[:1]
    np.equal(x1, C0, t0)
    np.equal(x1, C1, t1)
    np.maximum(x2, x0, out=b0)
    np.subtract(x2, b0, b1)
    np.exp(b1, b1)
    np.subtract(x0, b0, b2)
    np.exp(b2, b2)
    np.add(b1, b2, b3)
    np.square(b3, b3)
    np.multiply(b1, b2, b4)
    np.divide(b4, b3, o0)
    np.multiply(x0, C2, b5)
    np.exp(b5, b5)
    np.multiply(b0, C2, b6)
    np.negative(b6, b7)
    np.exp(b7, b7)
    np.multiply(b5, b7, b7)
    np.multiply(b4, C3, b4)
    np.negative(b0, b0)
    np.exp(b0, b0)
    np.multiply(b1, b0, b8)
    np.multiply(b5, b1, b1)
    np.multiply(b1, b0, b1)
    np.multiply(x2, C2, b5)
    np.subtract(b5, b6, b5)
    np.exp(b5, b5)
    np.add(b7, b4, b4)
    np.add(b4, b8, b4)
    np.add(b4, b1, b1)
    np.add(b1, b5, b1)
    np.add(b2, b0, b4)
    np.square(b4, b4)
    np.multiply(b1, b2, b1)
    np.multiply(b1, b0, b1)
    np.multiply(b3, b4, b3)
    np.divide(b1, b3, b1)
    if np.count_nonzero(t1):
        np.putmask(o0, t1, b1)
    np.multiply(b2, b0, b0)
    np.divide(b0, b4, b0)
    if np.count_nonzero(t0):
        np.putmask(o0, t0, b0)
    return None, None


def repair(x: Any, o: Any, where: Any) -> None:
    """Nothing to compute again: no sum here loses digits."""


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check and broadcast the arguments, then work block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    lead = leading_shape(arrays)
    shape = lead or (1,)
    single = bool(arrays) and all(array.dtype.char == "f" for array in arrays)
    if out is None:
        result = allocate(shape, single=single)
    else:
        result = checked(out, lead, single=single)
        arrays = [array.copy() if np.may_share_memory(array, out) else array for array in arrays]
    sources = [component(arrays[argument], place, shape) for argument, place in COMPONENTS]
    columns = [result[(..., *place)] for place in COLUMNS]
    copies = [(result[(..., *place)], column) for place, column in COPIES]
    length = math.prod(shape)
    rows = memory(workspace, length)
    with np.errstate(all="ignore"):
        if length == rows.shape[1]:
            work(sources, columns, copies, rows, single=single)
        else:
            for piece in pieces(shape, rows.shape[1]):
                targets = [(target[piece], column) for target, column in copies]
                work([source[piece] for source in sources], [column[piece] for column in columns], targets, rows, single=single)
    if out is not None:
        return out
    return result if lead else result[0]


def work(sources: list[Any], columns: list[Any], copies: list[Any], rows: Any, *, single: bool) -> None:
    """Load one block, compute it, forget what lies outside the types."""
    shape = columns[0].shape
    length = math.prod(shape)
    if length == 0:
        return
    flags = truths(rows, length) if TRUTHS else None
    whole = rows
    rows = rows if length == rows.shape[1] else rows[:, :length]
    views = [*rows[: ROWS - -(-FLAGS // 8)]]
    x = [loaded(row, source, shape) for row, source in zip(views, sources, strict=False)]
    b = views[INPUTS : INPUTS + NUMBERS]
    direct = not single and columns[0].strides == (8,)
    o = columns if direct else views[INPUTS + NUMBERS + SCRATCH :]
    inside = None if all_within(x, b) else within(x, b, truths(whole, length)[TRUTHS:], single=single)
    valid, suspect = block(x, b, rows[INPUTS + NUMBERS : ROWS], flags, o)
    if inside is not None:
        valid = inside if valid is None else np.logical_and(valid, inside, out=inside)
    if suspect is not None and np.count_nonzero(suspect):
        doubtful = suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
        repair(x, o, np.flatnonzero(doubtful))
    if valid is not None and np.count_nonzero(valid) < length:
        outside = np.logical_not(valid)
        for column in o:
            np.copyto(column, math.nan, where=outside)
    if not direct:
        for column, value in zip(columns, o, strict=True):
            np.copyto(column, value.reshape(shape), casting="same_kind")
    for target, place in copies:
        np.copyto(target, columns[place])


def loaded(row: Any, source: Any, shape: tuple[int, ...]) -> Any:
    """One input over a block, shape (n,): the argument itself if it is contiguous float64, else a copy in the workspace."""
    if source.strides == (8,) and source.dtype.char == "d" and source.flags.aligned:
        return source
    np.copyto(row if len(shape) == 1 else row.reshape(shape), source)
    return row


def all_within(x: list[Any], b: list[Any]) -> bool:
    """Whether certainly every input lies in its type; quick, and may say no where all do."""
    for row, (low, high) in zip(x, LIMITS, strict=True):
        if not row.dot(row) < math.inf:
            return False
        if (low > -math.inf and not row[row.argmin()] > low) or (high < math.inf and not row[row.argmax()] < high):
            return False
    pairs = len(MIRRORS)
    for index in (*WHOLE, *range(pairs)):
        other = x[pairs + index] if index < pairs else np.floor(x[index], out=b[0])
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
        split = len(shape) - len(core)
        if split < 0 or shape[split:] != core:
            message = f"Calling {NAME}: expected {name} of shape (..., {', '.join(map(str, core))}), got {shape}. Put these axes last."
            raise ValueError(message)
        shapes.append(shape[:split])
    if all(shape == shapes[0] for shape in shapes):
        first: tuple[int, ...] = shapes[0] if shapes else ()
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


def memory(workspace: Any, elements: int) -> Any:
    """The rows of numbers, in the given workspace or in a new one; the last ones hold truths."""
    if workspace is None:
        return np.empty((ROWS, min(BLOCK, elements or 1)))
    if isinstance(workspace, np.ndarray) and workspace.flags.c_contiguous and workspace.nbytes >= 8 * ROWS:
        space = workspace.reshape(-1).view(np.uint8)
        length = min(BLOCK, space.size // (8 * ROWS), elements or 1)
        return space[: 8 * ROWS * length].view(np.float64).reshape(ROWS, length)
    message = f"Calling {NAME}: expected a contiguous workspace of at least {8 * ROWS} bytes, got {workspace!r:.60}. Use make_workspace()."
    raise ValueError(message)


def truths(rows: Any, length: int) -> Any:
    """The truths of a workspace, shape (FLAGS, length)."""
    space = rows[ROWS - -(-FLAGS // 8) :].reshape(-1).view(np.bool_)
    return space[: FLAGS * length].reshape(FLAGS, length)


def make_workspace(dtype: Any = np.float64) -> Any:
    """Memory for one call at a time: with ``out`` and this, a call allocates nothing that grows with its arguments."""
    return np.empty(ROWS * BLOCK * 8 // np.dtype(dtype).itemsize, dtype)
