"""How a kernel reads its arguments: a whole one by one copy into rows of the workspace, in the order of its reversed axes."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.codegen.inputs import Inputs, Row


def loads(inputs: Inputs) -> dict[str, Any]:
    """The constants of the frame that say which row of the workspace holds what, and what is quick to check of whole arguments."""
    spans: dict[int, tuple[int, int]] = {}
    places: dict[tuple[int, tuple[int, ...]], int] = {}
    start = 0
    kinds = list(inputs.types.values())
    for argument in sorted(range(len(kinds)), key=lambda place: _kind(inputs, place)):  # side by side what has the same ends
        spec = kinds[argument]
        found = list(itertools.product(*(range(int(size)) for size in spec.shape[::-1])))
        places |= {(argument, place[::-1]): start + row for row, place in enumerate(found)}
        spans[argument] = start, start + len(found)
        start += len(found)
    return {
        "SPANS": tuple(spans[argument] for argument in range(len(kinds))),
        "ORDER": tuple(places[row.argument, row.component] for row in inputs.rows),
        "OPEN": tuple(argument for argument in range(len(kinds)) if any(_is_open(row) for row in inputs.rows if row.argument == argument)),
        "ENDS": tuple(_ends(inputs)),
    }


def _is_open(row: Row) -> bool:
    """Whether an entry that is compared with its ends may still be infinite, or no number."""
    return not -math.inf < row.low < row.high < math.inf


def _kind(inputs: Inputs, argument: int) -> tuple[Any, ...]:
    """The ends of an argument's entries, and whether they are whole."""
    rows = [row for row in inputs.rows if row.argument == argument]
    return sorted({(row.low, row.high) for row in rows}), any(row.whole for row in rows)


def _ends(inputs: Inputs) -> list[tuple[int, int | None, float, float]]:
    """What must be compared: whole arguments whose entries have the same ends, else single entries."""
    found: list[tuple[int, int | None, float, float]] = []
    for argument in range(len(inputs.types)):
        rows = [(index, row.low, row.high) for index, row in enumerate(inputs.rows) if row.argument == argument]
        ends = dict.fromkeys((low, high) for _, low, high in rows)
        if len(ends) == 1:
            found += [(argument, None, low, high) for low, high in ends if (low, high) != (-math.inf, math.inf)]
        else:
            found += [(argument, index, low, high) for index, low, high in rows if (low, high) != (-math.inf, math.inf)]
    return found
