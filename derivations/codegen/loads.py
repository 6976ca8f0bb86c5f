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
        "OPEN": tuple(place for place, row in _checked(inputs) if not -math.inf < row.low < row.high < math.inf),
        "ENDS": tuple((place, row.low, row.high) for place, row in _checked(inputs) if (row.low, row.high) != (-math.inf, math.inf)),
    }


def _checked(inputs: Inputs) -> list[tuple[int, Row]]:
    """The rows that are compared with the ends of their types; a mirror image is compared with its original."""
    pairs = len(inputs.mirrors)
    return [(place, row) for place, row in enumerate(inputs.rows) if not pairs <= place < 2 * pairs]


def _kind(inputs: Inputs, argument: int) -> tuple[Any, ...]:
    """The ends of an argument's entries, and whether they are whole."""
    rows = [row for row in inputs.rows if row.argument == argument]
    return sorted({(row.low, row.high) for row in rows}), any(row.whole for row in rows)
