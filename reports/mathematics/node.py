"""A node of a formula: an element's name, its attributes, and either text or children."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Node:
    """One MathML element with the text unescaped."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def texts(self) -> Iterator[str]:
        """Yield the texts of all leaves."""
        if self.text:
            yield self.text
        for child in self.children:
            yield from child.texts()
