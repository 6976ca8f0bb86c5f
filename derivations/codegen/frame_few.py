"""Calls with few elements: what they work with is kept for the shapes of their arguments. Copied into every generated module."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame_domain import within
from derivations.codegen.frame_generated import COLUMNS, COPIES, CORES, INPUTS, LIMITS, MIRRORS, ORDER, RESULT, ROWS, TRUTHS, WHOLE, block
from derivations.codegen.frame_memory import split
from derivations.codegen.frame_repair import finish


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
