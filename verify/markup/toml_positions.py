"""Where the keys and values of a TOML text stand: the standard reader gives values without places."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

Path = tuple[str | int, ...]

MAX_DEPTH = 40

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+")
_STRING = re.compile(  # of every text there is one reading: nothing need be possessive, which Python before 3.11.5 gets wrong
    r"\"\"\"[^\"\\]*(?:(?:\\.|\"{1,2}(?!\"))[^\"\\]*)*\"{3,5}(?!\")|'''.*?'{3,5}(?!')|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]+")
_ESCAPE = re.compile(r"\\(?:u.{4}|U.{8}|.)", re.DOTALL)
_CONTINUATION = re.compile(r"\\[ \t]*\n[ \t\n]*")


@dataclass
class Positions:
    """Offsets of keys and of values (of the first character of the literal) by path; ``headers`` lists those of top-level tables."""

    keys: dict[Path, int] = field(default_factory=dict)
    values: dict[Path, int] = field(default_factory=dict)
    headers: list[tuple[Path, int]] = field(default_factory=list)


class _TooDeepError(Exception):
    """Arrays nest too deep to be followed; what was found so far stands."""


@lru_cache(maxsize=16)
def positions(text: str) -> Positions:
    """Find every key and value of a TOML text that the standard reader accepts; of another text, those before the first fault."""
    scanner = _Scanner(text)
    with suppress(_TooDeepError):
        scanner.document()
    return scanner.found


class _Scanner:
    """Walks the text once; it stops at the first character that it does not expect."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found = Positions()
        self.lengths: dict[Path, int] = {}  # of arrays of tables

    def blank(self) -> str:
        """Skip blanks and comments; returns the character that follows, or nothing."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def take(self, mark: str) -> bool:
        """Step over a mark if it comes next."""
        self.blank()
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def document(self) -> None:
        """Walk all headers and assignments."""
        table: Path = ()
        while character := self.blank():
            start = self.at
            if character == "[":
                table = self.header()
            elif not self.assignment(table, 0):
                return
            if self.at == start:
                return

    def header(self) -> Path:
        """Read ``[a.b]`` or ``[[a.b]]``; returns the path of the table it opens."""
        start = self.at
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        names = self.key()
        self.take("]]" if is_array else "]")
        path: Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if is_array and position == len(names) - 1:
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        self.found.keys.setdefault(path, start)
        self.found.values.setdefault(path, start)
        if len(names) == 1:
            self.found.headers.append((path, start))
        return path

    def key(self) -> tuple[str, ...]:
        """Read a dotted key; an empty tuple if there is none."""
        names: list[str] = []
        while True:
            self.blank()
            match = _KEY.match(self.text, self.at)
            if match is None:
                return ()
            self.at = match.end()
            raw = match[0]
            names.append(next(iter(tomllib.loads(f"{raw} = 0"))) if raw[0] == '"' else raw.strip("'"))
            if not self.take("."):
                return tuple(names)

    def assignment(self, table: Path, depth: int) -> bool:
        """Read ``key = value``; says whether it was one."""
        self.blank()
        start = self.at
        names = self.key()
        for count in range(1, len(names) + 1):
            self.found.keys.setdefault((*table, *names[:count]), start)
        return bool(names) and self.take("=") and self.value((*table, *names), depth)

    def value(self, path: Path, depth: int) -> bool:
        """Read a value of any kind; says whether it was one."""
        if depth > MAX_DEPTH:
            raise _TooDeepError
        character = self.blank()
        self.found.values[path] = self.at
        if character in {"[", "{"}:
            return self.collection(path, depth, closing="]" if character == "[" else "}")
        match = (_STRING if character in {'"', "'"} else _BARE).match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match is not None

    def collection(self, path: Path, depth: int, closing: str) -> bool:
        """Read the entries of an array or of an inline table."""
        self.at += 1
        index = 0
        while not self.take(closing):
            complete = self.value((*path, index), depth + 1) if closing == "]" else self.assignment(path, depth + 1)
            if not complete or not (self.take(",") or self.blank() == closing):
                return False
            index += 1
        return True


def offset_in_value(text: str, start: int, offset: int) -> int:
    """The offset in ``text`` of character number ``offset`` of the string whose literal begins at ``start``, whatever its quotes."""
    literal = text[start : start + 3]
    quote = literal[:1]
    if quote not in {'"', "'"} or not quote:
        return start + offset
    is_long = literal == quote * 3
    at = start + (3 if is_long else 1)
    if is_long and text.startswith("\n", at):
        at += 1
    if quote == "'":
        return at + offset
    while at < len(text):
        continuation = _CONTINUATION.match(text, at) if is_long else None
        if continuation:
            at = continuation.end()
            continue
        if offset <= 0:
            return at
        escape = _ESCAPE.match(text, at)
        at = escape.end() if escape else at + 1
        offset -= 1
    return at
