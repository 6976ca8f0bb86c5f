"""fisher(ZeroTruncatedPoisson(rate), [rate]).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import contextvars
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "fisher(ZeroTruncatedPoisson(rate), [rate])",
    "let": {
        "rate": "positive",
    },
    "name": "fisher_zero_truncated_poisson",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 9,
}

BLOCK = 16384
FEW = 4
FEWEST = 256
NAME = "fisher_zero_truncated_poisson"
ARGUMENTS = ("rate",)
CORES: Any = ((),)
RESULT: Any = (1, 1)
COLUMNS: Any = ((0, 0),)
COPIES: Any = ()
COMPONENTS: Any = ((0, ()),)
LIMITS: Any = ((0.0, math.inf),)
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 1, 3, 2, 0
N0_5 = np.array(0.5)
N0_25 = np.array(0.25)
N1 = np.array(1.0)
N3 = np.array(3.0)
N9 = np.array(9.0)
N2 = np.array(2.0)
Nm2 = np.array(-2.0)
N4 = np.array(4.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def fisher_zero_truncated_poisson(rate: Any, out: Any = None, workspace: Any = None) -> Any:
    """fisher(ZeroTruncatedPoisson(rate), [rate]).

    Computed as::

        [(rate*langevin_slope(rate/2)/4 + langevin(rate/2)/2 + 1/2)/rate]

    Args:
        rate: positive, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (..., 1, 1). Arguments broadcast; outside its type an element is nan.

    Operations: 9 for one element.
    """
    return run((rate,), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    (x0,) = x[:1]
    b0, b1, b2 = b[:3]
    (o0,) = o[:1]
    np.multiply(x0, N0_5, b0)
    langevin_slope(b0, b1, s)
    np.multiply(x0, b1, b1)
    np.multiply(b1, N0_25, b1)
    langevin(b0, b2, s)
    np.multiply(b2, N0_5, b0)
    np.add(N0_5, b1, b1)
    np.add(b1, b0, b0)
    np.divide(b0, x0, o0)
    return None, None


def repair(x: Any, o: Any, where: Any) -> Any:
    """Some function here has no second way to be computed: values stay."""
    return []


Array = NDArray[np.float64]


def arrays(table: Any) -> Any:
    """A number as an array without axes, or all of a table: a ufunc takes these in half the time of a float."""
    return tuple([arrays(part) for part in table]) if isinstance(table, tuple) else np.array(table)


# The root in two parts, the slope there, (slope - digamma(a) / (a - root)) / (a - root) for 0.5 <= a <= 3, and
# a^2 (log a - digamma(a)) - a / 2 in 1 / a^2 for a >= 3 and for a >= 10: numerator and denominator, highest power first.
DIGAMMA_ROOT = arrays((1.4616321449683622, 9.549995429965697e-17))
DIGAMMA_SLOPE = arrays(0.9676722454476212)
DIGAMMA_NEAR = arrays(
    (
        (
            -217.60259849221327,
            18862.866163955823,
            60730103.34010372,
            1478912129.2629502,
            11293640953.492033,
            34803851016.84544,
            43392526759.06223,
            16862099832.762884,
        ),
        (
            64244063.30361548,
            1710353990.8903706,
            14455836447.147303,
            50353984707.65927,
            73567808147.24791,
            36023659368.70933,
            1.0,
        ),
    )
)
DIGAMMA_TAIL = arrays(
    (
        (
            0.4692934456718143,
            6.8835831058682455,
            13.616091503171907,
            7.740599379742683,
            1.4850012220726643,
            0.08333333333333333,
        ),
        (10.404829693490088, 96.10711564631292, 172.05292150375996, 94.63157497578062, 17.92001466487197, 1.0),
    )
)
DIGAMMA_SHORT = arrays(
    (
        (
            0.07290040588749579,
            -0.020997344678476245,
            0.0075753691706186566,
            -0.004166666003179246,
            0.003968253967881951,
            -0.008333333333333297,
            0.08333333333333333,
        ),
        (1.0,),
    )
)


def digamma(a: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of log gamma, shape (n,), a > 0.

    Accuracy: 3 ulp, also beside the root.
    """
    if not a.size:
        return
    low, high = a[a.argmin()], a[a.argmax()]
    if not high < 3.0:
        reciprocal, square, tail, work = scratch[0], scratch[1], scratch[2], scratch[3]
        np.divide(N1, a, reciprocal)
        np.multiply(reciprocal, reciprocal, square)
        digamma_ratio(square, DIGAMMA_SHORT if low >= 10.0 else DIGAMMA_TAIL, tail, work)
        np.multiply(tail, reciprocal, tail)
        np.add(tail, N0_5, tail)
        np.multiply(tail, reciprocal, tail)
        np.log(a, out)
        np.subtract(out, tail, out)
    if not low >= 3.0:
        near = np.flatnonzero(a < N3)
        out[near] = digamma_near(a[near])


def digamma_near(a: Array) -> Array:
    """The same for a < 3, as a new array: below 0.5 by one step of the recurrence."""
    below = a < 0.5
    b = a + below
    value, work = np.empty_like(b), np.empty_like(b)
    digamma_ratio(b, DIGAMMA_NEAR, value, work)
    np.subtract(b, DIGAMMA_ROOT[0], b)
    np.subtract(b, DIGAMMA_ROOT[1], b)
    np.multiply(value, b, value)
    np.subtract(DIGAMMA_SLOPE, value, value)
    np.multiply(value, b, value)
    np.divide(below, a, work)
    return np.subtract(value, work, value)


def digamma_ratio(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array, work: Array) -> None:
    """Write the quotient of two polynomials in x, or one polynomial if the second table is that of the number one."""
    for table, result in zip(tables, (out, work), strict=True):
        if len(table) > 1:
            np.multiply(x, table[0], result)
            for coefficient in table[1:-1]:
                np.add(result, coefficient, result)
                np.multiply(result, x, result)
            np.add(result, table[-1], result)
    if len(tables[1]) > 1:
        np.divide(out, work, out)


# The function over x, in x^2 up to 9.
LANGEVIN_NEAR = arrays(
    (
        (
            -1.1602507663893558e-12,
            2.667173458626252e-09,
            2.6640230165266926e-06,
            0.0004749519960227405,
            0.02503496747886345,
            0.3333333333333333,
        ),
        (1.1699191492440745e-07, 4.4581595887474345e-05, 0.004527087579079457, 0.1417715691032569, 1.0),
    )
)


def langevin(x: Array, out: Array, scratch: Array) -> None:
    """Write coth(x) - 1 / x, shape (n,); zero at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, scratch[0])
    digamma_ratio(scratch[0], LANGEVIN_NEAR, out, scratch[1])
    np.multiply(out, x, out)
    if not scratch[0][scratch[0].argmax()] <= 9.0:
        far = np.flatnonzero(~(scratch[0] <= N9))
        part = x[far]
        size = np.abs(part)
        out[far] = np.copysign(N1 - N1 / size + N2 / np.expm1(N2 * size), part)


# The function in x^2 up to 9.
LANGEVIN_SLOPE_NEAR = arrays(
    (
        (
            1.731379062280115e-13,
            -4.384625489895098e-11,
            1.4383111678476659e-07,
            1.9330825235587506e-05,
            0.00111370963126741,
            0.024403949902562987,
            0.33333333333333337,
        ),
        (
            1.379181639574985e-07,
            1.9877997334910797e-05,
            0.0010765382838113702,
            0.026237467089303163,
            0.2732118497076899,
            1.0,
        ),
    )
)


def langevin_slope(x: Array, out: Array, scratch: Array) -> None:
    """Write 1 / x^2 - 1 / sinh(x)^2, shape (n,); one third at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, scratch[0])
    digamma_ratio(scratch[0], LANGEVIN_SLOPE_NEAR, out, scratch[1])
    if not scratch[0][scratch[0].argmax()] <= 9.0:
        far = np.flatnonzero(~(scratch[0] <= N9))
        decay = np.exp(Nm2 * np.abs(x[far]))
        out[far] = N1 / scratch[0, far] - N4 * decay / (N1 - decay) ** 2


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
    """Take arguments and result apart into their entries, and these into blocks."""
    sources = [arrays[argument][(..., *place)] if place else arrays[argument] for argument, place in COMPONENTS]
    columns = [result[(..., *place)] for place in COLUMNS] if RESULT else [result]
    copies = [(result[(..., *place)], column) for place, column in COPIES]
    length = math.prod(shape)
    if length <= FEWEST and workspace is None:
        work(bench.views(length), bench.strays, sources, columns, copies)
        return
    rows = memory(workspace, length)
    if length <= rows.shape[1]:
        work(split(rows, length), bench.strays, sources, columns, copies)
        return
    sources = [source if source.shape == shape else np.broadcast_to(source, shape) for source in sources]
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
    given, b, s, outputs, t = views
    x = [loaded(row, source, shape) for row, source in zip(given, sources, strict=True)]
    single = columns[0].dtype.char == "f"
    direct = not single and columns[0].strides == (8,)
    o = columns if direct else outputs
    inside = None if all_within(x, b) else within(x, b, t[TRUTHS:], single=single)
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


def loaded(row: Any, source: Any, shape: tuple[int, ...]) -> Any:
    """One input over a block, shape (n,): the argument itself if it is contiguous float64, else a copy in the workspace."""
    if source.shape == shape and source.strides == (8,) and source.dtype.char == "d" and source.flags.aligned:
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


IDLE: list[Any] = []


class Bench:
    """How floating-point errors are told, and the rows of the workspace, kept from call to call where a call has few elements."""

    def __init__(self) -> None:
        """A context of its own costs a call nothing to enter; setting the treatment of errors anew would cost more than most kernels."""
        strays: list[Any] = []  # an entry for every operation that left the range of floats
        self.context = contextvars.Context()
        self.context.run(np.seterr, divide="ignore", invalid="ignore", over="call", under="call")
        self.context.run(np.seterrcall, lambda *what: strays.append(what))
        self.strays = strays
        self.length = 0
        self.kept: Any = ()

    def views(self, length: int) -> Any:
        """The rows for few elements by their use."""
        if length != self.length:
            self.kept, self.length = split(np.empty((ROWS, length)), length), length
        return self.kept


def split(rows: Any, length: int) -> Any:
    """The rows of a workspace by their use, each of shape (length,): inputs, numbers, scratch, outputs, truths, eight of these a row."""
    numbers = ROWS - -(-FLAGS // 8)
    each = [rows[place, :length] for place in range(numbers)]
    first, second = INPUTS + NUMBERS, INPUTS + NUMBERS + SCRATCH
    space = rows[numbers:].reshape(-1).view(np.bool_)
    truths = [space[place * length : (place + 1) * length] for place in range(FLAGS)]
    return each[:INPUTS], each[INPUTS:first], rows[first:second, :length], each[second:], truths


def settle(x: Any, o: Any, far: Any, suspect: Any, valid: Any) -> None:
    """Compute again what lost digits, and what left the range of floats on the way, of which what is valid is known only then."""
    again = np.zeros(len(o[0]), np.bool_) if suspect is None else suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
    done = repair(x, o, np.flatnonzero(again if far is None else np.logical_or(again, far)))
    if valid is not None:
        valid[done] = True


def beyond(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where leaving the range of floats has changed an entry by more than rounded arguments would, as longer floats tell."""
    x, _, _, _, o = values
    if np.finfo(np.longdouble).maxexp <= np.finfo(np.float64).maxexp:
        return astray(values, strays)
    try:
        exact = longer(values, [row.astype(np.longdouble) for row in x])
        moved = longer(values, [row * (1 + (-1) ** place * np.longdouble(2.0**-53)) for place, row in enumerate(x)])
    except TypeError:  # some function is there for floats of 64 bits only
        return astray(values, strays)
    far = np.zeros(len(o[0]), np.bool_)
    for column, right, other in zip(o, exact, moved, strict=True):
        far |= ~(np.abs(right - column) <= 4.0 * np.spacing(np.abs(column)) + 16.0 * np.abs(other - right))
    return far


def longer(values: tuple[Any, ...], x: list[Any]) -> Any:
    """The entries by longer floats."""
    _, b, s, t, o = values
    rows = [np.empty((len(each), len(o[0])), np.longdouble) for each in (b, s, o)]
    block(x, list(rows[0]), rows[1], [np.empty_like(row) for row in t], list(rows[2]))
    return rows[2]


def astray(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where some number on the way was too large or too small for a float: halves are tried until few elements are left."""
    x, b, s, t, o = values
    found = np.zeros(len(o[0]), np.bool_)
    waiting = [(0, len(found))]
    while waiting:
        start, stop = waiting.pop()
        here = slice(start, stop)
        strays.clear()
        parts, numbers, truths, entries = ([row[here] for row in rows] for rows in (x, b, t, o))
        block(parts, numbers, s[:, here], truths, entries)
        middle = (start + stop) // 2
        if strays and stop - start <= FEW:
            found[here] = True
        elif strays:
            waiting += [(start, middle), (middle, stop)]
    return found


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


def make_workspace(dtype: Any = np.float64) -> Any:
    """Memory for one call at a time: with ``out`` and this, a call allocates nothing that grows with its arguments."""
    return np.empty(ROWS * BLOCK * 8 // np.dtype(dtype).itemsize, dtype)
