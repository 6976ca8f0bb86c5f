"""diff((y - z)**2/2, z, 2).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

PROVENANCE = {
    "expression": "diff((y - z)**2/2, z, 2)",
    "let": {
        "z": "real",
        "y": "real",
    },
    "name": "loss_squared_hessian",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 0,
}

BLOCK = 65536
FEWEST = 256
NAME = "loss_squared_hessian"
ARGUMENTS = ("z", "y")
CORES: Any = ((), ())
RESULT: Any = ()
COLUMNS: Any = ((...,),)
COPIES: Any = ()
SPANS: Any = ((0, 1), (1, 2))
ORDER: Any = (0, 1)
OPEN: Any = (0, 1)
ENDS: Any = ()
LIMITS: Any = ((-math.inf, math.inf), (-math.inf, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 2, 1, 0, 0
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def loss_squared_hessian(z: Any, y: Any, out: Any = None, workspace: Any = None) -> Any:
    """diff((y - z)**2/2, z, 2).

    Computed as::

        1

    Args:
        z: real, shape (...).
        y: real, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Accuracy: the bound is 8 units in the last place where half a unit in every argument moves the exact value by
    one unit at most, and 8 times that movement elsewhere. ``fisherproof accuracy`` measures the errors.

    Operations: 0 for one element.
    """
    return run((z, y), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1 = x[:2]
    (o0,) = o[:1]
    o0.fill(1.0)
    return None, None


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
            bench.cut(bench.strays, arrays, result, workspace)
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


DESKS: int = 8

IDLE: list[Any] = []


class Bench:
    """How floating-point errors are told, and the desks of calls with few elements, by the shapes of their arguments."""

    def __init__(self) -> None:
        """The treatment of errors is a decorator: one that is entered anew costs a call twice as much."""
        strays: list[Any] = []  # an entry for every operation that left the range of floats
        self.strays = strays
        telling: Any = np.errstate(divide="ignore", invalid="ignore", over="call", under="call", call=lambda *what: strays.append(what))
        self.few, self.cut = telling(few), telling(cut)
        self.desks: dict[tuple[tuple[int, ...], ...], Desk] = {}

    def desk(self, arrays: list[Any], lead: tuple[int, ...]) -> Any:
        """A new desk if there are few elements; it is kept."""
        if not 0 < math.prod(lead) <= FEWEST:
            return None
        if len(self.desks) >= DESKS:
            self.desks.clear()
        shapes = tuple([array.shape for array in arrays])
        self.desks[shapes] = Desk(shapes, lead)
        return self.desks[shapes]


def all_within(x: list[Any], b: list[Any], same: Any) -> bool:
    """Whether certainly every input lies in its type; quick, and may say no where all do."""
    for row, low, high in ENDS:  # what is no number is the least and the largest one of its row
        some = x[row]
        if not some[some.argmin()] > low or (high < math.inf and not some[some.argmax()] < high):
            return False
    if not all_finite([x[row] for row in OPEN]):
        return False
    if MIRRORS or WHOLE:
        pairs = len(MIRRORS)
        for row in (*WHOLE, *range(pairs)):
            other = x[pairs + row] if row < pairs else np.floor(x[row], b[0])
            if np.count_nonzero(np.equal(x[row], other, same)) < other.size:
                return False
    return True


def all_finite(parts: list[Any]) -> bool:
    """Whether certainly all numbers are finite; two rows take one pass, for what is not stays so times any number."""
    pairs = [(part, parts[min(2 * place + 1, len(parts) - 1)]) for place, part in enumerate(parts[::2])]
    return all(-math.inf < one.dot(other) < math.inf for one, other in pairs)


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


class Desk:
    """Rows for few elements, and views of them: where every argument goes, what is compared at once, where every entry comes from."""

    def __init__(self, shapes: tuple[tuple[int, ...], ...], lead: tuple[int, ...]) -> None:
        """``shapes`` of the arguments, whose leading axes broadcast to ``lead``."""
        self.lead, shape = lead, lead or (1,)
        length, depth = math.prod(shape), len(RESULT)
        rows = np.empty((ROWS, length))
        entries, wholes, self.b, self.s, _, self.t = split(rows, length)
        self.x = [entries[place] for place in ORDER]
        self.places = [placed(*each, shape) for each in zip(shapes, wholes, CORES, strict=True)]
        self.given = rows[:INPUTS].reshape(-1)
        ends = {end: [ORDER[row] for row, each in enumerate(LIMITS) if each == end] for end in sorted(set(LIMITS))}
        self.lows = [(part, low) for (low, _), each in ends.items() if low > -math.inf for part in runs(rows, each)]
        self.highs = [(part, high) for (_, high), each in ends.items() if high < math.inf for part in runs(rows, each)]
        self.integers = runs(rows, [ORDER[row] for row in WHOLE])
        self.mirrors = [(self.x[row], self.x[row + len(MIRRORS)]) for row in range(len(MIRRORS))]
        columns = {**{place: column for column, place in enumerate(COLUMNS)}, **dict(COPIES)}
        order = [columns[(..., *place)] for place in np.ndindex(*RESULT)]
        self.order = np.array(order) if RESULT else None
        self.shape = (*RESULT, *shape)
        self.axes = (*range(depth, depth + len(shape)), *range(depth)) if RESULT or len(shape) > 1 else None
        self.results = np.empty((len(COLUMNS), length))
        self.o = list(self.results)

    def within(self) -> bool:
        """Whether certainly every input lies in its type; quick, and may say no where all do."""
        if not self.given.dot(self.given) < math.inf:
            return False
        for rows, low in self.lows:
            if not rows[rows.argmin()] > low:
                return False
        for rows, high in self.highs:
            if not rows[rows.argmax()] < high:
                return False
        for rows in self.integers:
            if np.floor(rows).tobytes() != rows.tobytes():
                return False
        return not self.mirrors or all(row.tobytes() == other.tobytes() for row, other in self.mirrors)

    def arranged(self, results: Any) -> Any:
        """The entries, shape (*RESULT, n) in rows, as a result of shape (*lead, *RESULT)."""
        result = results if self.axes is None else results.reshape(self.shape).transpose(self.axes)
        return result if self.lead else result[0]


def placed(shape: tuple[int, ...], space: Any, core: tuple[int, ...], lead: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """Where an argument is copied to, its shape with all leading axes if it has fewer, and the order of its axes if that is another."""
    if not core:
        return space.reshape(lead), None, None
    axes = (*range(len(lead) + len(core) - 1, len(lead) - 1, -1), *range(len(lead)))
    missing = len(lead) + len(core) - len(shape)
    return space.reshape((*core[::-1], *lead)), (1,) * missing + shape if missing else None, axes


def runs(rows: Any, places: list[int]) -> list[Any]:
    """The numbers of some rows, side by side as far as the rows are neighbours."""
    starts = [place for place in sorted(places) if place - 1 not in places]
    stops = [place + 1 for place in sorted(places) if place + 1 not in places]
    return [rows[start:stop].reshape(-1) for start, stop in zip(starts, stops, strict=True)]


def few(desk: Any, strays: list[Any], arrays: list[Any], out: Any, single: Any) -> Any:
    """Copy the arguments, compute every entry, forget what lies outside the types."""
    for (target, shape, axes), array in zip(desk.places, arrays, strict=True):
        if axes is None:
            target[...] = array
        else:
            target[...] = (array if shape is None else array.reshape(shape)).transpose(axes)
    direct = out is not None and desk.axes is None and not single and out.strides == (8,)
    results = desk.results if desk.order is not None else out if direct else np.empty_like(desk.o[0])
    x, b, s, t, o = desk.x, desk.b, desk.s, desk.t, desk.o if desk.order is not None else [results]
    inside = None if desk.within() else within(x, b, t[TRUTHS:], single=single)
    strays.clear()
    valid, suspect = block(x, b, s, t, o)
    quick = not strays and inside is None and (suspect is None or 1 not in suspect.tobytes())
    if not quick or (valid is not None and 0 in valid.tobytes()):
        finish((x, b, s, t, o), strays, (inside, valid, suspect))
    if direct:
        return out
    result = desk.arranged(results if desk.order is None else results.take(desk.order, 0))  # a new array with every entry, equal ones too
    if out is None:
        return result.astype(np.float32) if single else result
    out[...] = result
    return out


def compute(values: tuple[Any, ...], strays: list[Any], *, single: bool) -> None:
    """Every entry of a block."""
    x, b, _, t, _ = values
    inside = None if all_within(x, b, t[-1]) else within(x, b, t[TRUTHS:], single=single)
    valid, suspect = block(*values)
    if inside is not None or valid is not None:
        finish(values, strays, (inside, valid, suspect))


def finish(values: tuple[Any, ...], strays: list[Any], marks: tuple[Any, ...]) -> None:
    """Forget what lies outside the types: not inside, or not valid. No number is rounded twice, so that beyond all floats is infinite."""
    strays.clear()
    (_, _, _, t, o), (inside, valid, _) = values, marks
    outside = t[TRUTHS + 1]
    if inside is None or valid is None:
        np.logical_not(valid if inside is None else inside, outside)
    else:
        np.logical_not(np.logical_and(inside, valid, outside), outside)
    if np.count_nonzero(outside):
        for column in o:
            np.putmask(column, outside, math.nan)


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
