"""Names of the places of a page: a claim is found under its id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.record import ClaimRecord, Report

_RESERVED = re.compile(r"(?:top|claims|problems|errata|findings|verdicts|tools|find|count|fold|keys)|(?:section|g|h|r)-.*")


def anchors(report: Report) -> dict[int, str]:
    """Map ``id()`` of every claim to its anchor: the claim's id, numbered where two documents use one id or the page needs the name."""
    taken: set[str] = set()
    return {id(claim): _free(claim, taken) for claim in report.claims}


def _free(claim: ClaimRecord, taken: set[str]) -> str:
    wanted = re.sub(r"[^A-Za-z0-9._-]", "-", claim.id) or "claim"
    wanted = f"claim-{wanted}" if _RESERVED.fullmatch(wanted) else wanted
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}~{number}"
    taken.add(name)
    return name
