"""The kinds of false statements: slips of the pen, missing hypotheses, wrong statements, overclaims; controls are none of them."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reports.record import ClaimRecord, Report


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
    "": Kind("false statement", "false statements", "the claim names no kind of fault"),
}


TAG = "missing: "  # begins a tag that names a hypothesis which is no formula: "missing: the inverse is differentiable"


class Missing(NamedTuple):
    """A hypothesis that a claim lacks, as a formula or in words."""

    text: str
    latex: str = ""
    in_words: bool = False


class Group(NamedTuple):
    """The errors of one kind, and how many of them have a proved correction."""

    fault: str
    label: str
    repair: str
    claims: tuple[ClaimRecord, ...]
    corrected: int


def groups(report: Report, *, known: bool = False) -> list[Group]:
    """Return the errors of the documents by kind, kinds that occur; controls are no errors. Of ``known`` ones, those entered as errors."""
    pairs = [
        (claim, document.corrections.get(claim.id))
        for document in report.documents
        for claim in document.claims
        if claim.is_erratum and (claim.as_expected or not known)
    ]
    found = []
    for fault, kind in KINDS.items():
        mine = [(claim, repair) for claim, repair in pairs if claim.fault == fault]
        if mine:
            proved = sum(repair is not None and repair.verdict == "proved" for _, repair in mine)
            label = f"{len(mine)} {kind.one if len(mine) == 1 else kind.many}"
            found.append(Group(fault, label, kind.repair, tuple(claim for claim, _ in mine), proved))
    return found


def missing(claim: ClaimRecord, correction: ClaimRecord | None) -> tuple[Missing, ...]:
    """Return what a claim lacks: the hypotheses that its correction has and it has not, and what its tags ``missing: ...`` name.

    Where both are silent, the names that the correction declares with another type.
    """
    before = {one.text for one in claim.hypotheses}
    added = [Missing(one.text, one.latex) for one in (correction.hypotheses if correction else ()) if one.text not in before]
    named = [Missing(tag.removeprefix(TAG), in_words=True) for tag in claim.tags if tag.startswith(TAG)]
    return (*added, *named) or _other_types(claim, correction)


def _other_types(claim: ClaimRecord, correction: ClaimRecord | None) -> tuple[Missing, ...]:
    old, new = _declared(claim), _declared(correction) if correction else {}
    changed = [name for name, kind in sorted(new.items()) if old.get(name, kind) != kind]
    return tuple(Missing(f"{name} is {new[name]}, not {old[name]}", in_words=True) for name in changed)


def _declared(claim: ClaimRecord) -> dict[str, str]:
    """The types that the block of a claim declares."""
    try:
        found = tomllib.loads(claim.toml).get("let", {})
    except tomllib.TOMLDecodeError:
        return {}
    return {str(name): str(kind) for name, kind in found.items()} if isinstance(found, dict) else {}
