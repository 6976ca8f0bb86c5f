"""The outcome for a reader: what is not the same, then the counts; and as JSON."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from verify.engine.fingerprint import versions
from verify.snapshots.session import STATES

if TYPE_CHECKING:
    from verify.snapshots.session import Line, Outcome

_SHOWN = 400  # characters of a detail
_COLORS = {"moved": "33", "changed": "31", "new": "36", "gone": "31", "undecided": "35", "damaged": "31"}


def as_text(outcome: Outcome, width: int, *, color: bool) -> str:
    """Lines of at most ``width`` columns; a state takes its first nine."""
    listed = [_told(line, width, color=color) for line in outcome.lines if line.state != "same"]
    counts = ", ".join(f"{count} {state}" for state, count in outcome.counts().items() if count or state in STATES[:5])
    families = len({line.family for line in outcome.lines})
    total = f"{len(outcome.lines)} objects of {families} families: {counts}"
    return "\n".join([*listed, *textwrap.wrap(total, width)])


def _told(line: Line, width: int, *, color: bool) -> str:
    state = f"\x1b[{_COLORS[line.state]}m{line.state:<9}\x1b[0m" if color else f"{line.state:<9}"
    detail = line.detail if len(line.detail) <= _SHOWN else f"{line.detail[:_SHOWN]}..."
    rest = textwrap.wrap(detail, max(width - 10, 20), break_long_words=True)
    return "\n".join([f"{state} {line.family}.{line.name}", *(f"{'':<10}{row}" for row in rest)])


def as_json(outcome: Outcome) -> str:
    """All lines with the versions of what computed them."""
    lines = [{"family": line.family, "object": line.name, "state": line.state, "detail": line.detail} for line in outcome.lines]
    return json.dumps({"schema": 1, "versions": versions(), "objects": lines, "summary": outcome.counts()}, indent=2) + "\n"
