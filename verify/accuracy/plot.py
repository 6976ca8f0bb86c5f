"""Errors against the magnitude of the arguments, or the distance of those that are compared, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.figures.scatter import Group, Scatter, render
from verify.accuracy.table import BOUND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verify.accuracy.provenance import Provenance

LEAST, MOST = 0.01, 1e20  # ulps; what is exact stands at the lower end


def drawing(provenance: Provenance, dtype: str, records: Sequence[dict[str, Any]]) -> str:
    """The SVG text: one mark an entry of the result, one panel a regime."""
    shown = [record for record in records if record["applies"] and record["plot"]]
    groups = [
        Group(record["regime"], record["across"], [(at, min(max(error, LEAST), MOST)) for at, error in record["plot"]]) for record in shown
    ]
    worst = ", ".join(f"{record['regime']} {record['worst']:.3g}" for record in shown)
    description = f"{provenance.expression}. Worst errors in ulps: {worst or 'no point'}."
    return render(Scatter(f"Errors of {provenance.name} ({dtype})", description, "ulps", groups, BOUND))
