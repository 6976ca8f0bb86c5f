"""Formulas translated by earlier runs: one file of plain JSON, believed only if the same code wrote it and nothing in it was changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST = 20_000  # formulas; a fuller file begins anew with those of the run


class Memory:
    """Translations by their LaTeX, ``None`` for a formula that cannot be translated; ``used`` are those that this run has asked for."""

    def __init__(self, path: Path, code: str) -> None:
        """Remember what the same code wrote into a file, which is read when the first formula is asked for."""
        self.path, self.code = path, code
        self.used: dict[str, str | None] = {}

    @cached_property
    def known(self) -> dict[str, str | None]:
        """What the file holds; a damaged file is no file."""
        with contextlib.suppress(OSError, ValueError):
            head, _, text = self.path.read_text(encoding="utf-8").partition("\n")
            if head == self._head(text):
                found: dict[str, str | None] = json.loads(text)
                return found
        return {}

    def recall(self, latex: str, translate: Callable[[str], str | None]) -> str | None:
        """Return the translation of a formula, computed where it is not known."""
        found = self.known[latex] if latex in self.known else translate(latex)
        self.used[latex] = found
        return found

    def text(self) -> str | None:
        """Return the file that holds what is known now; ``None`` if it would hold nothing new."""
        if not self.used or self.used.keys() <= self.known.keys():
            return None
        together = {**self.known, **self.used}
        text = json.dumps(together if len(together) <= MOST else self.used, ensure_ascii=False)
        return f"{self._head(text)}\n{text}"

    def _head(self, text: str) -> str:
        return f"{self.code} {hashlib.sha256(text.encode()).hexdigest()}"


memories: list[Memory] = []  # those of the blocks that are open, the innermost last


@contextlib.contextmanager
def remembering(path: Path, code: str, write: Callable[[Path, str], None]) -> Iterator[None]:
    """Within the block no formula is translated that the file knows; those that are new are added to it at the end.

    Args:
        path: the file; one that cannot be read or written remembers nothing and disturbs nobody.
        code: what the translations depend on besides the formulas, digested.
        write: writes a text to a file.
    """
    memory = Memory(path, code)
    memories.append(memory)
    try:
        yield
    finally:
        memories.pop()
    text = memory.text()
    if text is not None:
        with contextlib.suppress(OSError):
            write(path, text)
