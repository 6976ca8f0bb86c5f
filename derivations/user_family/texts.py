"""What a user states of a family, as plain texts, and the faults that may be found in them."""

from __future__ import annotations

from dataclasses import dataclass

from derivations.errors import ClaimError


@dataclass(frozen=True)
class FamilyTexts:
    """The texts of a family: ``parameters`` are pairs (name, type) in the order of the constructor's arguments."""

    name: str
    variable: str
    support: str
    parameters: tuple[tuple[str, str], ...]
    log_density: str
    given: tuple[str, ...] = ()
    sufficient: tuple[str, ...] = ()
    natural: tuple[str, ...] = ()


class FamilyFault(ClaimError):  # noqa: N818 - the word the reader knows; the base of the tree ends in Error
    """A fault of a family; ``key``, ``index`` and ``offset`` are the place of the character it is about."""

    def __init__(self, message: str, key: str = "", index: int | str | None = None, offset: int = 0) -> None:
        """Keep the place beside the message."""
        super().__init__(message)
        self.key = key
        self.index = index
        self.offset = offset
