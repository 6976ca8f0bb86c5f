"""A fault in a piece of text that a person wrote, with the place of the character it is about."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Iterable


class TextProblem(ClaimError):  # noqa: N818 - the word the reader knows; the base of the tree ends in Error
    """A text does not follow its grammar; ``offset`` counts characters from 0 to the one that is wrong."""

    def __init__(self, message: str, offset: int = 0) -> None:
        """Keep the offset beside the message."""
        super().__init__(message)
        self.offset = offset


def did_you_mean(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A sentence with the nearest known spelling, led by a blank, or nothing.

    >>> did_you_mean("postive", ["positive", "real"])
    " Did you mean 'positive'?"
    """
    close = difflib.get_close_matches(name[:100], sorted(known), n=1, cutoff=cutoff)
    return f" Did you mean {close[0]!r}?" if close else ""


def in_full(message: str, doing: str) -> str:
    """The message with what was being done, and with a full stop, where it leaves them out.

    >>> in_full("expected a number, got a law. Ask for its entropy", "Reading an expression")
    'Reading an expression: expected a number, got a law. Ask for its entropy.'
    """
    whole = f"{doing}: {message}" if message.startswith("expected ") else message
    return whole if whole.endswith((".", "?")) else f"{whole}."


def shorten(text: str, width: int = 40) -> str:
    """The text in quotes, cut after ``width`` characters, with nothing unprintable: fit for an error message."""
    return repr(text if len(text) <= width else text[: width - 3] + "...")
