"""Isocontours of a function on a grid, by marching squares."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reports.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Point = tuple[float, float]
    Edge = tuple[int, int, bool]  # column and row of the edge's lower left end; whether it runs upwards

SMALLEST = 2  # knots an axis: one cell


def isolines(across: Sequence[float], up: Sequence[float], values: Sequence[Sequence[float]], level: float) -> list[list[Point]]:
    """The polylines on which the bilinear interpolant of the values is at the level, closed ones with their first point repeated.

    Args:
        across: the grid's columns, strictly increasing, n of them.
        up: the grid's rows, strictly increasing, m of them.
        values: one row of n numbers for each of the m rows.
        level: the value wanted; where no line has it, the answer is empty.

    Raises:
        ReportError: the grid has fewer than two columns or rows, its shape is another one, or something is not finite.

    Accuracy:
        Second order in the size of a cell; on an edge of a cell exact where the function is linear.

    Example:
        >>> isolines([0, 1], [0, 1], [[0, 1], [0, 1]], 0.25)
        [[(0.25, 0.0), (0.25, 1.0)]]
    """
    _check(across, up, values, level)
    neighbours: dict[Edge, list[Edge]] = {}
    for row in range(len(up) - 1):
        for column in range(len(across) - 1):
            for first, second in _cell(values, level, column, row):
                neighbours.setdefault(first, []).append(second)
                neighbours.setdefault(second, []).append(first)
    return [[_crossing(across, up, values, level, edge) for edge in chain] for chain in _chains(neighbours)]


def evaluated(function: Callable[[float, float], float], across: Sequence[float], up: Sequence[float]) -> list[list[float]]:
    """The values of a function on the grid, a list for each row.

    Example:
        >>> evaluated(lambda x, y: x + 10 * y, [1, 2], [0, 1])
        [[1, 2], [11, 12]]
    """
    return [[function(x, y) for x in across] for y in up]


def knots(low: float, high: float, count: int) -> list[float]:
    """Evenly spaced numbers from ``low`` to ``high``, both included.

    Example:
        >>> knots(0, 1, 3)
        [0.0, 0.5, 1.0]
    """
    return [low + (high - low) * place / (count - 1) for place in range(count)]


def _check(across: Sequence[float], up: Sequence[float], values: Sequence[Sequence[float]], level: float) -> None:
    """Refuse what has no isocontours."""
    if min(len(across), len(up)) < SMALLEST or len(values) != len(up) or any(len(row) != len(across) for row in values):
        got = f"{len(across)} columns, {len(up)} rows and {sorted({len(row) for row in values})} values in {len(values)} rows"
        message = (
            f"Tracing isocontours: expected a grid of two by two at least with a value for each knot, got {got}. Evaluate on the grid."
        )
        raise ReportError(message)
    numbers = [level, *across, *up, *(value for row in values for value in row)]
    wrong = [number for number in numbers if not math.isfinite(number)]
    if wrong:
        message = f"Tracing isocontours: expected finite numbers, got {wrong[0]!r}. Choose a range where the function is finite."
        raise ReportError(message)


def _cell(values: Sequence[Sequence[float]], level: float, column: int, row: int) -> list[tuple[Edge, Edge]]:
    """The segments within a cell, as pairs of edges that they join; a saddle is decided by the mean of its corners."""
    corners = values[row][column], values[row][column + 1], values[row + 1][column + 1], values[row + 1][column]
    above = [corner >= level for corner in corners]
    edges = (column, row, False), (column + 1, row, True), (column, row + 1, False), (column, row, True)  # below, right, above, left
    crossed = [edge for place, edge in enumerate(edges) if above[place] != above[(place + 1) % 4]]
    if len(crossed) < len(edges):
        return [(crossed[0], crossed[1])] if crossed else []
    below, right, over, left = crossed
    if (sum(corners) / 4 >= level) == above[0]:  # the first corner and the one across from it are joined
        return [(below, right), (over, left)]
    return [(left, below), (right, over)]


def _crossing(across: Sequence[float], up: Sequence[float], values: Sequence[Sequence[float]], level: float, edge: Edge) -> Point:
    """Where the level is on an edge, by linear interpolation."""
    column, row, upwards = edge
    start, end = values[row][column], values[row + upwards][column + (not upwards)]
    share = (level - start) / (end - start)
    x, y = across[column], up[row]
    return (x, y + share * (up[row + 1] - y)) if upwards else (x + share * (across[column + 1] - x), float(y))


def _chains(neighbours: dict[Edge, list[Edge]]) -> list[list[Edge]]:
    """The paths through the edges: first those that end at the border, then the closed ones."""
    left = {edge: list(others) for edge, others in neighbours.items()}
    starts = sorted(left, key=lambda edge: (len(neighbours[edge]), edge))
    chains = []
    for start in starts:
        chain = [start]
        while left[chain[-1]]:
            following = left[chain[-1]].pop()
            left[following].remove(chain[-1])
            chain.append(following)
        if len(chain) > 1:
            chains.append(chain)
    return chains
