"""The rank of a matrix of numbers, by elimination with pivots that are certainly not zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq

from derivations.balls.failures import UndecidedError

if TYPE_CHECKING:
    from derivations.balls.number import Number


def rank(rows: fmpq, columns: fmpq, *entries: Number) -> Number:
    """The rank of a matrix, given row by row after its two sizes.

    Raises:
        UndecidedError: what remains is not certainly zero, and no entry of it is certainly anything else.

    >>> rank(fmpq(2), fmpq(2), *map(fmpq, (1, 2, 2, 4)))
    1
    """
    width = int(columns.p)
    matrix = [list(entries[start : start + width]) for start in range(0, int(rows.p) * width, width)]
    found = 0
    while any(map(any, ([not _is_zero(entry) for entry in row] for row in matrix))):
        pivot = max(((_size(entry), i, j) for i, row in enumerate(matrix) for j, entry in enumerate(row)), key=lambda item: item[0])
        if not pivot[0] > 0:
            message = "the rank of a matrix with an entry that may be zero"
            raise UndecidedError(message)
        matrix = _eliminated(matrix, pivot[1], pivot[2])
        found += 1
    return fmpq(found)


def _eliminated(matrix: list[list[Number]], i: int, j: int) -> list[list[Number]]:
    """The other rows, and the other columns, after elimination by one entry."""
    top = matrix[i]
    others = [row for place, row in enumerate(matrix) if place != i]
    return [[row[k] - row[j] / top[j] * top[k] for k in range(len(row)) if k != j] for row in others]


def _is_zero(entry: Number) -> bool:
    return entry == 0 if isinstance(entry, fmpq) else bool(entry.is_zero())


def _size(entry: Number) -> arb:
    return arb(entry).abs_lower()
