"""A table that takes one way to every product of matrices of a pass, chosen by measuring, in place of the core's fixed choice."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.layout.routes import ROUTES, fixed
from numeric.curvature import output
from numeric.layers import adjoint, forward, tangent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.layout.routes import Route
    from numeric.layers.buffers import Buffers

    Array = np.ndarray[Any, np.dtype[Any]]
    Key = tuple[str, tuple[int, int], tuple[int, int], bool, bool]  # kind, shapes of the factors, and whether each is in C order

ROUNDS, COPIES = 15, 4  # in turn, and factors by turns so that none lies in the nearest cache because of the product before
WORTH = 0.97  # of the fixed choice's time: what takes more is left as it is
USERS = (adjoint, forward, output, tangent)


@dataclass
class Table:
    """What was chosen for every product that was seen.

    Args:
        buffers: work space.
        chosen: the ways that are taken; the fixed one where there is none.
        seen: all products that were asked for.
    """

    buffers: Buffers
    chosen: dict[Key, Route] = field(default_factory=dict)
    seen: set[Key] = field(default_factory=set)

    def _product(self, kind: str, a: Array, b: Array, out: Array) -> Array:
        key = (kind, a.shape, b.shape, a.flags.c_contiguous, b.flags.c_contiguous)
        self.seen.add(key)
        self.chosen.get(key, fixed(kind))(a, b, out, self.buffers)
        return out

    @contextmanager
    def used(self) -> Iterator[None]:
        """The core asks the table for every product."""
        held = {(module, name): getattr(module, name) for module in USERS for name in NAMES if hasattr(module, name)}
        ways = {
            "multiply": lambda a, b, out: self._product("multiply", a, b, out),
            "accumulate": lambda a, b, out, _: self._product("accumulate", a, b, out),
            "inner_products": lambda a, b, out, _: self._product("inner", a, b.T, out),
        }
        for module, name in held:
            setattr(module, name, ways[name])
        try:
            yield
        finally:
            for (module, name), function in held.items():
                setattr(module, name, function)

    def choose(self, dtype: np.dtype[Any]) -> None:
        """Measure every way to every product that was seen, and take the fastest where it is worth it."""
        for key in sorted(self.seen):
            times = self._times(key, dtype)
            best = min(times, key=lambda name: times[name])
            if times[best] < WORTH * times["fixed"]:
                self.chosen[key] = ROUTES[key[0]][best]

    def _times(self, key: Key, dtype: np.dtype[Any]) -> dict[str, float]:
        """Processor seconds of every way, by its name."""
        kind, first, second, *orders = key
        generator = np.random.default_rng(0)

        def factor(shape: tuple[int, int], *, straight: bool) -> Array:
            return generator.standard_normal(shape).astype(dtype) if straight else generator.standard_normal(shape[::-1]).astype(dtype).T

        factors = [(factor(first, straight=orders[0]), factor(second, straight=orders[1])) for _ in range(COPIES)]
        ways = {"fixed": fixed(kind), **ROUTES[kind]}
        outs = [np.zeros((first[0], second[1]), dtype) for _ in factors]
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                started = time.process_time()
                for (a, b), out in zip(factors, outs, strict=True):
                    way(a, b, out, self.buffers)
                taken[name].append(time.process_time() - started)
        return {name: median(each) for name, each in taken.items()}


NAMES = ("multiply", "accumulate", "inner_products")
