"""Markdown: the report for a pull request or a repository page; all text of the documents is escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.arrangement import equivalents, known_errors, sections, unexpected
from reports.faults import groups, missing
from reports.formats import Format
from reports.lede import lede
from reports.record import VERDICTS
from reports.teeth import bites, explained, percentage, survivors, totals
from reports.wording import FAULTS, GLYPHS, MEANINGS, duration, headline, point_line, teeth_line, trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.record import ClaimRecord, DocumentRecord, RemarkRecord, Report

# What can start markup or an address that links itself. Text never begins a line, so marks of lists and headings need no care.
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]!|~$<>&@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def render(report: Report) -> str:
    """Return the report: result, tally, problems first, all claims by section, errata, findings, what verdicts mean."""
    title = " and ".join(text(document.title or document.path) for document in report.documents) or "No document"
    blocks = [f"# Proof-check report: {title}", lede(report), *_tally(report), *_problems(report)]
    for document in report.documents:
        blocks += _claims(document, alone=len(report.documents) == 1)
    blocks += [*_errata(report), *_teeth(report), *_findings(report), *_meanings()]
    if report.tool:
        blocks.append("Made with: " + "; ".join(f"{text(str(name))} {text(str(value))}" for name, value in report.tool.items()))
    return "\n\n".join(blocks) + "\n"


def text(value: str) -> str:
    r"""Return text of a document as plain Markdown text on one line.

    >>> text("a_1 <b> [x](y)")
    'a\\_1 &lt;b&gt; \\[x\\](y)'
    """
    return _PUNCTUATION.sub(lambda found: _ENTITIES.get(found[1], "\\" + found[1]), " ".join(value.split()))


def code(value: str) -> str:
    """Return text of a document as a code span that no backtick inside it can close; bars are escaped, for tables."""
    line = " ".join(value.split())
    if not line:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _verdict(claim: ClaimRecord) -> str:
    mark = "" if claim.as_expected else " **not as expected**"
    return f"{GLYPHS[claim.verdict]} {claim.verdict}{f' ({claim.grade})' if claim.grade else ''}{mark}"


def _tally(report: Report) -> list[str]:
    counts = report.summary
    words = [*VERDICTS, "unexpected"]
    return [table([*VERDICTS, "not as expected"], [[str(counts[word]) for word in words]])] if report.claims else []


def _problems(report: Report) -> Iterator[str]:
    wrong, errors = unexpected(report), known_errors(report)
    if wrong:
        yield "## Not as expected"
        yield "\n".join(f"- {GLYPHS[one.verdict]} **{text(one.id)}** {text(headline(one))}. {text(trouble(one))}" for one in wrong)
    if errors:
        yield "## Wrong as printed"
        yield "\n".join(f"- **{text(claim.id)}** {text(headline(claim))} ({FAULTS[claim.fault]})" for claim in errors)


def _claims(document: DocumentRecord, *, alone: bool) -> Iterator[str]:
    yield "## Claims" if alone else f"## Claims of {text(document.title or document.path)}"
    if not document.claims:
        yield "This document holds no claims."
    for section in sections(document):
        if section.claims:
            yield f"### {text(section.title) or 'Claims'}"
            yield table(["id", "statement", "verdict", "teeth", "time"], [_row(claim) for claim in section.claims])
    if remarks := [remark for section in sections(document) for remark in section.remarks]:
        yield "### Listed, not checked"
        yield "\n".join(f"- **{text(one.id)}** {_remark(one)}" for one in remarks)


def _remark(remark: RemarkRecord) -> str:
    quoted = f"“{text(remark.quote)}”" if remark.quote else ""
    return ". ".join(part for part in (quoted, text(remark.note).rstrip("."), f"({text(remark.source)})" if remark.source else "") if part)


def _row(claim: ClaimRecord) -> list[str]:
    return [text(claim.id), code(claim.statement), _verdict(claim), teeth_line(claim.teeth) or " ", duration(claim.seconds)]


def _errata(report: Report) -> Iterator[str]:
    entries = [(claim, document) for document in report.documents for claim in document.claims if claim.is_erratum]
    if entries:
        yield "## Errata"
        rows = [
            [group.label, group.repair, f"{group.corrected} of {len(group.claims)}", ", ".join(text(one.id) for one in group.claims)]
            for group in groups(report)
        ]
        yield table(["kind", "what repairs it", "proved corrections", "claims"], rows)
    for claim, document in entries:
        yield f"### {text(claim.id)}: {text(headline(claim))}"
        yield "\n".join(f"- {line}" for line in _erratum(claim, document))


def _erratum(claim: ClaimRecord, document: DocumentRecord) -> Iterator[str]:
    quoted = f"“{text(claim.quote)}” " if claim.quote else ""
    where = f" where {', '.join(code(one.text) for one in claim.definitions)}" if claim.definitions else ""
    yield f"The source says: {quoted}{code(claim.statement)}{where}{f' ({text(claim.source)})' if claim.source else ''}"
    yield f"Why it is false: {FAULTS[claim.fault]}{f'. {text(claim.note)}' if claim.note else ''}"
    if claim.witness:
        witness = claim.witness
        sides = f"left {code(witness.lhs)}, right {code(witness.rhs)}, difference {code(witness.enclosure)}"
        yield f"Witness: {code(point_line(witness)) or 'every point'}, {sides}"
    correction = document.corrections.get(claim.id)
    if claim.fault == "hypothesis" and (lacks := missing(claim, correction)):
        yield f"Missing: {', '.join(text(one.text) if one.in_words else code(one.text) for one in lacks)}; the witness violates it"
    if correction:
        yield f"Corrected: {code(correction.statement)}, {_verdict(correction)}, see {text(correction.id)}"


def _teeth(report: Report) -> Iterator[str]:
    rows = bites(report)
    if rows:
        yield "## Teeth"
        head = ["operator", "level", "killed", "generated", "equivalent", "not refuted", "rate and interval (Clopper and Pearson, 95 %)"]
        counts = [
            [one.name, one.level or " ", one.killed, one.generated, one.equivalent, one.survivors, percentage(one)]
            for one in [*totals(rows), *rows]
        ]
        yield table(head, [[text(str(cell)) or " " for cell in line] for line in counts])
    alive = survivors(report)
    if alive:
        yield "Not refuted:"
        yield "\n".join(f"- {text(claim.id)}, {text(one.operator)}: {code(one.statement)}; {text(explained(one))}" for claim, one in alive)


def _findings(report: Report) -> Iterator[str]:
    found = [(claim, mutant) for claim in report.claims for mutant in equivalents(claim, "definition")]
    if found:
        yield "## Findings"
        yield "Changed definitions that leave a claim true: each was proved like its claim."
        yield "\n".join(f"1. {text(claim.id)}, {text(mutant.operator)}: {code(mutant.statement)}" for claim, mutant in found)


def _meanings() -> Iterator[str]:
    yield "## What a verdict does and does not mean"
    rows = [[f"{GLYPHS[verdict]} {verdict}", MEANINGS[verdict].means, MEANINGS[verdict].means_not] for verdict in VERDICTS]
    yield table(["verdict", "it means", "it does not mean"], rows)


FORMAT = Format("markdown", ".md", "for a pull request or a repository page", render)
