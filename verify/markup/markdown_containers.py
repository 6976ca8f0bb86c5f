"""List items around the lines of a Markdown text: where the content of a line begins decides what its indent means."""

from __future__ import annotations

import re

INDENTED_CODE = 4
TAB_STOP = 4
MAX_NESTED_ITEMS = 20

_ITEM = re.compile(r"(?:[-+*]|(?P<number>[0-9]{1,9})[.)])(?: {1,4}(?! )| (?= ))")
_EMPTY_ITEM = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)]) *")
_THEMATIC_BREAK = re.compile(r"(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,}")
_BLOCK_START = re.compile(r"`{3,}[^`]*$|~{3,}|#{1,6}(?: |$)|>|(?:[-+*]|1[.)]) +\S|<(?:!--|/?[A-Za-z])")


def indent_of(line: str) -> int:
    """The number of blanks that a line (without tabs) begins with."""
    return len(line) - len(line.lstrip(" "))


def is_break(content: str) -> bool:
    """Whether the content of a line is a thematic break."""
    return _THEMATIC_BREAK.fullmatch(content) is not None


class Containers:
    """The open list items, by the columns where their contents begin; ``open_text`` says whether the line before was paragraph text.

    ``quoted`` says whether that line was in a block quote, or went on with the paragraph of one.
    """

    def __init__(self) -> None:
        """Begin outside of every list."""
        self.columns: list[int] = []
        self.open_text = False
        self.quoted = False

    @property
    def inner(self) -> int:
        """The column where the content of the innermost item begins; 0 outside of lists."""
        return self.columns[-1] if self.columns else 0

    def is_code(self, column: int) -> bool:
        """Whether a line whose content begins at ``column`` is indented code (or goes on with a paragraph)."""
        return column - self.inner >= INDENTED_CODE

    def enter(self, line: str) -> int:
        """Leave the items that a line is not part of, enter those it opens; returns the column of its content."""
        column = indent_of(line)
        if column == len(line) or self._is_lazy(line, column):
            return column
        depth = len(self.columns)
        while column < self.inner:
            self.columns.pop()
        interrupts = self.open_text and not self.quoted and depth == len(self.columns)
        for _ in range(MAX_NESTED_ITEMS):
            if self.is_code(column) or is_break(line[column:]):
                break
            item = _ITEM.match(line, column)
            if item is None or item.end() == len(line):
                return column if interrupts else self._enter_empty(line, column)
            if interrupts and item["number"] not in (None, "1"):
                break
            column, interrupts = item.end(), False
            self.columns.append(column)
        return column

    def _enter_empty(self, line: str, column: int) -> int:
        """Enter an item whose content begins on the next line, if the line is one; returns the column of the line's content."""
        if not _EMPTY_ITEM.fullmatch(line, column):
            return column
        self.columns.append(len(line.rstrip(" ")) + 1)
        return len(line)

    def _is_lazy(self, line: str, column: int) -> bool:
        """Whether a line outside of the innermost item goes on with the item's paragraph all the same."""
        if not (self.open_text or self.quoted) or column >= self.inner:
            return False
        content = line[column:]
        outer = max((start for start in self.columns if start <= column), default=0)
        starts = _BLOCK_START.match(content) or _ITEM.match(content) or _EMPTY_ITEM.fullmatch(content) or is_break(content)
        return column - outer >= INDENTED_CODE or not starts
