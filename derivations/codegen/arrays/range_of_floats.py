"""Which elements of a block left the range of floats on the way, and were harmed; the functions are copied into every module."""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.codegen.arrays.constants import FEW, REPAIRED, SCRATCH
from derivations.codegen.arrays.frame import block, repair
from derivations.codegen.arrays.memory import layout, plan, width


def watched(sizes: Any, x: Any, memory: Any, o: Any) -> tuple[Any, Any, Any]:
    """Compute a block: what is valid, where digits cancel, and where leaving the range of floats did harm."""
    b, s, t = memory
    strays: list[Any] = []
    with np.errstate(over="call", under="call", call=lambda *what: strays.append(what)):
        valid, suspect = block(sizes, x, b, t, s, o)
        return valid, suspect, beyond(sizes, x, o, strays) if strays and REPAIRED else None


def settle(sizes: Any, x: Any, o: Any, marks: tuple[Any, Any, Any]) -> None:
    """Compute again what lost digits, and what left the range of floats on the way, of which what is valid is known only then."""
    far, suspect, valid = marks
    again = np.zeros(o.shape[-1], np.bool_) if suspect is None else suspect if valid is None else np.logical_and(suspect, valid)
    done = repair(sizes, x, o, np.flatnonzero(again if far is None else np.logical_or(again, far)))
    if valid is not None:
        valid[done] = True


def beyond(sizes: Any, x: Any, o: Any, strays: list[Any]) -> Any:
    """Where leaving the range of floats has changed an entry by more than rounded arguments would, as longer floats tell."""
    if np.finfo(np.longdouble).maxexp <= np.finfo(np.float64).maxexp:
        return astray(sizes, x, strays)
    try:
        exact = evaluated(sizes, [row.astype(np.longdouble) for row in x])
        moved = evaluated(sizes, [nudged(row, place) for place, row in enumerate(x)])
    except TypeError:  # some function is there for floats of 64 bits only
        return astray(sizes, x, strays)
    near = np.abs(exact - o) <= 4.0 * np.spacing(np.abs(o)) + 16.0 * np.abs(moved - exact)
    return ~np.logical_and.reduce((near | (exact == o)).reshape(-1, o.shape[-1]), axis=0)


def nudged(row: Any, place: int) -> Any:
    """An argument moved by half a unit in its last place, one entry up and the next one down."""
    turns = place + np.add.reduce(np.indices(row.shape[:-1]), axis=0)
    return row * (1 + (-1.0) ** np.asarray(turns)[..., np.newaxis] * np.longdouble(2.0**-53))


def evaluated(sizes: Any, x: Any) -> Any:
    """The entries for these arguments, in memory of its own and in their precision."""
    length = x[0].shape[-1]
    space = np.empty(plan(sizes)[0] * length + SCRATCH * width(sizes, length), x[0].dtype)
    rows, b, o, scratch, t, _ = layout(space, sizes, length)
    for row, source in zip(rows, x, strict=True):
        np.copyto(row, source)
    block(sizes, rows, b, t, scratch, o)
    return o


def astray(sizes: Any, x: Any, strays: list[Any]) -> Any:
    """Where some number on the way was too large or too small for a float: halves are tried until few elements are left."""
    found = np.zeros(x[0].shape[-1], np.bool_)
    waiting = [(0, len(found))]
    while waiting:
        start, stop = waiting.pop()
        strays.clear()
        evaluated(sizes, [row[..., start:stop] for row in x])
        middle = (start + stop) // 2
        if strays and stop - start <= FEW:
            found[start:stop] = True
        elif strays:
            waiting += [(start, middle), (middle, stop)]
    return found
