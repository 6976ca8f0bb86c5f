"""Evidence from rows: what has to hold, and controls that have to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.experiments import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = tuple[str, bool]


def judged(scope: str, rows: Sequence[Row], controls: Sequence[Row]) -> Evidence:
    """Supported where every row holds; a control is a statement that must not hold, and its row says whether it does.

    Args:
        scope: over what the experiment ran.
        rows: lines of the table, each with whether it is as claimed.
        controls: lines with whether the wrong variant would pass as well.
    """
    lines = tuple(line for line, _ in rows) + tuple(f"control: {line}" for line, _ in controls)
    failed = sum(not passes for _, passes in controls)
    wrong = [line for line, holds in rows if not holds]
    if wrong:
        return Evidence("inconclusive", "", scope, lines, len(controls), failed, f"not as claimed: {wrong[0]}")
    return Evidence("supported", "numeric", scope, lines, len(controls), failed)
