"""`show` prints each thing once, and the steps of a derivation in the notation of the claim language."""

from __future__ import annotations

from dataclasses import replace

from report_specimen import specimen

from reports.record import ClaimRecord, EvidenceRecord, StepRecord
from verify.records.story import story


def told(**changes: object) -> str:
    """The story of the first claim of the specimen that is proved, with some fields changed."""
    claims = [claim for document in specimen().documents for claim in document.claims]
    claim: ClaimRecord = next(claim for claim in claims if claim.verdict == "proved")
    return story(replace(claim, **changes), "notes.md", color=False, width=80)  # type: ignore[arg-type]


def test_a_section_that_the_source_begins_with_is_named_once() -> None:
    """The section stands before the source only where the source does not begin with it."""
    assert "  Steepest descent, the proximal step\n" in told(
        section="Steepest descent", source="Steepest descent, the proximal step", quote=""
    )
    assert "  5 Definition, Section 5\n" in told(section="5 Definition", source="Section 5", quote="")


def test_evidence_repeats_neither_verdict_nor_scope() -> None:
    """The verdict of the claim stands above, and so does the scope; another verdict is told."""
    same = EvidenceRecord("engine", "proved", "replayed", "scope: all dimensions; one normal form")
    other = EvidenceRecord("second", "supported", "numeric", "12 digits")
    text = told(verdict="proved", grade="replayed", evidence=(same, other))
    assert "  engine: one normal form\n  second: supported numeric: 12 digits" in text


def test_steps_are_text() -> None:
    """A step shows its text; where that is long, its rule alone, and never LaTeX."""
    steps = (StepRecord("a rule", r"\\frac{1}{2}", (), "E(y) -> m"), StepRecord("another", r"\\frac{1}{2}"))
    text = told(steps=steps)
    assert "  1. a rule: E(y) -> m\n  2. another\n" in text
    assert "frac{" not in text
