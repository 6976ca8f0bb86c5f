"""The prose of a document stands on the page where it stands in the document, as Markdown means it, and can do no harm."""

from __future__ import annotations

import re
from typing import Any

import pytest

from reports.formats.html import page
from reports.page.markdown import passage, references
from reports.page.passages import LEFT_OUT, LONGEST
from reports.record import ClaimRecord, DocumentRecord, HeadingRecord, ProseRecord, RemarkRecord, Report
from reports.wording import title_and_rest


def claim(identifier: str, line: int, **fields: Any) -> ClaimRecord:
    """A claim of which only the place matters."""
    return ClaimRecord(identifier, line, "1 == 1", "proved", as_expected=True, **fields)


def shown(*entries: object) -> str:
    """The page of one document without its style."""
    document = DocumentRecord("d.md", "Title", entries)  # type: ignore[arg-type]  # any entries
    return re.sub(r"<style>.*?</style>", "", page(Report({}, (document,)), "full"), flags=re.DOTALL)


def order(text: str, *words: str) -> bool:
    """Whether the words all occur, in this order."""
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_prose_stands_where_it_stands_in_the_document() -> None:
    """Introduction, lead to a claim, and what follows the last claim of a section keep their places."""
    text = shown(
        HeadingRecord(1, "Title", 1),
        ProseRecord("the introduction", 2),
        HeadingRecord(2, "Section", 3),
        ProseRecord("the lead", 4),
        claim("a", 5),
        ProseRecord("between", 6),
        claim("b", 7),
        ProseRecord("the end", 8),
        HeadingRecord(2, "Without claims", 9),
        ProseRecord("more", 10),
    )
    body = text[text.index('id="claims"') :]
    assert order(body, "the introduction", "Section", "the lead", 'id="a"', "between", 'id="b"', "the end", "Without claims", "more")
    assert body.count("<h2") == 2 + len(("Verdicts",))  # the title of the document is not repeated above its introduction


def test_prose_goes_with_the_claim_it_leads_to() -> None:
    """A correction that moves up below its claim takes its prose along, and remarks do not come between."""
    text = shown(
        HeadingRecord(1, "Section", 1),
        claim("a", 2),
        claim("b", 3),
        ProseRecord("corrects a", 4),
        RemarkRecord("r", 5),
        claim("a-fixed", 6, corrects="a"),
    )
    assert order(text[text.index('id="claims"') :], 'id="a"', "corrects a", 'id="a-fixed"', 'id="b"')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* `c < d`", "<p>a <em>b</em> <code>c &lt; d</code></p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a <img src=x onerror=y> b", "<p>a &lt;img src=x onerror=y&gt; b</p>"),
        ("[x](javascript:alert(1))", "<p>x</p>"),
        ("[x](JaVaScRiPt:alert(1) 'y')", "<p>x</p>"),
        ("[x](data:text/html,y)", "<p>x</p>"),
        ("[x](//example.org)", "<p>x</p>"),
        ("[x](other.md)", "<p>x</p>"),
        ("[x](#top)", "<p>x</p>"),
        ("[x](#a)", '<p><a href="#place">x</a></p>'),
        ("[*x* y](https://example.org 'z')", '<p><a href="https://example.org" rel="noreferrer"><em>x</em> y</a></p>'),
        ("<mailto:a@example.org>", '<p><a href="mailto:a@example.org" rel="noreferrer">mailto:a@example.org</a></p>'),
        ("![words](https://example.org/p.png)", "<p>words</p>"),
        ("> # deep", '<blockquote>\n<p class="lab">deep</p>\n</blockquote>'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("``` js onload\nx\n```", "<pre><code>x\n</code></pre>"),
        ("it costs $5 and $6", "<p>it costs $5 and $6</p>"),
        ("$\\frac{1}{$", "<p><code>\\frac{1}{</code></p>"),
        ("a <!-- comment --> b", "<p>a  b</p>"),
        ("<!-- a\n\ncomment -->", ""),
        ("<!-- a --> <script>b</script> <!-- c -->", "<p>&lt;!-- a --&gt; &lt;script&gt;b&lt;/script&gt; &lt;!-- c --&gt;</p>"),
        ("<div>\n*a*\n</div>", "<p>&lt;div&gt;\n*a*\n&lt;/div&gt;</p>"),
    ],
)
def test_markdown_is_set_and_tamed(text: str, html: str) -> None:
    """CommonMark in, safe HTML out: raw HTML is text, links keep to the web and to the claims, nothing is loaded, no heading is made."""
    assert passage(text, {"a": "place"}) == html


def test_formulas_are_left_alone_by_markdown() -> None:
    """Underscores and stars between dollars are mathematics, in a line and displayed."""
    assert passage("$a_b*c_d$ and *x*", {}).startswith("<p><math>")
    assert "<em>x</em>" in passage("$a_b*c_d$ and *x*", {})
    assert '<math display="block">' in passage("$$a_b*c_d$$", {})


def test_tables_have_heads_and_no_style() -> None:
    """Cells of the head say that they head columns; alignment brings no style attribute."""
    html = passage("| a |\n|--:|\n| 1 |", {})
    assert '<th scope="col">a</th>' in html
    assert "style" not in html


def test_links_are_resolved_over_the_document() -> None:
    """A link may be defined in another passage, below or above."""
    known = references("[x]: https://example.org\n\nsee [x]")
    assert passage("see [x]", {}, known) == '<p>see <a href="https://example.org" rel="noreferrer">x</a></p>'


def test_deep_nesting_is_flat() -> None:
    """Ten thousand quotations in one another end as text, at once."""
    assert "<blockquote>" in passage(">" * 10_000 + " a", {})


def test_very_long_prose_is_left_out() -> None:
    """A page of bearable size cannot hold a book: it says where the rest stands."""
    text = shown(claim("a", 1), ProseRecord("word " * (LONGEST // 5), 2), claim("b", 3), ProseRecord("too much", 4), claim("c", 5))
    assert LEFT_OUT in text
    assert "too much" not in text


@pytest.mark.parametrize(
    ("note", "title", "rest"),
    [
        ("Short. And more.", "Short", "And more."),
        (
            "f(x) = x_0^2 + 10 x_1^2 at (10, 1): the gradient is (20, 20), and others are lower" + " and so on" * 8,
            "The gradient is (20, 20)",
            None,
        ),
        (
            "h = exp, g = log: the extra term is -1 times the first one" + " or so" * 20 + "; it vanishes in the new one",
            "It vanishes in the new one",
            None,
        ),
        ("x = " + "y + " * 40 + "z", "the place", None),
        ("", "the place", ""),
    ],
)
def test_titles_are_read_not_decoded(note: str, title: str, rest: str | None) -> None:
    """A note too long for a title, or one that opens with a formula, gives its first clause in words; the place comes last."""
    record = claim("a", 1, note=note, source="the place")
    assert title_and_rest(record) == (title, note if rest is None else rest)
