"""The terminal: problems first, then errors of the documents, then all claims in a compact table, then where the files are."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from reports.arrangement import distinct, known_errors, sections, unexpected
from reports.faults import groups
from reports.formats import Format
from reports.lede import lede
from reports.record import VERDICTS
from reports.teeth import bites, percentage, totals
from reports.wording import FAULTS, GLYPHS, brief, counted, duration, headline, refutation, trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.record import ClaimRecord, Report

STYLES = {
    "proved": "green",
    "refuted": "red",
    "supported": "blue",
    "inconclusive": "yellow",
    "vacuous": "bright_black",
    "disputed": "magenta",
}
MOST_ROWS = 40  # claims; a longer run is shown a section a row
_WORST = 12  # problems told in full
LEAST = 12  # columns that a claim's glyph and id have at least
NARROW = 76  # columns; below, a problem stands under its id, and a claim has its verdict only


def render(report: Report, *, color: bool | None = None, width: int = 80, paths: Sequence[str] = ()) -> str:
    """Return the report as lines of at most ``width`` columns.

    ``color=None`` asks the environment: colours on a terminal, none when ``NO_COLOR`` is set. ``paths`` are the files written.
    """
    colored = _wants_color() if color is None else color
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colored,
        color_system="standard" if colored else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
        _environ={},  # the environment has been asked already
    )
    with console.capture() as captured:
        console.print(Group(*_parts(distinct(report), paths, width)))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _wants_color() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _parts(report: Report, paths: Sequence[str], width: int) -> Iterator[RenderableType]:
    wrong, errors = unexpected(report), known_errors(report)
    if wrong:
        yield from _heading(f"Not as expected ({len(wrong)})")
        yield _problem_list(wrong, [brief(trouble(claim)) for claim in wrong], report, width)
    if errors:
        yield from _heading(f"Errors found in the documents ({len(errors)})")
        kinds = ", ".join(f"{group.label} ({group.corrected} with a proved correction)" for group in groups(report, known=True))
        yield Padding(Text(kinds, style="dim"), (0, 0, 0, 1))
        yield _problem_list(errors, [_refutation(claim) for claim in errors], report, width)
    if report.claims:
        yield from _heading("Claims")
        yield _claims(report, width) if len(report.claims) <= MOST_ROWS else _strips(report)
    yield Text()
    yield _tally(report)
    yield Text(lede(report), style="bold")
    if sums := totals(bites(report)):
        yield Text(
            f"Teeth: {sums[-1].killed} of {sums[-1].mortal} mutants killed, {percentage(sums[-1])}, {sums[-1].equivalent} equivalent",
            style="dim",
        )
    for path in paths:
        yield Text(f"  {path}", style="underline" if path else "")


def _heading(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text(title, style="bold"), align="left", style="bright_black", characters="─")


def _problem_list(claims: Sequence[ClaimRecord], reasons: Sequence[str], report: Report, width: int) -> RenderableType:
    """Return glyph and id on the left, what is wrong on the right; only the first dozen with its reason, then where the others are told."""
    places = {id(claim): document.path for document in report.documents for claim in document.claims}
    narrow = width < NARROW or max(cell_len(_label(claim).plain) for claim in claims) > width // 3
    table = Table.grid(padding=(0, 2, 0, 0))
    if not narrow:
        table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for index, (claim, reason) in enumerate(zip(claims, reasons, strict=True)):
        lines = Text(plain(headline(claim)))
        if index < _WORST:
            lines.append(f"\n{plain(reason)}", style="dim")
            repair = next((found for one in report.documents if claim in one.claims and (found := one.corrections.get(claim.id))), None)
            if repair:
                lines.append(f"\ncorrected by {plain(repair.id)} ({repair.verdict})", style=STYLES[repair.verdict])
            lines.append(f"\n{plain(places[id(claim)])}:{claim.line}", style="dim")
        for cells in [(_label(claim),), (Padding(lines, (0, 0, 0, 2)),)] if narrow else [(_label(claim), lines)]:
            table.add_row(*cells)
    rest = len(claims) - _WORST
    parts = [table, Text(f"{counted(rest, 'more reason')}: {_telling(report)}", style="dim")] if rest > 0 else [table]
    return Padding(Group(*parts), (0, 0, 0, 1))


def _telling(report: Report) -> str:
    """The command that tells the whole story of one claim."""
    built_in = str(report.tool.get("command", "")).startswith("fisherproof report")
    return "fisherproof show ID" if built_in else "fisherproof show ID --document FILE"


def _refutation(claim: ClaimRecord) -> str:
    witness = f": {refutation(claim)}" if claim.witness else ""
    return f"{FAULTS[claim.fault].partition(':')[0]}{witness}"


def _label(claim: ClaimRecord) -> Text:
    return Text.assemble((GLYPHS[claim.verdict], STYLES[claim.verdict]), " ", (plain(claim.id), "bold"), no_wrap=True)


def _claims(report: Report, width: int) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    shown = 1 if width < NARROW else 4  # of the cells beside the id
    rows = [(_label(claim), *_cells(claim)[:shown]) for document in report.documents for one in sections(document) for claim in one.claims]
    widths = [max(cell_len(row[index].plain) for row in rows) for index in range(1 + shown)]
    for index in range(1 + shown):
        table.add_column(justify="left" if index < 3 else "right", no_wrap=True)  # noqa: PLR2004 - words left, numbers right
    for row in rows:  # the ids give way, whatever rich would shorten
        row[0].truncate(max(width - 1 - sum(2 + cells for cells in widths[1:]), LEAST), overflow="ellipsis")
        table.add_row(*row)
    return Padding(table, (0, 0, 0, 1))


def _cells(claim: ClaimRecord) -> tuple[Text, Text, Text, Text]:
    verdict = Text(claim.verdict, style=STYLES[claim.verdict])
    verdict.append(f" {claim.grade}" if claim.grade else "", style="dim")
    outcome = Text() if claim.as_expected else Text("not as expected", style="bold red")
    teeth = claim.teeth
    bites = f"teeth {teeth.killed}/{teeth.generated - teeth.equivalent}" if teeth.generated else ""
    return verdict, outcome, Text(bites, style="dim"), Text(duration(claim.seconds), style="dim")


def _strips(report: Report) -> RenderableType:
    """Return a row a section: one glyph a claim, a correction beside its claim."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    for document in report.documents:
        table.add_row(Text(plain(document.title or document.path), style="bold"), Text(plain(document.path), style="dim"))
        for section in sections(document):
            if section.claims:
                strip = Text.assemble(*((GLYPHS[claim.verdict], STYLES[claim.verdict]) for claim in section.claims))
                table.add_row(Padding(Text(plain(section.title)), (0, 0, 0, 2)), strip)
    return Padding(table, (0, 0, 0, 1))


def _tally(report: Report) -> RenderableType:
    counts = report.summary
    words = [Text(f"{GLYPHS[verdict]} {counts[verdict]} {verdict}", style=STYLES[verdict]) for verdict in VERDICTS if counts[verdict]]
    return Columns(words, padding=(0, 3))


def plain(value: str) -> str:
    """Return text of a document on one line without control characters, so that it cannot drive the terminal."""
    return "".join(one if one.isprintable() else " " if one.isspace() else "\ufffd" for one in " ".join(value.split()))


FORMAT = Format("terminal", ".txt", "problems first, in 80 columns", render)
