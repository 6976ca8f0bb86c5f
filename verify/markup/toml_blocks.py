"""TOML text to a plain table, every fault of the text with its place."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from derivations.language.text_problem import TextProblem
from verify.markup.toml_plain import read_plain

MAX_KEY_PARTS = 20

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{MAX_KEY_PARTS}}}")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


class TomlProblem(TextProblem):
    """A text is no TOML; ``offset`` is the place of the fault."""


class DecimalText(str):
    """A decimal of the TOML text, kept as it was written: no binary rounding comes between the document and its exact value."""

    __slots__ = ()


def read_toml(text: str) -> dict[str, Any]:
    """Read a TOML text; decimals stay text.

    Raises:
        TomlProblem: the text is no TOML, or nests too deep.

    >>> read_toml("x = 0.1")
    {'x': '0.1'}
    """
    plain = read_plain(text)
    if plain is not None:
        return plain
    chain = _LONG_KEY.search(text)
    if chain:  # the standard reader needs memory for the square of the number of parts
        message = f"Reading TOML: expected keys of at most {MAX_KEY_PARTS} parts, got a longer chain of dots. Flatten it."
        raise TomlProblem(message, chain.start())
    try:
        return tomllib.loads(text, parse_float=DecimalText)
    except RecursionError:
        message = "Reading TOML: expected arrays and tables that nest a few deep, got too many levels. Flatten them."
        raise TomlProblem(message) from None
    except ValueError as error:  # TOMLDecodeError, and Python's refusal of integers of thousands of digits
        stated = str(error)
        place = _PLACE.search(stated)
        reason = _PLACE.sub("", stated).rstrip(".")
        message = f"Reading TOML: expected a TOML table, got a text with a fault ({reason}). Strings stand in quotes, one key a line."
        raise TomlProblem(message, _offset(text, place)) from None


def _offset(text: str, place: re.Match[str] | None) -> int:
    """The offset of the place that the reader states; the end of the text for a fault there."""
    if place is None:
        return 0
    if place[1] is None:
        return len(text.rstrip("\n"))
    start = 0
    for _ in range(int(place[1]) - 1):
        start = text.find("\n", start) + 1
    return min(start + int(place[2]) - 1, len(text))


def toml_type(value: Any) -> str:
    """The kind of a value in the words of TOML."""
    for kind, name in (
        (bool, "a boolean"),
        (DecimalText, "a decimal"),
        (str, "a string"),
        (int, "an integer"),
        (list, "an array"),
        (dict, "a table"),
    ):
        if isinstance(value, kind):
            return name
    return "a date or time"
