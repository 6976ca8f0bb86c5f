"""Blocks of rows that fit into the cache, for chains of operations entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 65536  # entries: smaller ones spend their time on calls


def row_blocks(rows: int, columns: int) -> Iterator[slice]:
    """Slices of the rows of a matrix ``(rows, columns)`` with about :data:`BLOCK` entries each, at least a row."""
    step = max(1, BLOCK // max(1, columns))
    for first in range(0, rows, step):
        yield slice(first, min(first + step, rows))
