"""Plain texts: those whose tokens hold nothing that the parser and the whitelist of nodes would let pass and the language does not have.

Nearly every expression is one, and one match of a pattern tells. Any other text is read token by token.
"""

from __future__ import annotations

import keyword
import re

from derivations.language.names import MAX_NAME

MAX_LENGTH = 20_000
MAX_NESTING = 60
KEYWORDS = frozenset({"and", "if", "else", "for", "in"})

_FOREIGN_WORDS = "|".join(sorted(set(keyword.kwlist) - KEYWORDS))
_PLAIN = re.compile(  # of every text there is one reading: nothing need be possessive, which Python before 3.11.5 gets wrong
    r"(?:[ \t\r\n]"
    rf"|(?!__|(?:{_FOREIGN_WORDS})\b)[A-Za-z_][A-Za-z0-9_]{{0,{MAX_NAME - 1}}}(?![A-Za-z0-9_])"
    r"|(?:[0-9]{1,300}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?![A-Za-z0-9_.])"  # no exponents: their size takes a second look
    r"|\.[ \t\r\n]*T\b"
    r"|[-+*/@<>=!(),\[\]])*",
    re.ASCII,
)


def is_plain(text: str) -> bool:
    """Whether the tokens of a text need no second look.

    >>> is_plain("a.T @ b"), is_plain("a.b"), is_plain("x # y")
    (True, False, False)
    """
    brackets = text.count("(") + text.count("[")
    return len(text) <= MAX_LENGTH and brackets <= MAX_NESTING and _PLAIN.fullmatch(text) is not None
