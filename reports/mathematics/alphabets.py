"""Letters of mathematical alphabets: browsers read a letter's style from its code point and no longer from an attribute."""

from __future__ import annotations

# capital A, small a, digit 0 of each alphabet; 0 where Unicode has none
_FIRST = {
    "bold": (0x1D400, 0x1D41A, 0x1D7CE),
    "sans-serif": (0x1D5A0, 0x1D5BA, 0x1D7E2),
    "monospace": (0x1D670, 0x1D68A, 0x1D7F6),
    "bold-italic": (0x1D468, 0x1D482, 0),
}


def styled(text: str, variant: str) -> str:
    """Return the text in another alphabet; letters that it lacks, and unknown alphabets, stay as they are.

    >>> styled("T", "sans-serif")
    '𝖳'
    """
    capital, small, digit = _FIRST.get(variant, (0, 0, 0))
    return "".join(_letter(one, capital, small, digit) for one in text)


def _letter(one: str, capital: int, small: int, digit: int) -> str:
    for first, start, end in ((capital, "A", "Z"), (small, "a", "z"), (digit, "0", "9")):
        if first and start <= one <= end:
            return chr(first + ord(one) - ord(start))
    return one
