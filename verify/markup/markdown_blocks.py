"""Markdown to headings, prose and the fenced blocks of claims, by CommonMark's rules for fences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from derivations.language.text_problem import did_you_mean, shorten
from verify.markup.block import Block
from verify.markup.markdown_containers import TAB_STOP, Containers, indent_of, is_break

BLOCK_WORDS = ("claim", "context", "remark", "family")

_FENCE = re.compile(r"(?P<marker>`{3,}|~{3,})(?P<info>.*)", re.DOTALL)
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
    """Goes through the lines once; ``prose`` and ``paragraph`` are the lines where the open prose and paragraph began, -1 for none.

    ``flat`` holds the lines with tabs written out: what an indent means is decided there, texts are taken from ``lines``.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.flat = [line.expandtabs(TAB_STOP) for line in lines]
        self.pieces = Pieces()
        self.at = 0
        self.prose = -1
        self.paragraph = -1
        self.containers = Containers()

    def split(self) -> Pieces:
        """Take line after line."""
        while self.at < len(self.lines):
            self.line(self.flat[self.at])
        self.end_prose(self.at)
        return self.pieces

    def line(self, line: str) -> None:
        """Handle one line or the block that begins on it."""
        column = self.containers.enter(line)
        content = line[column:]
        if not content.strip():
            self.keep(text=False)
        elif self.containers.is_code(column):
            self.keep(text=self.containers.open_text or self.containers.quoted)
        elif (fence := _FENCE.fullmatch(content)) and not (fence["marker"][0] == "`" and "`" in fence["info"]):
            self.fence(column, fence["marker"], fence["info"].strip())
        elif not (self.html(content) or self.heading(content)):
            self.quoted_fence(content, column)
            self.hidden_fence(content, column)
            quote = content.startswith(">")
            self.keep(text=not quote and not is_break(content))
            self.containers.quoted = quote or (self.containers.quoted and self.containers.open_text)

    def keep(self, *, text: bool) -> None:
        """Count the line as prose; ``text`` says whether it is part of a paragraph."""
        if self.prose < 0:
            self.prose = self.at
        self.containers.quoted = self.containers.quoted and text
        if not text or self.containers.quoted or self.containers.columns:
            self.paragraph = -1
        elif self.paragraph < 0:
            self.paragraph = self.at
        self.containers.open_text = text
        self.at += 1

    def end_prose(self, end: int) -> None:
        """Close the open prose before line number ``end``."""
        if self.prose >= 0:
            text = "\n".join(self.lines[self.prose : end])
            if text.strip():
                skipped = len(text) - len(text.lstrip("\n"))
                self.pieces.parts.append(Prose(text.strip("\n"), self.prose + skipped + 1))
        self.prose = self.paragraph = -1
        self.containers.open_text = self.containers.quoted = False

    def fault(self, column: int, message: str, line: int = -1) -> None:
        """Record a fault on the line at hand or on another."""
        line = self.at if line < 0 else line
        self.pieces.faults.append((line + 1, min(column, len(self.lines[line])) + 1, message))

    def fence(self, column: int, marker: str, info: str) -> None:
        """Take a fenced block up to the fence that closes it."""
        start, (end, closed) = self.at, self.closing(marker)
        if not closed:
            cure = f"Close it with a line {marker}" + (", indented like the text of its list item." if self.containers.columns else ".")
            self.fault(column, f"Reading a fenced block: expected a closing fence, got none. {cure}")
        word = info.split(maxsplit=1)[0] if info else ""
        if word in BLOCK_WORDS:
            self.end_prose(start)
            if closed:
                self.pieces.parts.append(Fence(word, start + 1, self.cut(start + 1, end, column)))
        else:
            self.near_miss(word, column)
            self.keep(text=False)
        self.at = end + closed

    def closing(self, marker: str) -> tuple[int, bool]:
        """The line that closes the fence on the line at hand, or the first outside of its list item; and whether it closes."""
        pattern = re.compile(rf" {{0,3}}{re.escape(marker[0])}{{{len(marker)},}} *")
        for number in range(self.at + 1, len(self.flat)):
            if self.leaves_item(number):
                return number, False
            if pattern.fullmatch(self.flat[number], self.containers.inner):
                return number, True
        return len(self.flat), False

    def leaves_item(self, number: int) -> bool:
        """Whether a line stands outside of the list item at hand, which ends every block in the item."""
        line, inner = self.flat[number], self.containers.inner
        return inner > 0 and indent_of(line) < min(inner, len(line))

    def near_miss(self, word: str, column: int) -> None:
        """Refuse a misspelt kind of block, which would be silently left unchecked."""
        guess = did_you_mean(word.lower(), BLOCK_WORDS, cutoff=0.83 if word.isascii() else 0.6)  # letters that look like others
        if guess:
            message = f"Reading a fenced block: expected one of {', '.join(BLOCK_WORDS)} or another language, got {shorten(word)}.{guess}"
            self.fault(column, message)

    def cut(self, start: int, end: int, indent: int) -> Block:
        """The lines of a block without the indent of its fence."""
        texts, removed = [], []
        for line in self.lines[start:end]:
            blank = line[: len(line) - len(line.lstrip(" \t"))]
            kept = blank.expandtabs(TAB_STOP)[indent:] if indent else blank
            texts.append(kept + line[len(blank) :])
            removed.append(len(blank) - len(kept))
        return Block("\n".join(texts), start + 1, tuple(removed) if any(removed) else ())

    def quoted_fence(self, content: str, column: int) -> None:
        """Refuse a claim inside a block quote: it would be silently left unchecked."""
        quoted = _QUOTED_FENCE.match(content)
        if quoted and quoted[1] in BLOCK_WORDS:
            advice = "Move it out of the quote."
            self.fault(column, f"Reading a fenced block: expected it outside of a block quote, got {shorten(quoted[1])} in one. {advice}")

    def hidden_fence(self, content: str, column: int) -> None:
        """Refuse a claim behind what nobody sees, such as the byte order mark of a file that was appended: it would stay unchecked."""
        shown = content.lstrip("".join(letter for letter in set(content) if letter.isspace() or not letter.isprintable()))
        fence = _FENCE.fullmatch(shown)
        if fence and fence["marker"] not in fence["info"] and (fence["info"].split() or [""])[0] in BLOCK_WORDS:
            got = f"U+{ord(content[0]):04X} before it" if shown != content else "another ` in its first line"
            self.fault(column, f"Reading a fenced block: expected nothing but three ` or ~ and a word in a line, got {got}. Remove that.")

    def html(self, content: str) -> bool:
        """Take an HTML comment or a preformatted HTML block, whose fences are none."""
        closing = next((ending for opening, ending in _HTML if opening.match(content)), None)
        if closing is None:
            return False
        start, last = self.at, content
        self.keep(text=False)
        while not closing.search(last) and self.at < len(self.lines) and not self.leaves_item(self.at):
            last = self.lines[self.at]
            self.at += 1
        if not closing.search(last):
            message = "Reading HTML in the document: expected it to be closed, got none of that. Close the comment or the tag."
            self.fault(0, message, start)
        return True

    def heading(self, content: str) -> bool:
        """Take a heading with number signs, or the underline of one."""
        sharp, underline = _HEADING.match(content), _UNDERLINE.fullmatch(content)
        underlines = underline and self.containers.open_text and not self.leaves_item(self.at)
        if self.containers.columns and (sharp or underlines):
            self.keep(text=False)  # a heading inside of a list item opens no section
            return True
        if sharp:
            self.end_prose(self.at)
            text = content[sharp.end() :].strip(" \t")
            bare = text.rstrip("#")
            text = bare.rstrip(" \t") if not bare or bare.endswith((" ", "\t")) else text
            self.pieces.parts.append(Heading(sharp.end(), text, self.at + 1))
            self.at += 1
            return True
        if self.paragraph < 0 or self.containers.columns or not underline:
            return False
        start = self.paragraph
        text = " ".join(line.strip() for line in self.lines[start : self.at])
        self.end_prose(start)
        self.pieces.parts.append(Heading(1 if content[0] == "=" else 2, text, start + 1))
        self.at += 1
        return True
