"""How often the block of a NumPy kernel calls NumPy: what no frame around it can save."""

from __future__ import annotations

from typing import Any

import numpy as np


class Counted(np.ndarray):
    """Numbers whose operations are counted, as operators too, and those of what comes of them."""

    calls = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Compute with plain arrays."""
        Counted.calls += 1
        if kwargs.get("out"):
            kwargs["out"] = tuple(map(plain, kwargs["out"]))
        result = getattr(ufunc, method)(*map(plain, inputs), **kwargs)
        return counted(result) if not kwargs.get("out") else result


class Counting:
    """NumPy, whose functions beside ufuncs are counted; their new arrays are counted, too."""

    def __getattr__(self, name: str) -> Any:
        """The ufunc, type or number of this name; else a function that counts."""
        found = getattr(np, name)
        if isinstance(found, np.ufunc | type) or not callable(found):
            return found

        def call(*arguments: Any, **kwargs: Any) -> Any:
            Counted.calls += 1
            return counted(found(*map(plain, arguments), **kwargs))

        return call


def plain(value: Any) -> Any:
    """The same array, not counted."""
    return value.view(np.ndarray) if isinstance(value, Counted) else value


def counted(value: Any) -> Any:
    """The same, counted if it is an array."""
    return value.view(Counted) if isinstance(value, np.ndarray) and value.ndim else value


def calls_of_numpy(module: Any, name: str, arguments: list[Any]) -> int:
    """The calls of NumPy in the first block of a call, methods of arrays and indices apart."""
    block, seen = module.block, []

    def watched(*rows: Any) -> Any:
        module.np, Counted.calls = Counting(), 0
        x, b, s, t, o = rows
        result = block(
            *([counted(row) for row in each] for each in (x, b)), counted(s), *([counted(row) for row in each] for each in (t, o))
        )
        seen.append(Counted.calls)
        module.np, module.block = np, block
        return tuple(map(plain, result))

    module.block = watched
    getattr(module, name)(*arguments)
    return seen[0]
