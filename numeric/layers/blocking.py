"""Blocks of rows that fit into the cache, for chains of operations entry by entry."""

from __future__ import annotations

from functools import lru_cache

BLOCK = 65536  # entries: smaller ones spend their time on calls


def row_blocks(rows: int, columns: int, block: int | None = None) -> tuple[slice, ...]:
    """Slices of the rows of a matrix ``(rows, columns)`` with at most ``block`` entries each, or :data:`BLOCK`, but at least a row."""
    return _slices(rows, max(1, (BLOCK if block is None else block) // max(1, columns)))


@lru_cache(maxsize=64)
def _slices(rows: int, step: int) -> tuple[slice, ...]:
    return tuple(slice(first, min(first + step, rows)) for first in range(0, rows, step))
