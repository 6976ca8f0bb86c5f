"""JSON: the schema of the claim contract, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reports.formats import Format

if TYPE_CHECKING:
    from reports.record import Report


def render(report: Report) -> str:
    """Return the report as indented JSON that ends with a newline; the order of keys is that of the records."""
    return json.dumps(report.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


FORMAT = Format("json", ".json", "the whole record, for programs", render)
