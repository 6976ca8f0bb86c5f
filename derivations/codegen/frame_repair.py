"""Which elements of a block are computed again; the functions are copied into every generated module."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame_domain import all_within, within
from derivations.codegen.frame_generated import EIGHT, FEW, NEIGHBOURS, TRUTHS, block, repair
from derivations.codegen.frame_watch import Watch, alike, moved, watched


def compute(values: tuple[Any, ...], strays: list[Any], *, single: bool) -> None:
    """Every entry of a block; ``strays`` tells the next one whether this one left the range of floats."""
    x, b, _, t, o = values
    watch = Watch(strays, len(o[0])) if strays else None  # the block before did: this one may do so, too
    inside = None if all_within(x, b, t[-1]) else within(x, b, t[TRUTHS:], single=single)
    strays.clear()
    valid, suspect = (watch.block if watch else block)(*values)
    left = strays[:1]
    if left or inside is not None or valid is not None or suspect is not None:
        finish(values, strays, (inside, valid, suspect), watch)
    strays[:] = left


def finish(values: tuple[Any, ...], strays: list[Any], marks: tuple[Any, ...], watch: Any = None) -> None:
    """Compute again what lost digits or left the range of floats, and forget what lies outside the types: not inside, or not valid."""
    (x, _, _, t, o), (inside, valid, suspect) = values, marks
    far = beyond(values, strays, watch) if strays else None
    if inside is not None:
        valid = np.logical_and(inside, inside if valid is None else valid, t[TRUTHS + 1])
        far = None if far is None else np.logical_and(far, inside)
    if far is not None or (suspect is not None and np.count_nonzero(suspect)):
        settle(x, o, far, suspect, valid)
    if valid is not None and np.count_nonzero(valid) < len(o[0]):
        outside = np.logical_not(valid)
        for column in o:
            np.putmask(column, outside, math.nan)  # a quarter of the time of a copy with a condition


def settle(x: Any, o: Any, far: Any, suspect: Any, valid: Any) -> None:
    """Compute again what lost digits, and what left the range of floats on the way, of which what is valid is known only then."""
    again = np.zeros(len(o[0]), np.bool_) if suspect is None else suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
    done = repair(x, o, np.flatnonzero(again if far is None else np.logical_or(again, far)))
    if valid is not None:
        valid[done] = True


def beyond(values: tuple[Any, ...], strays: list[Any], watch: Any = None) -> Any:
    """Where leaving the range of floats has changed an entry by more than arguments off by half a unit would, as longer floats tell.

    Those take dozens of times as long: they are asked of few elements, which a watch tells, or which are searched first.
    """
    if np.finfo(np.longdouble).maxexp <= np.finfo(np.float64).maxexp:
        return astray(values, strays)
    if len(values[-1][0]) <= NEIGHBOURS:
        return harmed(values, strays)
    watch = watch or watched(values, strays)
    if watch.told == len(watch.strays):
        small = np.flatnonzero(watch.small & ~watch.infinite)
        places = np.flatnonzero(watch.infinite)
        if len(small):
            places = np.concatenate([places, moved(values, strays, small)])
    else:
        places = np.concatenate([np.arange(*part) for part in among(values, strays)] or [np.arange(0)])
    far = np.zeros(len(values[-1][0]), np.bool_)
    if len(places):
        far[places] = harmed(gathered(values, places), strays)
    return far


def among(values: tuple[Any, ...], strays: list[Any]) -> list[tuple[int, int]]:
    """Ranges of elements in which all are that leave the range of floats: eighths are tried while at most half of eight do."""
    found, waiting = [], [(0, len(values[-1][0]))]
    while waiting:
        start, stop = waiting.pop()
        parts = [part for part in parted(start, stop) if leaves(values, strays, *part)]
        if stop - start <= EIGHT * NEIGHBOURS or 2 * len(parts) > EIGHT:
            found += parts
        else:
            waiting += parts
    return found


def harmed(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Which of these elements leaving the range of floats has changed."""
    x, _, _, _, o = values
    try:
        exact = longer(values, [row.astype(np.longdouble) for row in x])
        far = ~alike(o, exact, 0.0)
        places = np.flatnonzero(far)
        if len(places):  # others need no excuse
            far[places] = ~alike(taken(o, places), exact[:, places], changes(gathered(values, places), exact[:, places]))
    except TypeError:  # some function is there for floats of 64 bits only
        return astray(values, strays)
    return straying(values, strays, far)


def changes(values: tuple[Any, ...], exact: Any) -> Any:
    """By how much arguments that are off by half a unit change the entries."""
    x = values[0]
    half = [np.spacing(row).astype(np.longdouble) / 2 for row in x]
    signs = ([(-1) ** (place // width) for place in range(len(x))] for width in (1, 2))  # any two of three move apart in one
    moved = [longer(values, [row + sign * step for row, sign, step in zip(x, each, half, strict=True)]) for each in signs]
    return np.maximum(*(np.abs(each - exact) for each in moved))


def straying(values: tuple[Any, ...], strays: list[Any], far: Any) -> Any:
    """Of some elements those that leave the range of floats themselves: what the others are off by is rounding."""
    places = np.flatnonzero(far)
    if len(places) > FEW:
        far[places] = astray(gathered(values, places), strays, 1)
    return far


def gathered(values: tuple[Any, ...], places: Any) -> tuple[Any, ...]:
    """Some elements of everything that a block works with."""
    x, b, s, t, o = values
    return taken(x, places), taken(b, places), s[:, places], taken(t, places), taken(o, places)


def taken(rows: Any, places: Any) -> list[Any]:
    """Some elements of every row."""
    return [row[places] for row in rows]


def longer(values: tuple[Any, ...], x: list[Any]) -> Any:
    """The entries by longer floats."""
    _, b, s, t, o = values
    rows = [np.empty((len(each), len(o[0])), np.longdouble) for each in (b, s, o)]
    block(x, list(rows[0]), rows[1], [np.empty_like(row) for row in t], list(rows[2]))
    return rows[2]


def astray(values: tuple[Any, ...], strays: list[Any], few: int = FEW) -> Any:
    """Where some number on the way was too large or too small for a float: eighths are tried until ``few`` elements are left."""
    found = np.zeros(len(values[-1][0]), np.bool_)
    waiting = [(0, len(found))]
    while waiting:
        start, stop = waiting.pop()
        if not leaves(values, strays, start, stop):
            continue
        if stop - start <= few:
            found[start:stop] = True
        else:
            waiting += parted(start, stop)
    return found


def leaves(values: tuple[Any, ...], strays: list[Any], start: int, stop: int) -> bool:
    """Whether some of these elements leave the range of floats; their entries stay."""
    x, b, s, t, o = values
    here = slice(start, stop)
    strays.clear()
    parts, numbers, truths = ([row[here] for row in rows] for rows in (x, b, t))
    block(parts, numbers, s[:, here], truths, list(np.empty((len(o), stop - start))))
    return bool(strays)


def parted(start: int, stop: int) -> list[tuple[int, int]]:
    """Eight parts of a range, or one an element."""
    step = -(-(stop - start) // EIGHT)
    return [(place, min(place + step, stop)) for place in range(start, stop, step)]
