"""Markdown to headings, prose and the fenced blocks of claims, by CommonMark's rules for fences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from derivations.language.text_problem import did_you_mean, shorten
from verify.block import Block

BLOCK_WORDS = ("claim", "context", "remark", "family")

_FENCE = re.compile(r"(?P<marker>`{3,}|~{3,})(?P<info>.*)", re.DOTALL)
_LIST_MARKER = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])(?: {1,4}(?! )| (?= ))")
_THEMATIC_BREAK = re.compile(r"(?:- *){3,}|(?:\* *){3,}")
_QUOTED_FENCE = re.compile(r"(?:> ?)+\s*(?:`{3,}|~{3,})\s*(\S*)")
_HEADING = re.compile(r"#{1,6}(?=[ \t]|$)")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*")
_HTML = (
    (re.compile(r"<!--"), re.compile(r"-->")),
    (
        re.compile(r"<(?:pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE),
        re.compile(r"</(?:pre|script|style|textarea)>", re.IGNORECASE),
    ),
)
INDENTED_CODE = 4
MAX_NESTED_ITEMS = 20


@dataclass(frozen=True)
class Heading:
    """A heading of the document: its level from 1, its text, its line."""

    level: int
    text: str
    line: int


@dataclass(frozen=True)
class Prose:
    """Markdown between claims, other fenced blocks included; ``line`` is its first line."""

    text: str
    line: int


@dataclass(frozen=True)
class Fence:
    """A block of one of the four kinds; ``line`` is that of its opening fence."""

    word: str
    line: int
    block: Block


@dataclass
class Pieces:
    """What a document consists of, in order, and the faults ``(line, column, message)`` of its outline."""

    parts: list[Heading | Prose | Fence] = field(default_factory=list)
    faults: list[tuple[int, int, str]] = field(default_factory=list)


def split_markdown(text: str) -> Pieces:
    """Split a Markdown text whose line ends are plain line feeds."""
    return _Splitter(text.split("\n")).split()


class _Splitter:
    """Goes through the lines once; ``prose`` and ``paragraph`` are the lines where the open prose and paragraph began, -1 for none."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.pieces = Pieces()
        self.at = 0
        self.prose = -1
        self.paragraph = -1
        self.containers: list[int] = []  # the columns where the contents of the open list items begin

    def split(self) -> Pieces:
        """Take line after line."""
        while self.at < len(self.lines):
            self.line(self.lines[self.at])
        self.end_prose(self.at)
        return self.pieces

    def line(self, line: str) -> None:
        """Handle one line or the block that begins on it."""
        column = self.enter_containers(line)
        content = line[column:]
        if not content.strip():
            self.keep(paragraph=False)
        elif self.is_code(column):
            self.keep(paragraph=self.paragraph >= 0)
        elif (fence := _FENCE.fullmatch(content)) and not (fence["marker"][0] == "`" and "`" in fence["info"]):
            self.fence(column, fence["marker"], fence["info"].strip())
        elif not (self.html(content) or self.heading(content)):
            self.quoted_fence(content, column)
            self.keep(paragraph=not self.containers and not content.startswith((">", "|")))

    def is_code(self, column: int) -> bool:
        """Whether a line whose content begins at ``column`` is indented code."""
        return column - (self.containers[-1] if self.containers else 0) >= INDENTED_CODE

    def enter_containers(self, line: str) -> int:
        """Leave the list items that the line is not part of, enter those it opens; returns the column of its content."""
        column = len(line) - len(line.lstrip(" "))
        if not line.strip():
            return column
        while self.containers and column < self.containers[-1]:
            self.containers.pop()
        breaks = _THEMATIC_BREAK.fullmatch(line, column)
        for _ in range(0 if breaks or self.is_code(column) else MAX_NESTED_ITEMS):
            marker = _LIST_MARKER.match(line, column)
            if marker is None or marker.end() == len(line):
                break
            column = marker.end()
            self.containers.append(column)
        return column

    def keep(self, *, paragraph: bool) -> None:
        """Count the line as prose."""
        if self.prose < 0:
            self.prose = self.at
        if not paragraph:
            self.paragraph = -1
        elif self.paragraph < 0:
            self.paragraph = self.at
        self.at += 1

    def end_prose(self, end: int) -> None:
        """Close the open prose before line number ``end``."""
        if self.prose >= 0:
            text = "\n".join(self.lines[self.prose : end])
            if text.strip():
                skipped = len(text) - len(text.lstrip("\n"))
                self.pieces.parts.append(Prose(text.strip("\n"), self.prose + skipped + 1))
        self.prose = self.paragraph = -1

    def fault(self, column: int, message: str, line: int = -1) -> None:
        """Record a fault on the line at hand or on another."""
        self.pieces.faults.append(((self.at if line < 0 else line) + 1, column + 1, message))

    def fence(self, column: int, marker: str, info: str) -> None:
        """Take a fenced block up to the fence that closes it."""
        start = self.at
        inner = self.containers[-1] if self.containers else 0
        closing = re.compile(rf" {{0,{inner + 3}}}{re.escape(marker[0])}{{{len(marker)},}}[ \t]*")
        end = start + 1
        while end < len(self.lines) and not closing.fullmatch(self.lines[end]):
            end += 1
        if end == len(self.lines):
            advice = f"Close it with a line {marker}."
            self.fault(column, f"Reading a fenced block: expected a closing fence, got the end of the document. {advice}", start)
        word = info.split(maxsplit=1)[0] if info else ""
        if word in BLOCK_WORDS:
            self.end_prose(start)
            if end < len(self.lines):
                self.pieces.parts.append(Fence(word, start + 1, self.cut(start + 1, end, column)))
            self.at = min(end + 1, len(self.lines))
            return
        self.near_miss(word, column)
        self.keep(paragraph=False)
        self.at = min(end + 1, len(self.lines))

    def near_miss(self, word: str, column: int) -> None:
        """Refuse a misspelt kind of block, which would be silently left unchecked."""
        guess = did_you_mean(word.lower(), BLOCK_WORDS, cutoff=0.83)
        if guess:
            message = f"Reading a fenced block: expected one of {', '.join(BLOCK_WORDS)} or another language, got {shorten(word)}.{guess}"
            self.fault(column, message)

    def cut(self, start: int, end: int, indent: int) -> Block:
        """The lines of a block without the indent of its fence."""
        cut = [min(indent, len(line) - len(line.lstrip(" "))) for line in self.lines[start:end]]
        text = "\n".join(line[count:] for line, count in zip(self.lines[start:end], cut, strict=True))
        return Block(text, start + 1, tuple(cut) if any(cut) else ())

    def quoted_fence(self, content: str, column: int) -> None:
        """Refuse a claim inside a block quote: it would be silently left unchecked."""
        quoted = _QUOTED_FENCE.match(content)
        if quoted and quoted[1] in BLOCK_WORDS:
            advice = "Move it out of the quote."
            self.fault(column, f"Reading a fenced block: expected it outside of a block quote, got {shorten(quoted[1])} in one. {advice}")

    def html(self, content: str) -> bool:
        """Take an HTML comment or a preformatted HTML block, whose fences are none."""
        closing = next((ending for opening, ending in _HTML if opening.match(content)), None)
        if closing is None:
            return False
        start, last = self.at, content
        self.keep(paragraph=False)
        while not closing.search(last) and self.at < len(self.lines):
            last = self.lines[self.at]
            self.at += 1
        if not closing.search(last):
            message = "Reading HTML in the document: expected it to be closed, got the end of the document. Close the comment or the tag."
            self.fault(0, message, start)
        return True

    def heading(self, content: str) -> bool:
        """Take a heading with number signs, or the underline of one."""
        sharp = _HEADING.match(content)
        if sharp:
            self.end_prose(self.at)
            text = content[sharp.end() :].strip(" \t")
            bare = text.rstrip("#")
            text = bare.rstrip(" \t") if not bare or bare.endswith((" ", "\t")) else text
            self.pieces.parts.append(Heading(sharp.end(), text, self.at + 1))
            self.at += 1
            return True
        if self.paragraph < 0 or self.containers or not _UNDERLINE.fullmatch(content):
            return False
        start = self.paragraph
        text = " ".join(line.strip() for line in self.lines[start : self.at])
        self.end_prose(start)
        self.pieces.parts.append(Heading(1 if content[0] == "=" else 2, text, start + 1))
        self.at += 1
        return True
