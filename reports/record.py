"""The schema of a report: what was checked and what came of it, as frozen plain data. Every format is made from these records alone."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the codec reads the annotations
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reports.codec import from_plain, mismatch, to_plain
from reports.parts import (
    DefinitionRecord,
    EvidenceRecord,
    Expectation,
    Fault,
    Grade,
    HypothesisRecord,
    LevelRecord,
    MutantRecord,
    StepRecord,
    TeethRecord,
    Verdict,
    WitnessRecord,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "SCHEMA",
    "VERDICTS",
    "ClaimRecord",
    "DefinitionRecord",
    "DocumentRecord",
    "Entry",
    "EvidenceRecord",
    "HeadingRecord",
    "HypothesisRecord",
    "LevelRecord",
    "MutantRecord",
    "ProseRecord",
    "RemarkRecord",
    "Report",
    "StepRecord",
    "TeethRecord",
    "WitnessRecord",
    "summarise",
]

SCHEMA = 1
VERDICTS = ("proved", "refuted", "supported", "inconclusive", "vacuous", "disputed")


@dataclass(frozen=True)
class ClaimRecord:
    """One claim with its verdict. ``line`` counts from 1, ``seconds`` is processor time; empty strings stand for what is not known."""

    id: str
    line: int
    statement: str
    verdict: Verdict
    as_expected: bool
    source: str = ""
    latex: str = ""
    expect: Expectation = "true"
    grade: Grade = ""
    scope: str = ""
    evidence: tuple[EvidenceRecord, ...] = ()
    side_conditions: tuple[str, ...] = ()
    witness: WitnessRecord | None = None
    teeth: TeethRecord = field(default_factory=TeethRecord)
    seconds: float = 0.0
    reason: str = ""
    section: str = ""
    quote: str = ""
    note: str = ""
    fault: Fault = ""
    corrects: str = ""
    tags: tuple[str, ...] = ()
    hypotheses: tuple[HypothesisRecord, ...] = ()
    definitions: tuple[DefinitionRecord, ...] = ()
    steps: tuple[StepRecord, ...] = ()
    mutants: tuple[MutantRecord, ...] = ()
    toml: str = ""
    command: str = ""

    @property
    def is_erratum(self) -> bool:
        """Whether the document errs here: refuted, and not a control that was written to be refuted (tag ``control``)."""
        return self.verdict == "refuted" and "control" not in self.tags

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return dict(to_plain(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], where: str = "claim") -> ClaimRecord:
        """Return the claim that :meth:`to_dict` wrote; raises :class:`reports.errors.ReportError` naming ``where``."""
        return from_plain(cls, data, where)


@dataclass(frozen=True)
class RemarkRecord:
    """A statement that is listed and not checked: opinion, history, definition."""

    id: str
    line: int
    section: str = ""
    source: str = ""
    quote: str = ""
    note: str = ""


@dataclass(frozen=True)
class HeadingRecord:
    """A heading of the document."""

    level: int
    text: str
    line: int


@dataclass(frozen=True)
class ProseRecord:
    """Markdown between the claims."""

    text: str
    line: int


Entry = ClaimRecord | RemarkRecord | HeadingRecord | ProseRecord
_KINDS = {"headings": HeadingRecord, "prose": ProseRecord, "remarks": RemarkRecord, "claims": ClaimRecord}


@dataclass(frozen=True)
class DocumentRecord:
    """One document; ``entries`` stand in its order."""

    path: str
    title: str
    entries: tuple[Entry, ...] = ()

    @cached_property
    def claims(self) -> tuple[ClaimRecord, ...]:
        """The claims, in the document's order."""
        return tuple(entry for entry in self.entries if isinstance(entry, ClaimRecord))

    @cached_property
    def corrections(self) -> Mapping[str, ClaimRecord]:
        """The first claim that corrects another, by the id of that one; a proved one before any other."""
        found: dict[str, ClaimRecord] = {}
        for claim in sorted(self.claims, key=lambda claim: claim.verdict != "proved"):
            found.setdefault(claim.corrects, claim)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data, with the entries sorted by kind: ``headings``, ``prose``, ``remarks``, ``claims``."""
        parts = {name: [to_plain(entry) for entry in self.entries if isinstance(entry, kind)] for name, kind in _KINDS.items()}
        return {"path": self.path, "title": self.title, **parts}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], where: str = "document") -> DocumentRecord:
        """Return the document that :meth:`to_dict` wrote, its entries in the order of their lines."""
        for name in ("path", "title", "claims"):
            if name not in data:
                raise mismatch(where, f"a table with the key {name}", "a table without it")
        entries: list[Entry] = []
        for name, kind in _KINDS.items():
            entries += [from_plain(kind, entry, f"{where}.{name}[{index}]") for index, entry in enumerate(data.get(name, ()))]
        return cls(str(data["path"]), str(data["title"]), tuple(sorted(entries, key=lambda entry: entry.line)))


@dataclass(frozen=True)
class Report:
    """One run: the tool with its versions and seed, and the documents it checked. The summary is always counted, never given."""

    tool: Mapping[str, Any] = field(default_factory=dict)
    documents: tuple[DocumentRecord, ...] = ()
    schema: int = SCHEMA

    @cached_property
    def claims(self) -> tuple[ClaimRecord, ...]:
        """All claims, document by document."""
        return tuple(claim for document in self.documents for claim in document.claims)

    @property
    def summary(self) -> dict[str, int]:
        """How many claims got each verdict, and how many are not as expected."""
        return summarise(self.claims)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        documents = [document.to_dict() for document in self.documents]
        return {"schema": self.schema, "tool": to_plain(self.tool), "documents": documents, "summary": self.summary}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """Return the report that :meth:`to_dict` wrote; its summary is counted anew.

        Raises:
            ReportError: The schema is another, or a record does not fit it.
        """
        if data.get("schema") != SCHEMA:
            raise mismatch("schema", str(SCHEMA), data.get("schema"))
        documents = [DocumentRecord.from_dict(each, f"documents[{index}]") for index, each in enumerate(data.get("documents", ()))]
        return cls(dict(data.get("tool", {})), tuple(documents))


def summarise(claims: Iterable[ClaimRecord]) -> dict[str, int]:
    """Return the number of claims a verdict, all six verdicts named, and ``unexpected``.

    >>> summarise([ClaimRecord("a", 1, "1 == 1", "proved", as_expected=True)])["proved"]
    1
    """
    listed = list(claims)
    counts = {verdict: sum(claim.verdict == verdict for claim in listed) for verdict in VERDICTS}
    return {**counts, "unexpected": sum(not claim.as_expected for claim in listed)}
