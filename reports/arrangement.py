"""The order in which a reader meets the claims: sections as the document has them, a correction directly below what it corrects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.record import ClaimRecord, HeadingRecord, ProseRecord, RemarkRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.record import DocumentRecord, MutantRecord, Report


@dataclass(frozen=True)
class Section:
    """The claims and remarks under one heading; ``closing`` is the prose after the last claim, or all of it where there is none."""

    title: str
    claims: tuple[ClaimRecord, ...]
    remarks: tuple[RemarkRecord, ...] = ()
    closing: tuple[ProseRecord, ...] = ()


def distinct(report: Report) -> Report:
    """Return an equal report in which every record is an object of its own, so that ``id()`` tells equal claims of two documents apart."""
    return replace(
        report, documents=tuple(replace(one, entries=tuple(replace(entry) for entry in one.entries)) for one in report.documents)
    )


def sections(document: DocumentRecord) -> list[Section]:
    """Return the sections that hold something; a heading without claims, remarks or prose of its own is left out."""
    following = _corrections(document.claims)
    placed = {correction.id for each in following.values() for correction in each}
    result: list[Section] = []
    title, claims, remarks, prose = "", [], [], []  # type: ignore[var-annotated]
    for entry in (*document.entries, HeadingRecord(1, "", 0)):
        if isinstance(entry, HeadingRecord):
            if claims or remarks or prose:
                result.append(Section(title or document.title, tuple(claims), tuple(remarks), tuple(prose)))
            title, claims, remarks, prose = entry.text, [], [], []
        elif isinstance(entry, ProseRecord):
            prose.append(entry)
        elif isinstance(entry, RemarkRecord):
            remarks.append(entry)
        else:
            prose = []  # it leads to this claim
            claims += _with_corrections(entry, following) if entry.id not in placed else []
    return result


def leads(document: DocumentRecord) -> dict[str, tuple[ProseRecord, ...]]:
    """Return the prose that leads to each claim: what stands between it and the claim or heading above, wherever it is then shown."""
    found: dict[str, tuple[ProseRecord, ...]] = {}
    pending: list[ProseRecord] = []
    for entry in document.entries:
        if isinstance(entry, ProseRecord):
            pending.append(entry)
        elif isinstance(entry, ClaimRecord):
            found[entry.id] = tuple(pending)
            pending = []
        elif isinstance(entry, HeadingRecord):
            pending = []
    return found


def _corrections(claims: Sequence[ClaimRecord]) -> dict[str, list[ClaimRecord]]:
    """Map a claim's id to its corrections; a claim that corrects itself or an unknown one, or lies on a circle, corrects nothing."""
    known = {claim.id: claim for claim in claims}
    following: dict[str, list[ClaimRecord]] = {}
    for claim in claims:
        above, seen = claim, {claim.id}
        while above.corrects in known and above.corrects not in seen:
            above = known[above.corrects]
            seen.add(above.id)
        if claim.corrects in known and not above.corrects:
            following.setdefault(claim.corrects, []).append(claim)
    return following


def _with_corrections(claim: ClaimRecord, following: dict[str, list[ClaimRecord]]) -> list[ClaimRecord]:
    return [claim, *(below for correction in following.get(claim.id, ()) for below in _with_corrections(correction, following))]


def unexpected(report: Report) -> list[ClaimRecord]:
    """Return the claims that are not as expected: refuted first, then disputed, the rest in document order."""
    rank = {"refuted": 0, "disputed": 1}
    return sorted((claim for claim in report.claims if not claim.as_expected), key=lambda claim: rank.get(claim.verdict, 2))


def known_errors(report: Report) -> list[ClaimRecord]:
    """Return the errors of the documents that were entered as errors, and refuted."""
    return [claim for claim in report.claims if claim.is_erratum and claim.as_expected]


def equivalents(claim: ClaimRecord, level: str) -> tuple[MutantRecord, ...]:
    """Return the wrong variants of a claim that turned out to be right: findings. Those of a claim that does not hold say nothing."""
    if claim.verdict not in {"proved", "supported"}:
        return ()
    return tuple(mutant for mutant in claim.mutants if mutant.outcome == "equivalent" and mutant.level == level)
