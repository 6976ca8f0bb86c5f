"""The kinds of false statements: slips of the pen, missing hypotheses, wrong statements, overclaims; controls are none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports.arrangement import correction_of

if TYPE_CHECKING:
    from reports.record import ClaimRecord, HypothesisRecord, Report


class Kind(NamedTuple):
    """One kind of fault: its word in the singular and the plural, and what the repair is."""

    one: str
    many: str
    repair: str


KINDS = {
    "slip": Kind("slip of the pen", "slips of the pen", "the repair is unique"),
    "hypothesis": Kind("missing hypothesis", "missing hypotheses", "true once the hypothesis is added; the witness violates it"),
    "wrong": Kind("wrong statement", "wrong statements", "another theorem stands in its place"),
    "overclaim": Kind("overclaim", "overclaims", "less holds than is said"),
    "": Kind("false statement", "false statements", "not classified"),
}


class Group(NamedTuple):
    """The errors of one kind, and how many of them have a proved correction."""

    fault: str
    label: str
    repair: str
    claims: tuple[ClaimRecord, ...]
    corrected: int


def groups(report: Report) -> list[Group]:
    """Return the errors of the documents by kind, kinds that occur; controls are no errors."""
    pairs = [
        (claim, correction_of(claim, document.claims)) for document in report.documents for claim in document.claims if claim.is_erratum
    ]
    found = []
    for fault, kind in KINDS.items():
        mine = [(claim, repair) for claim, repair in pairs if claim.fault == fault]
        if mine:
            proved = sum(repair is not None and repair.verdict == "proved" for _, repair in mine)
            label = f"{len(mine)} {kind.one if len(mine) == 1 else kind.many}"
            found.append(Group(fault, label, kind.repair, tuple(claim for claim, _ in mine), proved))
    return found


def added(claim: ClaimRecord, correction: ClaimRecord) -> tuple[HypothesisRecord, ...]:
    """Return the hypotheses that a correction has and the claim has not: what was missing."""
    before = {one.text for one in claim.hypotheses}
    return tuple(one for one in correction.hypotheses if one.text not in before)
