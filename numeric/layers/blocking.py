"""Blocks of rows that fit into the cache, for chains of operations entry by entry."""

from __future__ import annotations

from functools import lru_cache

BLOCK = 65536  # entries: smaller ones spend their time on calls
PARTS, LEAST = 4, 1 << 18  # of what is as large as the activations, and entries of a part


def row_blocks(rows: int, columns: int, block: int | None = None) -> tuple[slice, ...]:
    """Slices of the rows of a matrix ``(rows, columns)`` with at most ``block`` entries each, or :data:`BLOCK`, but at least a row."""
    return _slices(rows, max(1, (BLOCK if block is None else block) // max(1, columns)))


def parts(rows: int, columns: int) -> tuple[slice, ...]:
    """Slices of the rows of a matrix that is made for one product only, so that a quarter of a large one is there at a time."""
    return row_blocks(rows, columns, max(LEAST, rows * columns // PARTS))


@lru_cache(maxsize=64)
def _slices(rows: int, step: int) -> tuple[slice, ...]:
    return tuple(slice(first, min(first + step, rows)) for first in range(0, rows, step))
