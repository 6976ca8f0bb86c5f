"""What a reader of the page sees first is what matters, under names that say what it is, and nothing is said twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports.formats.html import render as page_of
from reports.record import ClaimRecord, DocumentRecord, EvidenceRecord, HeadingRecord, Report


def claims_of(count: int) -> Report:
    """A report of one section that has its document's own title."""
    claims = tuple(ClaimRecord(f"c{index}", index + 1, "x == y", "proved", as_expected=True) for index in range(count))
    return Report({}, (DocumentRecord("a.md", "Notes", (HeadingRecord(1, "Notes", 1), *claims)),))


@pytest.mark.parametrize("count", [200, 201])
def test_cells_of_many_claims_are_folded(count: int) -> None:
    """Pages of cells would stand before the problems; with and without a fold each claim has one, and the tally stays open."""
    front = page_of(claims_of(count)).partition('id="problems"')[0]
    assert ('<details class="cells">' in front) is (count > 200)
    assert front.count('<a class="proved" href=') == count
    assert front.partition('<details class="cells">')[0].count('<ul class="tally"') == 1


def test_a_section_is_not_called_like_the_page() -> None:
    """Claims directly below a document's title stand under "Claims", not under the title once more."""
    text = page_of(claims_of(1))
    assert re.findall(r"<h[12][^>]*>Notes</h", text) == ["<h1>Notes</h"]
    assert re.findall(r"<h2[^>]*>Claims</h2>", text)


def test_lists_set_statements_as_code() -> None:
    """A problem without a note is named by its statement, which is no prose."""
    wrong = ClaimRecord("w", 1, "x**2 <= y_1", "inconclusive", as_expected=False)
    named = replace(wrong, id="n", note="A square is small.")
    text = page_of(Report({}, (DocumentRecord("a.md", "Notes", (wrong, named)),)))
    assert "<span><code>x**2 &lt;= y_1</code><small>" in text
    assert "<span>A square is small<small>" in text


def test_grounds_that_are_equal_are_said_once() -> None:
    """Three moments with one check each are three records and one row."""
    said = EvidenceRecord("quadrature", "supported", "certified", "agrees to 17 digits")
    claim = ClaimRecord("c", 1, "x == y", "proved", as_expected=True, evidence=(said, said, said))
    text = page_of(Report({}, (DocumentRecord("a.md", "Notes", (claim,)),)))
    assert "Evidence <span>1 ground</span>" in text
    assert text.count("agrees to 17 digits") == 1


def test_a_source_is_not_quoted_below_itself() -> None:
    """A claim without a note has its source as title; behind the quotation it stands only where the title is another."""
    claim = ClaimRecord("c", 1, "x == y", "proved", as_expected=True, quote="these words", source="Section 2")
    for note, cited in (("", 0), ("A remark.", 1)):
        text = page_of(Report({}, (DocumentRecord("a.md", "Notes", (replace(claim, note=note),)),)))
        assert text.count("<cite>Section 2</cite>") == cited
