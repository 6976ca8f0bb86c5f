"""Plain TOML, several times faster than the standard reader: bare keys, one assignment a line, strings without escapes, flat arrays.

Nearly every block of a document is of this form. Of any other text, and of every text with a fault, nothing is said here.
"""

from __future__ import annotations

import re
from typing import Any

_KEY = r"[A-Za-z0-9_-]+"
_TEXT = r'"[^"\\\x00-\x1f\x7f]*"(?!")'  # three quotes in a row begin another kind of string
_INTEGER = r"(?:0|[1-9][0-9]{0,17})(?![0-9_.eEx:+-])"
_PAIR = rf"{_KEY}[ \t]*=[ \t]*{_TEXT}"
_TABLE = rf"\{{[ \t]*(?:{_PAIR}[ \t]*(?:,[ \t]*{_PAIR}[ \t]*)*)?\}}"


def _array(entry: str) -> str:
    return rf"\[[ \t\n]*(?:{entry}[ \t\n]*(?:,[ \t\n]*{entry}[ \t\n]*)*(?:,[ \t\n]*)?)?\]"


_ASSIGNMENT = re.compile(
    rf"[ \t\n]*(?P<key>{_KEY})[ \t]*=[ \t]*"
    rf"(?:(?P<text>{_TEXT})|(?P<table>{_TABLE})|(?P<texts>{_array(_TEXT)})|(?P<tables>{_array(_TABLE)})"
    rf"|(?P<integers>{_array(_INTEGER)})|(?P<integer>{_INTEGER}))[ \t]*(?:\n|\Z)"
)
_REST = re.compile(r"[ \t\n]*")
_TEXTS, _PAIRS, _TABLES, _INTEGERS = (re.compile(form) for form in (r'"([^"]*)"', rf'({_KEY})[ \t]*=[ \t]*"([^"]*)"', _TABLE, "[0-9]+"))


def read_plain(text: str) -> dict[str, Any] | None:
    r"""The table that a plain TOML text states; ``None`` for any other text.

    >>> read_plain('id = "a"\nlet = { x = "real" }\ndrop = [0, 2]')
    {'id': 'a', 'let': {'x': 'real'}, 'drop': [0, 2]}
    >>> read_plain("x = 0.1") is None
    True
    """
    table: dict[str, Any] = {}
    at = 0
    while found := _ASSIGNMENT.match(text, at):
        kind, name = str(found.lastgroup), found["key"]
        value = _VALUES[kind](found[kind])
        if value is None or name in table:
            return None  # a key twice
        table[name] = value
        at = found.end()
    return table if _REST.fullmatch(text, at) else None


def _pairs(text: str) -> dict[str, str] | None:
    pairs = _PAIRS.findall(text)
    table = dict(pairs)
    return table if len(table) == len(pairs) else None


def _tables(text: str) -> list[dict[str, str]] | None:
    found = [_pairs(entry) for entry in _TABLES.findall(text)]
    known = [entry for entry in found if entry is not None]
    return known if len(known) == len(found) else None


_VALUES: dict[str, Any] = {
    "text": lambda text: text[1:-1],
    "table": _pairs,
    "texts": _TEXTS.findall,
    "tables": _tables,
    "integers": lambda text: [int(digits) for digits in _INTEGERS.findall(text)],
    "integer": int,
}
