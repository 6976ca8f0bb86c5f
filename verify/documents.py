"""Claim documents: a Markdown or TOML file in; claims, remarks, headings, prose and all faults together out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from verify.claim import Claim, FamilyBlock, Remark
from verify.markup.assembly import Assembly
from verify.markup.document_problem import DocumentProblem
from verify.markup.markdown_blocks import Heading, Prose, split_markdown
from verify.markup.toml_document import assemble_toml

if TYPE_CHECKING:
    from collections.abc import Collection

    from verify.markup.assembly import Entry

__all__ = ["Claim", "Document", "DocumentProblem", "FamilyBlock", "Heading", "Prose", "Remark", "read_bytes", "read_document"]

MAX_BYTES = 10_000_000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Document:
    """A document as it was read: ``entries`` in order hold what is well formed, ``problems`` every fault, in order of place.

    ``refused`` holds what can be read of the other claims, so that one run tells the rest of their faults as well.
    """

    path: str
    title: str
    entries: tuple[Entry, ...] = ()
    problems: tuple[DocumentProblem, ...] = ()
    families: tuple[FamilyBlock, ...] = ()
    refused: tuple[Claim, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims among the entries."""
        return tuple(entry for entry in self.entries if isinstance(entry, Claim))


def read_document(path: str | Path, vocabulary: Collection[str] = frozenset()) -> Document:
    """Read a claim document; a file that cannot be read is a document with a problem.

    Args:
        path: a file; the suffix ``.toml`` makes it a TOML document, everything else is Markdown.
        vocabulary: the words of the claim language, which no declaration may shadow.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _refused(str(path), f"Reading a document: expected a file that can be read, got: {reason}. Check the path.")
    return read_bytes(data, str(path), vocabulary)


def read_bytes(data: bytes, path: str, vocabulary: Collection[str] = frozenset()) -> Document:
    """Read a claim document from its bytes; ``path`` names it in messages and tells TOML from Markdown."""
    if len(data) > MAX_BYTES:
        return _refused(path, f"Reading a document: expected at most {MAX_BYTES} bytes, got more. Split it.")
    start = len(_BYTE_ORDER_MARK) if data.startswith(_BYTE_ORDER_MARK) else 0
    try:
        text = data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, start, error.start, path)
    assembly = Assembly(path, vocabulary)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if Path(path).suffix.lower() == ".toml":
        assemble_toml(lines, assembly)
    else:
        _assemble_markdown(lines, assembly)
    assembly.finish()
    problems = tuple(sorted(assembly.problems, key=lambda problem: (problem.line, problem.column)))
    return Document(path, assembly.title or Path(path).stem, tuple(assembly.entries), problems, assembly.families, tuple(assembly.refused))


def _assemble_markdown(text: str, assembly: Assembly) -> None:
    pieces = split_markdown(text)
    for line, column, message in pieces.faults:
        assembly.problems.append(DocumentProblem(line, column, message, "", assembly.path))
    headings = [part for part in pieces.parts if isinstance(part, Heading) and part.text]
    assembly.title = next((heading.text for heading in headings if heading.level == 1), headings[0].text if headings else "")
    for part in pieces.parts:
        if isinstance(part, Heading | Prose):
            assembly.text(part)
        else:
            assembly.read(part.word, part.line, part.block)


def _refused(path: str, message: str, line: int = 1, column: int = 1) -> Document:
    """A document of which nothing was read."""
    return Document(path, Path(path).stem, (), (DocumentProblem(line, column, message, "", path),))


def _not_utf8(data: bytes, start: int, fault: int, path: str) -> Document:
    """Name the byte that is no UTF-8."""
    before = data[start : start + fault].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    byte = f"byte 0x{data[start + fault]:02x} at offset {start + fault}"
    guess = " It looks like UTF-16." if data.startswith(_OTHER_MARKS) else ""
    return _refused(path, f"Reading a document: expected UTF-8, got {byte}.{guess} Save the file as UTF-8.", line, column)
