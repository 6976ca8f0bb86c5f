"""The whole story of one claim as text: what is stated, what it is worth, and everything that the verdict rests on."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import click

from reports.formats.terminal import STYLES, plain
from reports.wording import duration, point_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.record import ClaimRecord, EvidenceRecord

MOST, LONGEST = 6, 2  # entries of a part, lines of an entry: the story fits a screen
WHOLE = frozenset({"Statement", "Definitions", "Hypotheses", "Note", "Witness", "Reason"})

Part = tuple[str, list[str]]


def story(claim: ClaimRecord, path: str, *, color: bool, width: int) -> str:
    """Return title, verdict, statement and every part of the record that is not empty, wrapped to ``width`` columns, long lists cut."""
    verdict = " ".join(part for part in (claim.verdict, claim.grade) if part)
    expected = "as expected" if claim.as_expected else f"NOT AS EXPECTED (expected: {claim.expect})"
    title = click.style(plain(claim.id), bold=True) if color else plain(claim.id)
    shown = click.style(verdict, fg=STYLES[claim.verdict]) if color else verdict
    lines = [f"{title}  {shown}, {expected}", f"{path}:{claim.line}"]
    for name, entries in (*_stated(claim), *_worth(claim), *((name, _few(entries)) for name, entries in _foundations(claim))):
        if any(entries):
            lines += ["", click.style(name, bold=True) if color else name]
            lines += [line for entry in entries if entry for line in _wrapped(entry, width, whole=name in WHOLE)]
    return "\n".join(lines)


def _few(entries: list[str]) -> list[str]:
    """The first entries, and how many more there are."""
    kept = [entry for entry in entries if entry]
    return kept if len(kept) <= MOST else [*kept[: MOST - 1], f"... and {len(kept) - MOST + 1} more (a report with --json holds them all)"]


def _wrapped(entry: str, width: int, *, whole: bool) -> list[str]:
    lines = _lines(plain(entry), width)
    return lines if whole or len(lines) <= LONGEST else [*lines[: LONGEST - 1], f"{lines[LONGEST - 1][: width - 4]} ..."]


def _lines(entry: str, width: int) -> list[str]:
    return textwrap.wrap(entry, max(width, 20), initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _stated(claim: ClaimRecord) -> Iterator[Part]:
    """What the document says."""
    yield "Statement", [claim.statement]
    yield "Definitions", [one.text for one in claim.definitions]
    yield "Hypotheses", [f"{one.text}{_matters(one.matters)}" for one in claim.hypotheses]
    quote = f'"{claim.quote}"' if claim.quote else ""
    section = "" if claim.source.startswith(claim.section) else claim.section  # not the same words twice
    yield "Source", [", ".join(part for part in (section, claim.source, quote) if part)]
    yield "Note", [claim.note]
    yield "Corrects", [claim.corrects]


def _matters(witness: str | None) -> str:
    return f" (needed: {witness})" if witness else ""


def _worth(claim: ClaimRecord) -> Iterator[Part]:
    """What was found."""
    yield "Scope", [claim.scope]
    yield "Reason", [claim.reason]
    if claim.witness is not None:
        sides = [f"left side   {claim.witness.lhs}", f"right side  {claim.witness.rhs}", f"difference  {claim.witness.enclosure}"]
        yield "Witness", [f"at {point}" if (point := point_line(claim.witness)) else "", *sides]


def _evidence(one: EvidenceRecord, claim: ClaimRecord) -> str:
    """Who found what; neither the verdict of the claim nor its scope, which stand above, are said again."""
    found = "" if (one.verdict, one.grade) == (claim.verdict, claim.grade) else f"{one.verdict} {one.grade}: "
    scope, mark, rest = one.detail.partition("; ")
    return f"{one.engine}: {found}{rest if mark and scope.startswith('scope: ') else one.detail}"


def _foundations(claim: ClaimRecord) -> Iterator[Part]:
    """What the verdict rests on."""
    yield "Evidence", [_evidence(one, claim) for one in claim.evidence]
    yield "Side conditions", list(claim.side_conditions)
    steps = []
    for number, step in enumerate(claim.steps, 1):
        steps.append(f"{number}. {step.rule}: {step.text}" if step.text else f"{number}. {step.rule}")
        steps += [f"   provided that {condition}" for condition in step.conditions]
    yield f"Derivation ({len(claim.steps)} steps)", steps
    teeth = claim.teeth
    kills = Counter(f"{one.operator} ({one.level})" for one in claim.mutants if one.outcome == "killed")
    mutants = [f"killed: {', '.join(f'{count} x {what}' for what, count in sorted(kills.items()))}"] if kills else []
    mutants += [f"{one.outcome}: {one.operator} ({one.level}): {one.statement}" for one in claim.mutants if one.outcome != "killed"]
    yield f"Mutants ({teeth.killed} killed of {teeth.generated}, {teeth.equivalent} equivalent)", mutants
    yield "Processor time", [duration(claim.seconds)]
