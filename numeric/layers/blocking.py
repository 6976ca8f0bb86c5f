"""Blocks of rows that fit into the cache, for chains of operations entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 65536  # entries: smaller ones spend their time on calls


def row_blocks(rows: int, columns: int, block: int | None = None) -> Iterator[slice]:
    """Slices of the rows of a matrix ``(rows, columns)`` with at most ``block`` entries each, or :data:`BLOCK`, but at least a row."""
    step = max(1, (BLOCK if block is None else block) // max(1, columns))
    for first in range(0, rows, step):
        yield slice(first, min(first + step, rows))
