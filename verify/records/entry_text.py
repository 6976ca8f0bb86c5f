"""Texts about a claim in which entries of arrays are called as the language calls them: z[0], not z_0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from derivations.language.claim_text import names_of_entries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.language.types import TypeSpec

KEPT = ("latex", "statement")


def with_entries(value: Any, types: Mapping[str, TypeSpec]) -> Any:
    """The value with the names of entries in all its texts and keys; formulas in LaTeX and statements stay.

    >>> from derivations.language.types import parse_type
    >>> with_entries({"z_0": "at z_0 = 1", "latex": "z_0"}, {"z": parse_type("real[2]")})
    {'z[0]': 'at z[0] = 1', 'latex': 'z_0'}
    """
    names = {name: text for name, text in names_of_entries(types) if name not in types}
    if not names:
        return value
    pattern = re.compile(rf"(?:\b|(?<=d/d))({'|'.join(sorted(names, key=len, reverse=True))})\b")

    def named(part: Any) -> Any:
        if isinstance(part, dict):
            return {named(key): entry if key in KEPT else named(entry) for key, entry in part.items()}
        if isinstance(part, list | tuple):
            return [named(entry) for entry in part]
        return pattern.sub(lambda match: names[match[1]], part) if isinstance(part, str) else part

    return named(value)
