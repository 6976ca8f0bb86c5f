"""The page is one offline file that runs nothing of its input, shows problems first and puts a correction below its claim."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from report_specimen import hostile, specimen

from reports.formats.html import DETAILS, TEMPLATES, page
from reports.formats.html import render as page_of
from reports.page.prose import display, plain_display
from reports.record import VERDICTS, ClaimRecord, DocumentRecord, HeadingRecord, Report

VOID = {"meta", "input", "br", "img", "link", "use", "wbr"}


class Reader(HTMLParser):
    """Collects tags with attributes, ids in order and the text outside scripts; checks that tags nest."""

    def __init__(self, text: str) -> None:
        """Read the whole text."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that the innermost open tag is the one that ends."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep scripts and words apart."""
        (self.scripts if self.open and self.open[-1] == "script" else self.words).append(data)

    def ids(self) -> list[str]:
        """All ids, in order."""
        return [str(attributes["id"]) for _, attributes in self.tags if "id" in attributes]


SPECIMEN = page_of(specimen())


@pytest.mark.parametrize("report", [specimen(), hostile(), Report()], ids=["specimen", "hostile", "empty"])
def test_tags_nest_and_links_lead_somewhere(report: Report) -> None:
    """Every tag is closed in order, ids are unique, every link and every label leads to an id of the page."""
    read = Reader(page_of(report))
    ids = read.ids()
    assert read.open == []
    assert len(ids) == len(set(ids))
    for tag, attributes in read.tags:
        if tag == "a" and str(attributes["href"]).startswith("https:"):
            assert attributes["rel"] == "noreferrer"
        elif tag in {"a", "use"}:
            assert str(attributes["href"]).removeprefix("#") in ids
        for name in ("aria-labelledby", "for"):
            assert attributes.get(name, ids[0]) in ids


@pytest.mark.parametrize("report", [specimen(), hostile()], ids=["specimen", "hostile"])
def test_no_request_leaves_the_page(report: Report) -> None:
    """No element loads anything, no style imports, and the policy of the page forbids it too."""
    text = page_of(report)
    read = Reader(text)
    assert {tag for tag, _ in read.tags} & {"img", "link", "iframe", "object", "embed", "video", "audio", "form", "base", "image"} == set()
    for _, attributes in read.tags:
        assert {"src", "srcset", "action", "data", "xlink:href", "poster", "background"} & set(attributes) == set()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    assert not re.search(r"@import|url\(|https?:", style[1])
    assert "default-src &#39;none&#39;" in text


def test_nothing_of_the_input_is_executed() -> None:
    """A hostile report adds no script, no handler and no style of its own; its text is there to be read."""
    read = Reader(page_of(hostile()))
    assert len(read.scripts) == 1
    assert "alert" not in read.scripts[0]
    allowed = {tag for tag, _ in Reader(SPECIMEN).tags} | {"mtext"}
    assert {tag for tag, _ in read.tags} <= allowed
    for _, attributes in read.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert "javascript:" not in str(attributes.get("href", ""))
        assert attributes.get("style", "position:absolute") == "position:absolute"
    assert "<script>alert(1)</script>" in "".join(read.words)


def test_the_policy_admits_the_one_script() -> None:
    """The hash in the policy is that of the script as it stands in the page."""
    (script,) = Reader(SPECIMEN).scripts
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in SPECIMEN
    assert len(script) < 5000


def test_the_page_is_complete_without_its_script() -> None:
    """Nothing but the tool bar is hidden, and only the script is needed for it."""
    hidden = [attributes for _, attributes in Reader(SPECIMEN).tags if "hidden" in attributes]
    assert [attributes.get("id") for attributes in hidden] == ["tools"]
    for claim in specimen().claims:
        assert f'id="{claim.id}"' in SPECIMEN


def test_problems_come_first() -> None:
    """Title, result, unit bar, tally, problems, claims, errata, findings, meanings stand in this order."""
    marks = ["<h1>", 'class="lede"', 'class="bar"', 'class="tally"', 'id="problems"', "Not as expected", "Wrong as printed", 'id="claims"',
             'id="errata"', 'id="findings"', 'id="verdicts"']  # fmt: skip
    places = [SPECIMEN.index(mark) for mark in marks]
    assert places == sorted(places)


def test_long_words_break_where_they_may() -> None:
    """A path breaks after a slash rather than within a name, and a statement without spaces does not widen the page."""
    text = page_of(Report(documents=(replace(specimen().documents[0], path="verify/ledger/notes.md"),)))
    assert "<dd>verify/<wbr>ledger/<wbr>notes.md</dd>" in text
    assert ".prob span{overflow-wrap:anywhere}" in text


def test_a_correction_stands_directly_below_its_claim() -> None:
    """Whatever the order in the document, a claim's correction follows it, and a correction of that one follows next."""

    def claim(identifier: str, line: int, corrects: str) -> ClaimRecord:
        return ClaimRecord(identifier, line, "1 == 1", "proved", as_expected=True, corrects=corrects)

    listed = [("c2", "c1"), ("a", ""), ("b", ""), ("c1", "a"), ("lost", "unknown"), ("x", "y"), ("y", "x")]
    entries = tuple(claim(identifier, line, corrects) for line, (identifier, corrects) in enumerate(listed, 1))
    text = page_of(Report({}, (DocumentRecord("d.md", "D", entries),)))
    shown = re.findall(r'<article class="claim[^"]*" id="([^"]+)"', text)
    assert shown == ["a", "c1", "c2", "b", "lost", "x", "y"]
    assert re.findall(r'<article class="claim proved fix" id="([^"]+)"', text)[:2] == ["c1", "c2"]


def test_one_id_in_two_documents_gets_two_anchors() -> None:
    """Ids are unique in a document only, and a claim may be called as a part of the page is."""
    entries = tuple(ClaimRecord(name, 2, "1 == 1", "proved", as_expected=True) for name in ("top", "a"))
    twice = tuple(DocumentRecord(path, path, (HeadingRecord(1, path, 1), *entries)) for path in ("one.md", "two.md"))
    ids = Reader(page_of(Report({}, twice))).ids()
    assert len(ids) == len(set(ids))
    assert {"a", "a~2", "claim-top", "claim-top~2"} <= set(ids)


def test_errata_say_what_is_wrong_and_what_is_right() -> None:
    """An erratum shows the words of the source, the fault, the exact witness with enclosure, and the proved correction."""
    chapter = SPECIMEN[SPECIMEN.index('id="errata"') : SPECIMEN.index('id="findings"')]
    enclosure, proof = "[0.41742 97935 37685 32 +/- 4e-18]", "S10.1c</a> proved, replayed"
    for words in ("since g is", "Missing hypothesis", "left side", "right side", enclosure, proof):
        assert words in chapter
    assert "H6.9" not in chapter  # a control is no erratum
    assert "HA.3" in chapter  # a refutation that nobody expected is one


def test_equivalent_mutants_are_findings() -> None:
    """A wrong variant that was proved equal is listed with the claim it came from."""
    chapter = SPECIMEN[SPECIMEN.index('id="findings"') :]
    assert chapter.count("1 equivalent mutant") == 2
    assert chapter.count("-E(hess(log(r)), y, q)") == 2


def test_every_verdict_is_explained_with_its_glyph() -> None:
    """Each verdict has a symbol, a rule in the style sheet, and a row that says what it means and what it does not."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    for verdict in VERDICTS:
        assert f'<symbol id="g-{verdict}"' in SPECIMEN
        assert f"--{verdict}:" in style
        assert re.search(rf'<td class="{verdict}">.*?{verdict}</td><td data-l="it means">', SPECIMEN)


def test_a_large_report_stays_small() -> None:
    """250 rich claims fit into 1.5 MB; a page that would not is given in less detail, never without a claim."""
    document = specimen().documents[0]
    rich = next(claim for claim in document.claims if claim.id == "S8.17")
    mutants = tuple(replace(mutant, detail=f"variant {index}") for index, mutant in enumerate(rich.mutants * 2))
    claims = tuple(replace(rich, id=f"c{index}", line=index + 1, mutants=mutants, steps=rich.steps * 3) for index in range(250))
    report = Report({}, (replace(document, entries=claims),))
    text = page_of(report)
    assert len(text.encode()) <= 1_500_000
    assert text.count('<article class="claim ') == 250
    sizes = [len(page(report, detail)) for detail in DETAILS]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(DETAILS)


def test_the_tersest_page_still_tells_everything_that_counts() -> None:
    """Verdicts, formulas, witnesses, corrections, evidence, teeth and findings stand on the smallest page too; tables of steps do not."""
    text = page(specimen(), DETAILS[-1])
    for claim in specimen().claims:
        assert f'<article class="claim {claim.verdict}' in text
    for part in ("<math", "Witness", "corrected by", "<summary>Evidence</summary>", 'id="teeth"', 'id="findings"', 'id="errata"'):
        assert part in text
    assert "<summary>Derivation" not in text
    assert "<annotation" not in text


def test_the_terse_formula_is_the_same_formula() -> None:
    """A formula in fewer bytes has the same signs and brackets, none of them stretched: only its source and thin spaces are gone."""
    latex = r"\mathbb{E}_{x \sim p(\mu,\, s)}[(x - \mu)^{3}] = 3\,s^{4}"
    full, terse = str(display(latex, "")), str(plain_display(latex, ""))
    leaves = re.compile(r"<(mo|mi|mn)[^>]*>[^<]*</\1>")
    assert [found[0] for found in leaves.finditer(terse)] == [found[0] for found in leaves.finditer(full)]
    assert "annotation" in full
    assert "annotation" not in terse
    assert "<mspace" not in terse
