"""JSON: the schema of the claim contract, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reports.formats import Format

if TYPE_CHECKING:
    from reports.record import Report

_leaf = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def render(report: Report) -> str:
    """Return the report as indented JSON that ends with a newline; the order of keys is that of the records."""
    return indented(report.to_dict()) + "\n"


def indented(value: Any, margin: str = "\n") -> str:
    """Return plain data as JSON with one space a level, as the standard library does it several times more slowly.

    >>> print(indented({"a": [1, {}], "b": "\u00fc"}))
    {
     "a": [
      1,
      {}
     ],
     "b": "\u00fc"
    }
    """
    if not value or not isinstance(value, dict | list):
        return _leaf(value)
    inner = margin + " "
    if isinstance(value, dict):
        return f"{{{inner}{f',{inner}'.join([f'{_leaf(key)}: {indented(one, inner)}' for key, one in value.items()])}{margin}}}"
    return f"[{inner}{f',{inner}'.join([indented(one, inner) for one in value])}{margin}]"


FORMAT = Format("json", ".json", "the whole record, for programs", render)
