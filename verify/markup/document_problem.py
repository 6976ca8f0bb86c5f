"""A fault of a claim document with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass

from derivations.language.text_problem import in_full


@dataclass(frozen=True)
class DocumentProblem:
    """What is wrong at a line and column (both from 1) of a document; ``claim_id`` and ``path`` are empty where unknown.

    >>> print(DocumentProblem(3, 7, "Expected a claim.", "slip", "notes.md"))
    notes.md:3:7: slip: Expected a claim.
    """

    line: int
    column: int
    message: str
    claim_id: str = ""
    path: str = ""

    def __post_init__(self) -> None:
        """Say what was being done, and end with a full stop."""
        object.__setattr__(self, "message", in_full(self.message, "Reading a claim" if self.claim_id else "Reading a document"))

    def __str__(self) -> str:
        """In the form that editors can jump to."""
        place = f"{self.path}:{self.line}:{self.column}" if self.path else f"{self.line}:{self.column}"
        return f"{place}: {self.claim_id}: {self.message}" if self.claim_id else f"{place}: {self.message}"
