"""The report tells kinds of false statements apart, counts them, and leads from each to its correction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.faults import KINDS, TAG, groups, missing
from reports.formats import render
from reports.parts import EvidenceRecord, WitnessRecord
from reports.record import ClaimRecord, DocumentRecord, HypothesisRecord, RemarkRecord, Report
from reports.wording import FAULTS, refutation, trouble


def planted() -> Report:
    """One error of each kind with its correction, one without, and a control."""

    def error(name: str, fault: str, *tags: str) -> ClaimRecord:
        return ClaimRecord(name, 1, "1 == 2", "refuted", as_expected=True, expect="false", fault=fault, tags=tags)  # type: ignore[arg-type]

    def repair(name: str, *texts: str) -> ClaimRecord:
        hypotheses = tuple(HypothesisRecord(text) for text in texts)
        return ClaimRecord(f"{name}c", 2, "1 == 1", "proved", as_expected=True, corrects=name, hypotheses=hypotheses)

    kinds = ("slip", "hypothesis", "wrong", "overclaim")
    claims = [error(f"e-{fault}", fault) for fault in kinds]
    claims += [repair(f"e-{fault}", *(["x > 3"] if fault == "hypothesis" else [])) for fault in kinds]
    claims += [error("e-alone", "slip"), error("e-control", "wrong", "control")]
    return Report({}, (DocumentRecord("notes.md", "Notes", tuple(claims)),))


def test_every_kind_is_counted() -> None:
    """Slips, missing hypotheses, wrong statements and overclaims are told apart; controls are none of them."""
    found = groups(planted())
    assert [(group.label, len(group.claims), group.corrected) for group in found] == [
        ("2 slips of the pen", 2, 1),
        ("1 missing hypothesis", 1, 1),
        ("1 wrong statement", 1, 1),
        ("1 overclaim", 1, 1),
    ]
    assert all(claim.id != "e-control" for group in found for claim in group.claims)


def test_every_fault_has_a_kind() -> None:
    """A kind of fault that the schema knows has its words."""
    assert set(KINDS) == set(FAULTS)


def test_the_missing_hypothesis_is_named() -> None:
    """What the correction has and the claim has not is the hypothesis that was missing."""
    claims = {claim.id: claim for claim in planted().claims}
    claim, repair = claims["e-hypothesis"], claims["e-hypothesisc"]
    assert [one.text for one in missing(claim, repair)] == ["x > 3"]
    assert missing(repair, repair) == ()
    assert missing(claim, None) == ()


def test_hypotheses_that_are_no_formulas_are_named_by_tags() -> None:
    """A tag names what no formula says, beside the hypotheses of the correction or alone, and stands in every report of errors."""
    found = planted()
    claims = [replace(one, tags=(f"{TAG}the law is regular",)) if one.id == "e-hypothesis" else one for one in found.claims]
    claim, repair = (next(one for one in claims if one.id == name) for name in ("e-hypothesis", "e-hypothesisc"))
    assert [one.text for one in missing(claim, repair)] == ["x > 3", "the law is regular"]
    assert [one.text for one in missing(claim, None)] == ["the law is regular"]
    report = replace(found, documents=(replace(found.documents[0], entries=tuple(claims)),))
    for name in ("html", "markdown"):
        assert "the law is regular" in render(report, name)
        assert "the law is regular" not in render(found, name)


def test_another_type_is_a_missing_hypothesis() -> None:
    """Where neither a hypothesis nor a tag says it, the type that the correction declares does; new names say nothing."""
    claim = ClaimRecord("a", 1, "x > 0", "refuted", as_expected=True, fault="hypothesis", toml='let = { x = "real", y = "real" }')
    repair = replace(claim, id="ac", fault="", toml='let = { x = "positive", y = "real", z = "real" }')
    assert [one.text for one in missing(claim, repair)] == ["x is positive, not real"]
    assert missing(claim, replace(repair, toml="")) == ()
    assert missing(claim, replace(repair, toml="let = [")) == ()


@pytest.mark.parametrize("name", ["html", "markdown", "terminal"])
def test_reports_show_the_kinds(name: str) -> None:
    """The counts stand in every report that a person reads."""
    text = " ".join(render(planted(), name).split())
    for group in groups(planted()):
        assert group.label in text


def test_the_page_links_errors_to_corrections() -> None:
    """Each error on the page has a link to its correction, and one that has none says so."""
    page = render(planted(), "html")
    for fault in ("slip", "hypothesis", "wrong", "overclaim"):
        assert f'corrected by <a href="#e-{fault}c">' in page
    assert "No claim of the document corrects it." in page
    assert "witness" in page or "x &gt; 3" in page


def test_markdown_names_corrections_and_hypotheses() -> None:
    """The Markdown report names the missing hypothesis and the correction."""
    text = render(planted(), "markdown")
    assert "Missing: `x > 3`" in text
    assert "see e-wrongc" in text


def test_errors_that_nobody_expected_are_counted_apart() -> None:
    """Beside the list of errors that were entered as such their number stands, not that of all refutations; the errata hold all."""
    report = planted()
    surprise = ClaimRecord("e-new", 9, "1 == 3", "refuted", as_expected=False)
    (document,) = report.documents
    report = replace(report, documents=(replace(document, entries=(*document.claims, surprise)),))
    assert sum(len(group.claims) for group in groups(report)) == sum(len(group.claims) for group in groups(report, known=True)) + 1
    assert "1 false statement (" not in render(report, "terminal")


def test_a_statement_that_compares_nothing_has_no_sides() -> None:
    """The counterexample of a predicate is told by what the engine saw; of a comparison by both sides."""
    seen = EvidenceRecord("arb", "refuted", "certified", "v^T A v in the direction v = (1, 1) is not as asserted: 0")
    witness = WitnessRecord({"z[0]": "1"}, "0", "0", "0")
    claim = ClaimRecord("p", 1, "pd(A)", "refuted", as_expected=False, evidence=(seen,), witness=witness)
    assert trouble(claim) == "Expected true, but at z[0] = 1: v^T A v in the direction v = (1, 1) is not as asserted: 0."
    assert trouble(replace(claim, statement="a == b")) == "Expected true, but at z[0] = 1 the sides are 0 and 0."


@pytest.mark.parametrize(
    ("statement", "sides", "told"),
    [
        ("det(outer(u, u)) != 0", ("0", "0"), "both sides are 0, so != fails"),
        ("f(x == 1) >= y", ("1", "2"), "the sides are 1 and 2, so >= fails"),
        ("x == y", ("1", "2"), "the sides are 1 and 2"),
        ("x < y and y < z", ("2", "1"), "the sides are 2 and 1"),
        ("x < y < z", ("2", "1"), "the sides are 2 and 1"),
    ],
)
def test_a_refutation_names_the_relation_that_fails(statement: str, sides: tuple[str, str], told: str) -> None:
    """Of two sides that may well be as they are one cannot see what is wrong; of several relations it is not known which one it is."""
    claim = ClaimRecord("p", 1, statement, "refuted", as_expected=False, witness=WitnessRecord({"x": "1"}, *sides, "0"))
    assert refutation(claim) == f"at x = 1 {told}"


def test_remarks_are_listed_in_markdown() -> None:
    """What is listed and not checked stands in the Markdown report, with its words and its source."""
    remark = RemarkRecord("history", 3, "", "Introduction", "found by Amari", "nothing to check")
    told = render(Report({}, (DocumentRecord("notes.md", "Notes", (remark,)),)), "markdown")
    assert "Listed, not checked" in told
    assert all(part in told for part in ("history", "found by Amari", "nothing to check", "Introduction"))
