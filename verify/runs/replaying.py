"""The replay as part of a run: certificates to a file, every one decided again from what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import FisherproofError
from verify.engine.files import write_atomically
from verify.replay.book import book, replay_book, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def replayed(certificates: Sequence[dict[str, Any]], tell: Callable[[str], None], path: Path) -> bool:
    """Write the certificates, decide each again from the text that was written, and tell how many agree; whether none was refused.

    Raises:
        FisherproofError: the file cannot be written.
    """
    text = book(certificates)
    try:
        write_atomically(path, text)
    except OSError as error:
        message = (
            f"Writing certificates: expected a place that can be written, got {path} ({error.strerror or error}). Choose another place."
        )
        raise FisherproofError(message) from error
    entries = replay_book(text)
    tell("\n".join([*told(entries), f"  certificates: {path}"]))
    return all(entry.answer.outcome != "refused" for entry in entries)
