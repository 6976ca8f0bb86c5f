"""Which elements of a block are computed again; the functions are copied into every generated module."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame_generated import FEW, TRUTHS, block, repair


def finish(values: tuple[Any, ...], strays: list[Any], inside: Any, valid: Any, suspect: Any) -> None:
    """Compute again what lost digits or left the range of floats, and forget what lies outside the types."""
    x, _, _, t, o = values
    far = beyond(values, strays) if strays else None
    if inside is not None:
        valid = np.logical_and(inside, inside if valid is None else valid, t[TRUTHS + 1])
        far = None if far is None else np.logical_and(far, inside)
    if far is not None or (suspect is not None and np.count_nonzero(suspect)):
        settle(x, o, far, suspect, valid)
    if valid is not None and np.count_nonzero(valid) < len(o[0]):
        outside = np.logical_not(valid)
        for column in o:
            np.copyto(column, math.nan, where=outside)


def settle(x: Any, o: Any, far: Any, suspect: Any, valid: Any) -> None:
    """Compute again what lost digits, and what left the range of floats on the way, of which what is valid is known only then."""
    again = np.zeros(len(o[0]), np.bool_) if suspect is None else suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
    done = repair(x, o, np.flatnonzero(again if far is None else np.logical_or(again, far)))
    if valid is not None:
        valid[done] = True


def beyond(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where leaving the range of floats has changed an entry by more than arguments off by half a unit would, as longer floats tell."""
    x, _, _, _, o = values
    if np.finfo(np.longdouble).maxexp <= np.finfo(np.float64).maxexp:
        return astray(values, strays)
    try:
        exact = longer(values, [row.astype(np.longdouble) for row in x])
        half = [np.spacing(row).astype(np.longdouble) / 2 for row in x]
        signs = ([(-1) ** (place // width) for place in range(len(x))] for width in (1, 2))  # any two of three move apart in one
        moved = [longer(values, [row + sign * step for row, sign, step in zip(x, each, half, strict=True)]) for each in signs]
    except TypeError:  # some function is there for floats of 64 bits only
        return astray(values, strays)
    far = np.zeros(len(o[0]), np.bool_)
    for column, right, one, other in zip(o, exact, *moved, strict=True):
        change = np.maximum(np.abs(one - right), np.abs(other - right))
        excused = np.minimum(change, 1e-8 * np.abs(right))  # more, and longer floats are not to be trusted either
        near = np.abs(right - column) <= 7.0 * np.maximum(np.spacing(np.abs(column)), excused)
        infinite = (np.abs(right) > np.longdouble(2.0) ** 1025) & (np.abs(right) < np.inf) & (column == np.copysign(np.inf, right))
        far |= ~(near | infinite)
    return straying(values, strays, far)


def straying(values: tuple[Any, ...], strays: list[Any], far: Any) -> Any:
    """Of some elements those that leave the range of floats themselves: what the others are off by is rounding."""
    places = np.flatnonzero(far)
    if len(places) > FEW:
        x, b, s, t, o = values
        far[places] = astray((taken(x, places), taken(b, places), s[:, places], taken(t, places), taken(o, places)), strays, 1)
    return far


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
    """Where some number on the way was too large or too small for a float: halves are tried until ``few`` elements are left."""
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
        if strays and stop - start <= few:
            found[here] = True
        elif strays:
            waiting += [(start, middle), (middle, stop)]
    return found
