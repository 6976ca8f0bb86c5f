"""Puts a document together block by block: contexts accumulate, ids are unique, corrections name a false claim."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from verify.claim import Claim, FamilyBlock, Remark
from verify.markup import schema
from verify.markup.content import is_id
from verify.markup.document_problem import DocumentProblem
from verify.markup.markdown_blocks import Heading, Prose
from verify.markup.table_check import TableCheck, number_text
from verify.markup.toml_blocks import DecimalText, TomlProblem, read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from verify.markup.block import Block

Entry = Claim | Remark | Heading | Prose

MAX_BLOCK = 1_000_000

_WORD = re.compile(r"\w+")
_STATED_ID = re.compile(r"^[ \t]*id[ \t]*=[ \t]*[\"']([A-Za-z0-9._-]{1,200})[\"']", re.MULTILINE)


def _table(block: Block) -> dict[str, Any]:
    """The table that a block states; an oversized one is refused before it is read."""
    if len(block.text) > MAX_BLOCK:
        message = f"Reading TOML: expected a block of at most {MAX_BLOCK} characters, got {len(block.text)}. Split it."
        raise TomlProblem(message, MAX_BLOCK)
    return read_toml(block.text)


@dataclass
class Assembly:
    """What has been read so far, from the top of the document."""

    path: str
    vocabulary: Collection[str]
    title: str = ""
    section: str = ""
    entries: list[Entry] = field(default_factory=list)
    problems: list[DocumentProblem] = field(default_factory=list)
    context: dict[str, str] = field(default_factory=dict)
    misdeclared: dict[str, str] = field(default_factory=dict)  # declarations of the context with a fault
    families: tuple[FamilyBlock, ...] = ()  # shared by the claims below them
    lines: dict[str, int] = field(default_factory=dict)  # of the ids
    expectations: dict[str, Any] = field(default_factory=dict)  # of the claims, faulty ones included
    corrections: list[tuple[str, TableCheck]] = field(default_factory=list)
    refused: list[Claim] = field(default_factory=list)  # what is left of claims with faults

    def text(self, part: Heading | Prose) -> None:
        """Add a heading or prose."""
        self.entries.append(part)
        if isinstance(part, Heading):
            self.section = part.text

    def read(self, word: str, line: int, block: Block) -> None:
        """Read the TOML of a block and add what it states."""
        try:
            table = _table(block)
        except TomlProblem as fault:
            place = block.position(fault.offset)
            stated = _STATED_ID.search(block.text) if word in {"claim", "remark"} else None
            self.problems.append(DocumentProblem(*place, str(fault), stated[1] if stated else "", self.path))
        else:
            self.add(word, line, block, table)

    def add(self, word: str, line: int, block: Block, table: Mapping[str, Any]) -> None:
        """Check a table and add what it states, if nothing is wrong with it."""
        stated = table.get("id") if word in {"claim", "remark"} else table.get("name") if word == "family" else ""
        check = TableCheck(block, word, stated[:200] if isinstance(stated, str) else "", self.path, self.vocabulary)
        {"claim": self.claim, "remark": self.remark, "family": self.family, "context": self.declare}[word](check, line, table)
        self.problems += check.problems

    def declare(self, check: TableCheck, _: int, table: Mapping[str, Any]) -> None:
        """Add declarations for every claim below; a name declared again takes its new type."""
        for name, text in table.items():
            before = len(check.problems)
            check.table({name: text}, "type", ())
            sound = len(check.problems) == before
            kept, left = (self.context, self.misdeclared) if sound else (self.misdeclared, self.context)
            left.pop(name, None)
            kept[name] = text if isinstance(text, str) else ""

    def remark(self, check: TableCheck, line: int, table: Mapping[str, Any]) -> None:
        """Add a remark."""
        check.keys(table, schema.REMARK)
        self.identify(check, line)
        if not check.problems:
            self.entries.append(Remark(line, check.block, section=self.section, **table))

    def family(self, check: TableCheck, line: int, table: Mapping[str, Any]) -> None:
        """Add a family; its name is a word for every claim below."""
        check.keys(table, schema.FAMILY)
        name = table.get("name")
        if isinstance(name, str) and any(family.name == name for family in self.families):
            check.add(f"Reading a family: expected a new name, got {name!r} again. Rename one of the two.", ("name",))
        parameters = table.get("parameters")
        if isinstance(parameters, dict) and table.get("variable") in [*parameters, name]:
            check.add("Reading a family: expected a variable that is no parameter, got one of that name. Rename it.", ("variable",))
        if not check.problems:
            self.families = (*self.families, FamilyBlock(line, check.block, **_tuples(table)))

    def claim(self, check: TableCheck, line: int, table: Mapping[str, Any]) -> None:
        """Add a claim."""
        check.keys(table, schema.CLAIM)
        check.claim(table)
        self.identify(check, line)
        if isinstance(table.get("id"), str):
            self.expectations.setdefault(table["id"], table.get("expect", "true"))
        if isinstance(table.get("corrects"), str) and is_id(table["corrects"]):
            self.corrections.append((table["corrects"], check))
        surroundings: dict[str, Any] = {"section": self.section, "context": dict(self.context), "families": self.families}
        if check.problems or self.mentions(table, self.misdeclared):
            surroundings["context"] |= self.misdeclared
            self.refused.append(Claim(line, check.block, **surroundings, **remains(table), id=check.claim_id))
            return
        fields = {{"claim": "statement", "try": "attempts"}.get(name, name): value for name, value in _tuples(table).items()}
        self.entries.append(Claim(line, check.block, **surroundings, **fields))

    def mentions(self, table: Mapping[str, Any], names: Collection[str]) -> bool:
        """Whether a claim mentions one of the names without declaring it."""
        if not names:
            return False
        text = str({key: table[key] for key in ("claim", "given", "define", "let", "try") if key in table})
        own = table["let"] if isinstance(table.get("let"), dict) else {}
        return not set(_WORD.findall(text)) & set(names) <= set(own)

    def identify(self, check: TableCheck, line: int) -> None:
        """Require that an id is new."""
        first = self.lines.setdefault(check.claim_id, line) if check.claim_id else line
        if first != line:
            message = f"Reading an id: expected a new one, got {check.claim_id!r}, which line {first} has. Rename one of the two."
            check.add(message, ("id",))

    def finish(self) -> None:
        """Check what can be known at the end only: that corrections name false claims; a faulty one is no entry."""
        faulty = set()
        for target, check in self.corrections:
            fault = self._fault_of_target(target, check.claim_id)
            if not fault:
                continue
            got = f"{target[:60]!r}, which {fault}"
            before = len(check.problems)
            check.add(
                f"Reading 'corrects': expected the id of another claim with expect = \"false\", got {got}. Correct it.", ("corrects",)
            )
            self.problems += check.problems[before:]
            faulty.add(id(check.block))
        refused = [entry for entry in self.entries if isinstance(entry, Claim) and id(entry.block) in faulty]
        self.entries = [entry for entry in self.entries if entry not in refused]
        self.refused += refused

    def _fault_of_target(self, target: str, own: str) -> str:
        """Why a claim cannot correct another; a wrong correction may be corrected in turn, but not by what it corrects."""
        if target not in self.expectations:
            return "no claim has"
        if self.expectations[target] != "false" or target == own:
            return "is not expected to be false"
        corrected = {check.claim_id: name for name, check in self.corrections}
        seen = [target]
        while (following := corrected.get(seen[-1])) is not None and following not in seen:
            seen.append(following)
        return "corrects this one in turn" if own in seen else ""


def remains(table: Mapping[str, Any]) -> dict[str, Any]:
    """What can be checked of a claim with faults: strings where strings belong, an empty one for everything else, places kept."""

    def text(value: Any) -> str:
        return value if isinstance(value, str) and not isinstance(value, DecimalText) else ""

    let, attempts = table.get("let"), table.get("try")
    return {
        "statement": text(table.get("claim")),
        "let": {name: text(value) for name, value in let.items()} if isinstance(let, dict) else {},
        **{key: tuple(map(text, table[key])) for key in ("define", "given") if isinstance(table.get(key), list)},
        "attempts": tuple(
            {name: text(number_text(value)) for name, value in entry.items()} if isinstance(entry, dict) else {}
            for entry in (attempts if isinstance(attempts, list) else ())
        ),
    }


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a checked table as the fields of a record: arrays as tuples, numbers in `try` as text."""
    fields: dict[str, Any] = {}
    for name, value in table.items():
        fields[name] = tuple(_texts(entry) for entry in value) if isinstance(value, list) else value
    return fields


def _texts(entry: Any) -> Any:
    return {name: number_text(value) for name, value in entry.items()} if isinstance(entry, dict) else entry
