"""Where a long formula may go on in the next line: browsers do not break formulas, so each piece is an element of its own."""

from __future__ import annotations

import itertools
import re
from html import unescape

SHORT = 24  # characters that show; a shorter formula is left whole
SHORT_TERM = 10  # a sum is not broken behind fewer
_RELATIONS = frozenset("=≠<>≤≥≈∼∝⪰≻→⟹⟺")
_SIGNS = frozenset("+−")
_OPENING, _CLOSING, _BARS = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉"), frozenset("|‖∥")
_TAG = re.compile(r"<(/?)\w+[^>]*?(/?)>")
_OPERATOR = re.compile(r"<mo[^>]*>([^<]+)</mo>")
_AND = re.compile(r"<mtext>\s*and\s*</mtext>")


def pieces(inner: str) -> list[str]:
    """Return a formula in pieces that begin at relations, at signs of sums and at "and", none inside of brackets; joined they are its row.

    Args:
        inner: what stands between the tags of ``<math>``, as it is serialised here.

    >>> pieces("<mrow><mi>x</mi><mo>=</mo><mn>1</mn></mrow>")
    ['<mrow><mi>x</mi><mo>=</mo><mn>1</mn></mrow>']

    """
    parts = _children(inner) if len(_shown(inner)) > SHORT else []
    changes = [_opened(part) for part in parts]
    depths = list(itertools.accumulate(changes))
    if not parts or depths[-1] != 0 or min(depths) < 0:
        return [inner]
    within_bars = any(depth == 0 and _sign(part) in _BARS for part, depth in zip(parts, depths, strict=True))
    found = [""]
    for part, depth in zip(parts, depths, strict=True):
        if depth == 0 and found[-1] and _begins(part, found[-1], sums=not within_bars):
            found.append("")
        # A sign that stands first would be taken for one of its term alone.
        found[-1] += part if found[-1] or _sign(part) not in _SIGNS else part.replace("<mo", '<mo form="infix"', 1)
    return found if len(found) > 1 else [inner]


def _begins(part: str, before: str, *, sums: bool) -> bool:
    """Whether a line may begin with an element that stands outside of brackets."""
    sign = _sign(part)
    if sign in _RELATIONS or _AND.fullmatch(part):
        return True
    return sums and sign in _SIGNS and 'form="prefix"' not in part and len(_shown(before)) >= SHORT_TERM


def _children(inner: str) -> list[str]:
    """The elements in the outermost row; none where there is another outermost element."""
    if not inner.startswith("<mrow>"):
        return []
    found, depth, start = [], 0, len("<mrow>")
    for tag in _TAG.finditer(inner):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth == 1 and tag.end() > start:
            found.append(inner[start : tag.end()])
            start = tag.end()
    return found


def _sign(part: str) -> str:
    """The sign of an operator, nothing for another element."""
    found = _OPERATOR.fullmatch(part)
    return unescape(found[1]) if found else ""


def _opened(part: str) -> int:
    """How many brackets an element opens and does not close; one with an exponent closes what stands before it."""
    signs = [unescape(one) for one in _OPERATOR.findall(part)]
    return sum((sign in _OPENING) - (sign in _CLOSING) for sign in signs)


def _shown(markup: str) -> str:
    """The characters that show."""
    return unescape(_TAG.sub("", markup))
