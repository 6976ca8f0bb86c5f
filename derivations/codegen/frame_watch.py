"""Which elements of a block left the range of floats, told by the operations themselves; copied into every generated module.

A number below 2^-1022 is off by a unit of 2^-1074 or two. Where that matters, a result changes when some units are added to it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.codegen.frame_generated import block


class Watch:
    """The elements, of so many, of which an operation gave no number, an infinite one or a small one; up to ``cycle`` units are added."""

    def __init__(self, strays: list[Any], length: int, cycle: int = 0) -> None:
        """``strays`` has an entry for every operation that left the range of floats; ``told`` counts those with known elements."""
        self.strays, self.cycle, self.told = strays, cycle, 0
        self.infinite, self.small = np.zeros(length, np.bool_), np.zeros(length, np.bool_)

    def row(self, numbers: Any, places: Any) -> Any:
        """The numbers, shape (.., n), of the elements at n places, watched; ``None``: of which ones is told by what is written there."""
        view = numbers.view(Watched)
        view.watch, view.places = self, places
        return view

    def block(self, x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
        """Compute a block, watched."""
        everyone = np.arange(len(self.small))
        inputs, numbers, outputs = ([self.row(row, everyone) for row in rows] for rows in (x, b, o))
        return block(inputs, numbers, self.row(s, None), t, outputs)

    def note(self, result: Any, places: Any, before: int) -> None:
        """Remember the elements of an operation that left the range of floats."""
        size = np.abs(result)
        for found, here in ((self.infinite, ~(size < np.inf)), (self.small, size < 2.0**-1022)):
            found[places[here if here.ndim == 1 else here.any(axis=0)]] = True
        if self.cycle and any(kind == "underflow" for kind, _ in self.strays[before:]):
            small = size < 2.0**-1022
            units = 1 + 2 * len(self.strays) % self.cycle  # not always as many: what is added to both sides of a difference is lost
            result[small] += np.copysign(units * 2.0**-1074, result[small])
        self.told += len(self.strays) - before


class Watched(np.ndarray):
    """Numbers of some elements; every operation on them that leaves the range of floats tells their watch which elements do."""

    watch: Any = None
    places: Any = None

    def __array_finalize__(self, other: Any) -> None:
        """Copies are watched, too."""
        self.watch, self.places = getattr(other, "watch", None), getattr(other, "places", None)

    def __getitem__(self, key: Any) -> Any:
        """Parts are of some of the elements."""
        part = super().__getitem__(key)
        if isinstance(part, Watched) and self.places is not None:
            last = key if self.ndim == 1 else key[-1] if isinstance(key, tuple) and len(key) == self.ndim else slice(None)
            places = self.places[plain(last)]
            part.places = places if np.ndim(places) == 1 else None
        return part

    def __array_ufunc__(self, ufunc: Any, method: Any, *inputs: Any, **kwargs: Any) -> Any:
        """Compute with plain arrays, and tell."""
        out, strays = kwargs.get("out", ()), self.watch.strays
        if out:
            kwargs["out"] = tuple(map(plain, out))
        before = len(strays)
        result = getattr(ufunc, method)(*map(plain, inputs), **kwargs)
        places = fitting(result, (*inputs, *out))
        if len(strays) > before and places is not None:
            self.watch.note(result, places, before)
        for each in out:
            if isinstance(each, Watched) and places is not None:
                each.places = places
        return like(result, self.watch, places) if not out else out[0] if len(out) == 1 else out

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """What is chosen or put together from rows is watched as they are."""
        result = super().__array_function__(func, types, args, kwargs)
        return like(result, self.watch, fitting(result, (self,)))


def plain(value: Any) -> Any:
    """The same without a watch."""
    return value.view(np.ndarray) if isinstance(value, Watched) else value


def fitting(result: Any, rows: tuple[Any, ...]) -> Any:
    """The places of the elements of a result, which are those of the first row as long as it is; ``None`` if there is none."""
    if not isinstance(result, np.ndarray) or result.dtype != np.float64 or not result.ndim:
        return None
    known = (row.places for row in rows if isinstance(row, Watched) and row.places is not None)
    return next((places for places in known if len(places) == result.shape[-1]), None)


def like(result: Any, watch: Watch, places: Any) -> Any:
    """A new result, watched if its elements are known."""
    return plain(result) if places is None else watch.row(result, places)


def watched(values: tuple[Any, ...], strays: list[Any]) -> Watch:
    """The watch of a block that is computed again."""
    x, b, s, t, o = values
    watch = Watch(strays, len(o[0]))
    strays.clear()
    watch.block(x, b, s, [row.copy() for row in t], list(np.empty((len(o), len(o[0])))))
    return watch


def moved(values: tuple[Any, ...], strays: list[Any], places: Any) -> Any:
    """Those of the places where an entry changes with the last digits of what is small; all of them where that is not known."""
    x, b, s, t, o = ([row[places] for row in rows] for rows in values)
    same = np.ones(len(places), np.bool_)
    for cycle in (5, 7):  # no two numbers are moved in one proportion by both
        watch, entries = Watch(strays, len(places), cycle), list(np.empty((len(o), len(places))))
        strays.clear()
        watch.block(x, b, np.array(s).reshape(-1, len(places)), t, entries)
        if watch.told < len(strays):
            return places
        for old, new in zip(o, entries, strict=True):
            same &= (old == new) | alike([old], new, 0.0)
    return places[~same]


def alike(o: Any, exact: Any, change: Any) -> Any:
    """Where every entry is what longer floats say, within seven units or what is excused by a change."""
    columns = np.array(o)
    excused = np.minimum(change, 1e-8 * np.abs(exact))  # more, and longer floats are not to be trusted either
    near = np.abs(exact - columns) <= 7.0 * np.maximum(np.spacing(np.abs(columns)), excused)
    infinite = (np.abs(exact) > np.longdouble(2.0) ** 1025) & (np.abs(exact) < np.inf) & (columns == np.copysign(np.inf, exact))
    return (near | infinite).all(axis=0)
