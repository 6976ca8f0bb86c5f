"""A piece of TOML text cut out of a document, which knows where each of its characters stands in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verify.markup.toml_positions import Path, Positions, offset_in_value, positions


@dataclass(frozen=True)
class Block:
    """TOML text with plain line ends, the line of the file it begins on, and what was cut off before each of its lines.

    ``indents`` counts the characters removed from each line (a fence's own indent); ``prefix`` is the path of the block's table in
    ``text``: empty in Markdown, ``("claim", 0)`` for the slice of a TOML document that holds one ``[[claim]]``.
    """

    text: str
    line: int
    indents: tuple[int, ...] = ()
    prefix: Path = ()

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, both from 1, of a character of the text."""
        offset = max(0, min(offset, len(self.text)))
        row = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        indent = self.indents[row] if row < len(self.indents) else 0
        return self.line + row, max(column + indent, 0) + 1

    def locate(self, path: Path, offset: int = 0, *, key: bool = False) -> tuple[int, int]:
        """Line and column of a character of the string at ``path``, or of its key; of the nearest table if it is not there."""
        found: Positions = positions(self.text)
        full = (*self.prefix, *path)
        table = found.keys if key else found.values
        if full in table:
            start = table[full]
            return self.position(start if key else offset_in_value(self.text, start, offset))
        while full and full not in found.keys and full not in found.values:
            full = full[:-1]
        return self.position(found.keys.get(full, found.values.get(full, 0)))

    def payload(self) -> dict[str, Any]:
        """The block as plain JSON."""
        return {"text": self.text, "line": self.line, "indents": list(self.indents), "prefix": list(self.prefix)}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Block:
        """The block that :meth:`payload` wrote."""
        return cls(payload["text"], payload["line"], tuple(payload["indents"]), tuple(payload["prefix"]))
