"""What a report refuses: its own error, since this package imports none of the others."""

from __future__ import annotations


class ReportError(ValueError):
    """A record or a format name that no report can be made of: the message states where, the contract and the cure."""
