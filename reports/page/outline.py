"""The page from top to bottom as plain values: documents, sections, cards, problems, errata, findings, facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reports.arrangement import distinct, equivalents, known_errors, leads, sections, unexpected
from reports.faults import groups
from reports.page.anchors import anchors
from reports.page.passages import Passages
from reports.teeth import bites, survivors, totals
from reports.wording import brief, counted, duration, title_and_rest, trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.arrangement import Section
    from reports.faults import Group
    from reports.record import ClaimRecord, DocumentRecord, MutantRecord, RemarkRecord, Report
    from reports.teeth import Bite

_NUMBERED = re.compile(r"(\d+(?:\.\d+)*|[A-Z]\.\d+)\b")
_SHORT, _LONG = 16, 44  # characters of a section's name under the unit bar: beside others, and on a line of its own on a phone
_BESIDE = 3  # characters as wide as a cell of the bar


@dataclass(frozen=True)
class Card:
    """One claim on the page.

    ``fixes`` is set for a correction that stands below its claim, ``correction`` for a claim that has one; ``lead`` is the prose above it.
    """

    claim: ClaimRecord
    anchor: str
    path: str
    title: str
    rest: str
    fixes: bool
    correction: Card | None
    lead: Markup = field(default_factory=Markup)


@dataclass(frozen=True)
class Part:
    """A section on the page; without a title it is what stands below the document's own."""

    anchor: str
    title: str
    short: str
    cards: tuple[Card, ...]
    remarks: tuple[RemarkRecord, ...]
    closing: Markup


@dataclass(frozen=True)
class Chapter:
    """A document on the page."""

    title: str
    path: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Outline:
    """The whole page. ``findings`` holds the equivalent mutants of definitions by claim, ``shallow`` counts those of expressions.

    ``known`` counts the errors that were entered as such by kind,
    ``faults`` holds the errata by kind, ``bites`` the mutants by operator, ``totals`` by level, ``survivors`` those nobody refuted.
    """

    chapters: tuple[Chapter, ...]
    cards: Mapping[int, Card]
    problems: tuple[tuple[Card, str], ...]
    errors: tuple[Card, ...]
    errata: tuple[Card, ...]
    findings: tuple[tuple[Card, tuple[MutantRecord, ...]], ...]
    shallow: int
    facts: tuple[tuple[str, str], ...]
    known: tuple[str, ...] = ()
    faults: tuple[tuple[Group, tuple[Card, ...]], ...] = ()
    bites: tuple[Bite, ...] = ()
    totals: tuple[Bite, ...] = ()
    survivors: tuple[tuple[Card, MutantRecord], ...] = ()


def outline(report: Report) -> Outline:
    """Arrange a report into a page; ``cards`` is indexed by ``id()`` of the claim."""
    report = distinct(report)
    names = anchors(report)
    texts = [(document, Passages(document, names)) for document in report.documents]
    cards = {key: card for document, passages in texts for key, card in _cards(document, names, passages).items()}
    chapters = tuple(_chapter(document, number, cards, passages) for number, (document, passages) in enumerate(texts, 1))
    return Outline(
        chapters=chapters,
        cards=cards,
        problems=tuple((cards[id(claim)], brief(trouble(claim))) for claim in unexpected(report)),
        errors=tuple(cards[id(claim)] for claim in known_errors(report)),
        errata=tuple(cards[id(claim)] for claim in report.claims if claim.is_erratum),
        findings=tuple((cards[id(claim)], mutants) for claim in report.claims if (mutants := equivalents(claim, "definition"))),
        shallow=sum(len(equivalents(claim, "expression")) for claim in report.claims),
        facts=tuple(facts(report)),
        known=tuple(group.label for group in groups(report, known=True)),
        faults=tuple((group, tuple(cards[id(claim)] for claim in group.claims)) for group in groups(report)),
        bites=(rows := tuple(bites(report))),
        totals=tuple(totals(list(rows))),
        survivors=tuple((cards[id(claim)], mutant) for claim, mutant in survivors(report)),
    )


def _cards(document: DocumentRecord, names: Mapping[int, str], passages: Passages) -> dict[int, Card]:
    known = {claim.id for claim in document.claims}

    def card(claim: ClaimRecord, correction: ClaimRecord | None) -> Card:
        title, rest = title_and_rest(claim)
        repair = card(correction, None) if correction else None
        return Card(claim, names[id(claim)], document.path, title, rest, claim.corrects in known, repair)

    prose = {name: passages.html(found) for name, found in leads(document).items()}
    return {id(claim): replace(card(claim, document.corrections.get(claim.id)), lead=prose[claim.id]) for claim in document.claims}


def _chapter(document: DocumentRecord, number: int, cards: Mapping[int, Card], passages: Passages) -> Chapter:
    parts = tuple(_part(section, f"section-{number}-{index}", cards, passages) for index, section in enumerate(sections(document), 1))
    title = document.title or document.path
    return Chapter(title, document.path, tuple(_beneath(title, part) for part in parts))


def _beneath(title: str, part: Part) -> Part:
    """A section that has the document's own title says what it holds instead, and nothing where that is prose alone."""
    if part.title != title:
        return part
    return replace(part, title="Claims", short="Claims") if part.cards or part.remarks else replace(part, title="")


def _part(section: Section, anchor: str, cards: Mapping[int, Card], passages: Passages) -> Part:
    found = _NUMBERED.match(section.title)
    short = f"§ {found[1]}" if found else _cut(section.title, min(max(_SHORT, _BESIDE * len(section.claims)), _LONG))
    mine = tuple(cards[id(claim)] for claim in section.claims)
    return Part(anchor, section.title, short, mine, section.remarks, passages.html(section.closing))


def _cut(title: str, most: int) -> str:
    """Return a title shortened at a word to ``most`` characters or so."""
    if len(title) <= most:
        return title
    return title[: most + 1].rpartition(" ")[0].rstrip(" ,:;") + "…" if " " in title[: most + 1] else title[: most - 1] + "…"


def facts(report: Report) -> list[tuple[str, str]]:
    """Return how the report was made, as label and value; nested tables are flattened."""
    counts = counted(len(report.claims), "claim")
    listed = [("documents", ", ".join(document.path for document in report.documents) or "none"), ("checked", counts)]
    if report.claims:
        listed.append(("took", duration(sum(claim.seconds for claim in report.claims)) + " of processor time"))
    return listed + [(name, value) for name, value in _flat(report.tool) if name not in {"name", "command"}]


def _flat(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    result: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            result += _flat(value)
        elif value not in ("", None):
            result.append((str(name).replace("_", " "), _shown(str(name), value)))
    return result


def _shown(name: str, value: object) -> str:
    if name == "memory" and isinstance(value, int):
        return f"{value / 2**30:g} GiB"
    if name in {"timeout", "seconds"} and isinstance(value, int | float):
        return f"{value:g} s"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def page_title(report: Report) -> str:
    """Return the heading of the page: the documents' titles."""
    titles = [document.title or document.path for document in report.documents]
    if len(titles) > 3:  # noqa: PLR2004 - more do not fit a heading
        return f"{titles[0]} and {len(titles) - 1} more documents"
    return " and ".join(titles) or "No document"
