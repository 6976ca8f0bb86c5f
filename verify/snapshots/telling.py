"""The outcome for a reader: what is not the same, then the counts; and as JSON."""

from __future__ import annotations

import itertools
import json
import textwrap
from typing import TYPE_CHECKING, Any

from verify.engine.fingerprint import versions
from verify.snapshots.session import STATES

if TYPE_CHECKING:
    from verify.snapshots.session import Line, Outcome

_SHOWN = 400  # characters of a detail
_COLORS = {"moved": "33", "changed": "31", "new": "36", "gone": "31", "undecided": "35", "damaged": "31"}


def as_text(outcome: Outcome, width: int, *, color: bool, forms: bool = False) -> str:
    """Lines of at most ``width`` columns; a state takes its first nine. ``forms`` shows what was (-) and what is now (+)."""
    other = [line for line in outcome.lines if line.state != "same"]
    listed = [_told(line, width, color=color) + (_shown(line, width) if forms else "") for line in other]
    counts = ", ".join(f"{count} {state}" for state, count in outcome.counts().items() if count or state in STATES[:5])
    families = len({line.family for line in outcome.lines})
    total = f"{_counted(len(outcome.lines), 'object')} of {_counted(families, 'family', 'families')}: {counts}"
    return "\n".join([*listed, *textwrap.wrap(total, width)])


def _told(line: Line, width: int, *, color: bool) -> str:
    state = f"\x1b[{_COLORS[line.state]}m{line.state:<9}\x1b[0m" if color else f"{line.state:<9}"
    rest = textwrap.wrap(_cut(line.detail), max(width - 10, 20), break_long_words=True)
    return "\n".join([f"{state} {line.family}.{line.name}", *(f"{'':<10}{row}" for row in rest)])


def _counted(number: int, singular: str, plural: str = "") -> str:
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def forms_of(line: Line) -> list[tuple[str, str]]:
    """The entries that differ, as they were and as they are now; where there is none, the text is empty."""
    before, after = ((record or {}).get("entries", []) for record in (line.kept, line.record))
    return [pair for pair in itertools.zip_longest(before, after, fillvalue="") if pair[0] != pair[1]]


def _shown(line: Line, width: int) -> str:
    rows = [(sign, form) for pair in forms_of(line) for sign, form in zip("-+", pair, strict=True) if form]
    texts = [
        textwrap.fill(_cut(form), max(width, 30), initial_indent=f"{'':<10}{sign} ", subsequent_indent=" " * 12, break_on_hyphens=False)
        for sign, form in rows
    ]
    return "".join(f"\n{text}" for text in texts)


def as_json(outcome: Outcome, *, forms: bool = False) -> str:
    """All lines with the versions of what computed them; ``forms`` adds the entries that differ."""
    lines: list[dict[str, Any]] = [
        {"family": line.family, "object": line.name, "state": line.state, "detail": line.detail} for line in outcome.lines
    ]
    if forms:
        lines = [{**shown, "forms": [list(pair) for pair in forms_of(line)]} for shown, line in zip(lines, outcome.lines, strict=True)]
    return json.dumps({"schema": 1, "versions": versions(), "objects": lines, "summary": outcome.counts()}, indent=2) + "\n"
