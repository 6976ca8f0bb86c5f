"""Every format renders every report, an empty one included, and keeps to its standard."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from report_specimen import hostile, specimen
from rich.cells import cell_len

from reports.formats import format_named, names, render
from reports.formats.markdown import code, text
from reports.formats.terminal import render as terminal
from reports.record import VERDICTS, DocumentRecord, Report
from reports.wording import trouble

EMPTY = Report({"fisherproof": "0.1.0"}, (DocumentRecord("empty.md", "", ()),))


def sarif(report: Report) -> dict[str, Any]:
    """The one run of a SARIF file."""
    data = json.loads(render(report, "sarif"))
    assert data["version"] == "2.1.0"
    run: dict[str, Any] = data["runs"][0]
    return run


@pytest.mark.parametrize("verdict", ["inconclusive", "refuted"])
@pytest.mark.parametrize("reason", ["expected a divisor that is not zero, got 0: mend it.", "outside the decidable class"])
def test_a_reason_ends_with_one_full_stop(reason: str, verdict: Any) -> None:
    """What is wrong with a claim is a sentence, whether or not the reason brings its own full stop; every format shows it."""
    report = specimen()
    claim = replace(report.documents[0].claims[0], verdict=verdict, expect="true", as_expected=False, witness=None, reason=reason)
    said = trouble(claim)
    assert said.endswith(f"{reason.removesuffix('.')}.")
    assert not said.endswith("..")
    alone = replace(report, documents=(replace(report.documents[0], entries=(claim,)),))
    assert not re.search(r"(mend it|decidable class)\.\.", "".join(render(alone, name) for name in names()))


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("report", [Report(), EMPTY, hostile()], ids=["no document", "no claim", "hostile"])
def test_every_report_renders(name: str, report: Report) -> None:
    """A report without claims, without documents or of hostile texts is a report."""
    assert format_named(name).name == name
    assert render(report, name).endswith("\n")


@pytest.mark.parametrize("name", names())
def test_rendering_is_reproducible(name: str) -> None:
    """The same records give the same bytes."""
    assert render(specimen(), name) == render(specimen(), name)


@pytest.mark.parametrize("name", ["html", "json", "junit", "markdown", "terminal"])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_spelled_out(name: str, verdict: str) -> None:
    """No format leaves a verdict to a colour or a glyph."""
    assert verdict in render(specimen(), name)


def test_junit_counts_failures_and_errors() -> None:
    """A claim is a test case; not as expected is a failure, a limit reached by the tool an error."""
    root = ET.fromstring(render(specimen(), "junit"))  # noqa: S314 - our own text
    assert {name: root.attrib[name] for name in ("tests", "failures", "errors")} == {"tests": "18", "failures": "4", "errors": "1"}
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    assert len(cases) == 18
    assert {name for name, case in cases.items() if case.find("failure") is not None} == {"S8.6q", "S9.3", "S10.9", "HA.3"}
    assert [name for name, case in cases.items() if case.find("error") is not None] == ["S9.2"]
    assert "k = 1/2" in str(cases["HA.3"].find("failure").attrib["message"])  # type: ignore[union-attr]
    assert [suite.attrib["tests"] for suite in root.iter("testsuite")] == ["10", "8"]


def test_junit_is_xml_whatever_the_input() -> None:
    """Control characters and markup of the input leave the file well formed."""
    root = ET.fromstring(render(hostile(), "junit"))  # noqa: S314 - our own text
    assert "<script>" in str(next(root.iter("testcase")).attrib["name"])
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "system-out",
    }  # fmt: skip


def test_sarif_places_errors_at_their_lines() -> None:
    """An expected refutation is a note or a warning by its fault, a claim not as expected an error; the rest, controls too, is silent."""
    run = sarif(specimen())
    levels = {result["properties"]["claim"]: (result["ruleId"], result["level"]) for result in run["results"]}
    assert levels == {
        "S6.16": ("wrong", "warning"), "S10.1": ("hypothesis", "warning"), "H6.8": ("slip", "note"), "HA.1": ("slip", "note"),
        **dict.fromkeys(("S8.6q", "S9.2", "S9.3", "S10.9", "HA.3"), ("unexpected", "error")),
    }  # fmt: skip
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] in {"notes/martens.md", "notes/ho.md"}
        assert place["region"]["startLine"] >= 1
    first = run["results"][0]
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 12
    assert "Corrected by S6.16c (proved)" in first["message"]["text"]


def test_sarif_addresses_are_addresses() -> None:
    """A path with blanks, brackets or markup becomes an encoded address; a line 0 becomes the first."""
    report = specimen()
    odd = replace(report.documents[0], path="my notes/<a>#1.md", entries=(replace(report.documents[0].claims[0], line=0),))
    place = sarif(Report({}, (odd,)))["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "my%20notes/%3Ca%3E%231.md"}, "region": {"startLine": 1}}


def test_terminal_keeps_to_its_width() -> None:
    """No line is wider than the terminal, in a short and in a long report."""
    document = specimen().documents[0]
    long = Report({}, (replace(document, entries=document.entries * 5),))
    for report in (specimen(), long, hostile()):
        for width in (40, 60, 80, 120):
            assert max(cell_len(line) for line in terminal(report, color=False, width=width).splitlines()) <= width


@pytest.mark.parametrize("width", [40, 75, 76, 80])
def test_verdicts_are_never_cut(width: int) -> None:
    """Where the ids leave too little room it is they that are shortened; a narrow terminal shows verdicts only."""
    claims = [replace(claim, id="an-id-of-thirty-characters-" + claim.id) for claim in specimen().claims if claim.verdict != "vacuous"]
    text = terminal(Report({}, (replace(specimen().documents[0], entries=tuple(claims)),)), color=False, width=width)
    rows = text.partition("Claims ─")[2].partition("\n\n")[0].splitlines()[1:]
    assert len(rows) == len(claims)
    for claim, row in zip(claims, rows, strict=True):
        assert f"  {claim.verdict} {claim.grade}".rstrip() in row
        assert ("not as expected" in row) is (width >= 76 and not claim.as_expected)


def test_terminal_shows_problems_first() -> None:
    """The order is: not as expected, errors of the documents, all claims, the tally, the files."""
    lines = terminal(specimen(), color=False, paths=["build/index.html"])
    marks = ["Not as expected (5)", "Errors found in the documents (4)", "Claims ──", "■ 7 proved", "Of 18 claims", "build/index.html"]
    places = [lines.index(mark) for mark in marks]
    assert places == sorted(places)


def test_terminal_colours_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape sequences appear with colour and never without; what is no terminal, or sets NO_COLOR, gets none."""
    assert "\x1b[" in terminal(specimen(), color=True)
    assert "\x1b" not in terminal(specimen(), color=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in terminal(specimen())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in terminal(specimen())


def test_terminal_says_where_the_other_reasons_are() -> None:
    """The first twelve problems have their reasons; how to get the others is said, for one's own documents and for the ledgers."""
    document = specimen().documents[0]
    wrong = next(claim for claim in document.claims if not claim.as_expected)
    many = replace(document, entries=tuple(replace(wrong, id=f"w{index}") for index in range(13)))
    own = terminal(Report({"command": "fisherproof check notes.md"}, (many,)), color=False)
    assert "1 more reason: fisherproof show ID --document FILE\n" in own
    assert "1 more reason: fisherproof show ID\n" in terminal(Report({"command": "fisherproof report"}, (many,)), color=False)
    assert "more reason" not in terminal(Report({}, (replace(many, entries=many.entries[:12]),)), color=False)


@pytest.mark.parametrize("width", [40, 80])
def test_terminal_leaves_room_beside_a_long_id(width: int) -> None:
    """A problem with a long id stands under it, and the glyph beside it, so that the words are not squeezed into a narrow column."""
    document = specimen().documents[0]
    wrong = replace(next(claim for claim in document.claims if not claim.as_expected), id="-".join(["long"] * 12))
    lines = terminal(Report({}, (replace(document, entries=(wrong,)),)), color=False, width=width).splitlines()
    first = next(index for index, line in enumerate(lines) if line[2:].startswith(" long-long"))
    assert lines[first + 1].startswith("   ")
    assert not lines[first + 1].startswith("    ")


def test_terminal_cuts_no_strip_of_claims() -> None:
    """In a long report every claim has its glyph, and every section its whole name."""
    document = specimen().documents[0]
    proved = next(claim for claim in document.claims if claim.verdict == "proved")
    long = replace(document, entries=tuple(replace(proved, id=f"p{index}") for index in range(300)))
    text = terminal(Report({}, (long,)), color=False)
    assert text.count("\u25a0") == 300 + 1  # the tally has one
    assert "\u2026" not in text.partition("Claims \u2500")[2]


def test_terminal_cannot_be_driven_by_a_document() -> None:
    """Control characters of the input are replaced, and its square brackets are no markup."""
    shown = terminal(hostile(), color=False)
    assert "\x1b" not in shown
    assert "\x00" not in shown
    assert "[click]" in shown


def test_markdown_escapes_text_and_fences_code() -> None:
    """Text of a document starts no markup; a code span holds any number of backticks; a bar ends no cell."""
    assert text("[a](b) <i> *x* | $y$ https://q www.z") == r"\[a\](b) &lt;i&gt; \*x\* \| \$y\$ https\://q www\.z"
    assert code("a `b` ``c``") == "``` a `b` ``c`` ```"
    assert code("a | b\nc") == r"`a \| b c`"


def test_markdown_holds_no_markup_of_the_input() -> None:
    """Outside code spans no tag and no link of a hostile report is left."""
    html = MarkdownIt("gfm-like", {"linkify": False}).render(render(hostile(), "markdown"))
    assert not re.search(r"<(?:script|img|a)\b", html)
    assert "alert(1)" in html


def test_lists_of_problems_count_the_procedures_that_the_claim_names() -> None:
    """Twenty names a line told nobody anything; they stand once, with the claim."""
    tried = "outside the decidable class: tried " + ", ".join(f"procedure {number}" for number in range(20))
    claim = replace(specimen().claims[0], verdict="inconclusive", grade="", expect="true", as_expected=False, reason=tried, witness=None)
    report = Report({}, (replace(specimen().documents[0], entries=(claim,)),))
    shown = " ".join(terminal(report, color=False).split())
    assert "tried 20 procedures." in shown
    assert "procedure 7" not in shown
    page = render(report, "html")
    assert (page.count("tried 20 procedures."), page.count("procedure 7,")) == (1, 1)
    assert "procedure 7," in render(report, "sarif")
