"""Names that a document may declare, and the spelling to use instead of one it may not."""

from __future__ import annotations

import keyword
import re
import unicodedata
from typing import TYPE_CHECKING

from derivations.language.text_problem import shorten

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_NAME = 100

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)|GREEK ([A-Z]+) SYMBOL")
_SPELLINGS = {"LAMDA": "LAMBDA", "ϵ": "epsilon", "ℓ": "ell", "∇": "nabla", "∂": "partial", "′": "_prime"}


def ascii_spelling(text: str) -> str:
    """The text in ASCII: Greek letters by name, accents and subscripts dropped to their base, the rest left out.

    >>> ascii_spelling("θ₁")
    'theta1'
    """
    return "".join(_spell(letter) for letter in text)


def _spell(letter: str) -> str:
    if letter.isascii() or letter in _SPELLINGS:
        return _SPELLINGS.get(letter, letter)
    plain = unicodedata.normalize("NFKD", letter)
    greek = _GREEK.match(unicodedata.name(plain[0], ""))
    if greek is None:
        return "".join(part for part in plain if part.isascii())
    word = greek[2] or greek[3]
    spelled = _SPELLINGS.get(word, word).lower()
    return spelled.capitalize() if greek[1] == "CAPITAL" else spelled


def suggest_name(name: str, vocabulary: Collection[str] = ()) -> str | None:
    """A name close to ``name`` that may be declared, or ``None`` if nothing of it is usable."""
    candidate = re.sub(r"[^A-Za-z0-9_]", "_", ascii_spelling(name[:MAX_NAME]), flags=re.ASCII)
    candidate = re.sub(r"^_{2,}", "_", candidate)
    if candidate[:1].isdigit():
        candidate = f"x{candidate}"
    if not candidate.strip("_"):
        return None
    while keyword.iskeyword(candidate) or candidate in vocabulary:
        candidate += "_"
    return candidate


def validate_name(name: str, vocabulary: Collection[str] = ()) -> str | None:
    """The problem with declaring ``name``, with a suggested spelling, or ``None`` if it is fine.

    ``vocabulary`` holds the words of the claim language, which no declaration may shadow.

    >>> validate_name("theta") is None
    True
    >>> validate_name("lambda")
    "Declaring a name: expected a name that is no Python keyword, got 'lambda'. Write 'lambda_'."
    """
    if len(name) > MAX_NAME:
        return f"Declaring a name: expected at most {MAX_NAME} characters, got {len(name)}. Shorten it."
    if not _IDENTIFIER.fullmatch(name):
        fault = "an ASCII identifier"
    elif keyword.iskeyword(name):
        fault = "a name that is no Python keyword"
    elif name.startswith("__"):
        fault = "a name that does not begin with two underscores"
    elif name in vocabulary:
        fault = "a name that is no word of the claim language"
    else:
        return None
    suggestion = suggest_name(name, vocabulary)
    cure = f"Write {suggestion!r}." if suggestion else "Choose letters, digits and underscores."
    return f"Declaring a name: expected {fault}, got {shorten(name)}. {cure}"
