"""A whole document in TOML: ``title``, one ``[context]``, and ``[[claim]]``, ``[[remark]]``, ``[[family]]`` tables in any order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from derivations.language.text_problem import did_you_mean, shorten
from verify.markup.block import Block
from verify.markup.document_problem import DocumentProblem
from verify.markup.schema import DOCUMENT
from verify.markup.toml_blocks import TomlProblem, read_toml, toml_type
from verify.markup.toml_positions import Path, positions

if TYPE_CHECKING:
    from verify.markup.assembly import Assembly


@dataclass(frozen=True)
class _Part:
    """One table of an array of tables: where it begins in the text, which kind it is, what it holds."""

    start: int
    word: str
    table: dict[str, Any]
    block: Block


def assemble_toml(text: str, assembly: Assembly) -> None:
    """Read a TOML document: its context and families hold for every claim, wherever they stand."""
    whole = Block(text, 1)
    try:
        document = read_toml(text)
    except TomlProblem as fault:
        assembly.problems.append(DocumentProblem(*whole.position(fault.offset), str(fault), "", assembly.path))
        return
    parts = _outline(document, whole, assembly)
    if isinstance(document.get("context"), dict):
        line, _ = whole.locate(("context",))
        assembly.add("context", line, Block(text, 1, (), ("context",)), document["context"])
    for part in sorted(parts, key=lambda part: (part.word != "family", part.start)):
        line = part.block.line if part.block.line > 1 else part.block.locate(())[0]
        assembly.add(part.word, line, part.block, part.table)


def _outline(document: dict[str, Any], whole: Block, assembly: Assembly) -> list[_Part]:
    """Check the top-level keys; returns the tables of the three arrays."""
    parts: list[_Part] = []
    for name, value in document.items():
        if name not in DOCUMENT:
            cure = did_you_mean(name, DOCUMENT).strip() or f"Its keys are {', '.join(DOCUMENT)}."
            _fault(assembly, whole, name, f"Reading a document: expected a key it knows, got {shorten(name)}. {cure}")
        elif name in {"title", "context"}:
            expected = "a string" if name == "title" else "one table [context]"
            if type(value) is not (str if name == "title" else dict):
                _fault(assembly, whole, name, f"Reading {name!r}: expected {expected}, got {toml_type(value)}. Write {expected}.")
            elif name == "title":
                assembly.title = str(value)
        elif isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
            parts += _parts(name, value, whole)
        else:
            _fault(assembly, whole, name, f"Reading {name!r}: expected tables, got {toml_type(value)}. Begin each with [[{name}]].")
    return parts


def _fault(assembly: Assembly, whole: Block, name: str, message: str) -> None:
    assembly.problems.append(DocumentProblem(*whole.locate((name,), key=True), message, "", assembly.path))


def _parts(word: str, tables: list[dict[str, Any]], whole: Block) -> list[_Part]:
    """The tables of one array with the slice of the text that holds each; an inline array keeps the whole text."""
    found = positions(whole.text)
    headers = found.headers
    ends = {start: end for (_, start), (_, end) in pairwise(headers)}
    starts = dict(headers)
    parts, line, counted = [], 1, 0
    for index, table in enumerate(tables):
        path: Path = (word, index)
        start = starts.get(path)
        if start is None:
            parts.append(_Part(found.values.get(path, 0), word, table, Block(whole.text, 1, (), path)))
            continue
        end = ends.get(start, len(whole.text))
        line += whole.text.count("\n", counted, start)  # headers of one array come in order
        counted = start
        text = whole.text[start:end].rstrip("\n")
        parts.append(_Part(start, word, table, Block(text, line, (), (word, 0))))
    return parts
