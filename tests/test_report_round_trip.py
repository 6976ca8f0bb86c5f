"""A report survives the way to JSON and back, with the keys of the contract; what does not fit is refused with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from report_specimen import hostile, specimen

from reports.errors import ReportError
from reports.formats import render
from reports.formats.json import indented
from reports.lede import lede
from reports.record import VERDICTS, ClaimRecord, DocumentRecord, Report, summarise

CONTRACT = {
    "id", "line", "source", "statement", "latex", "expect", "verdict", "grade", "scope", "as_expected", "evidence", "side_conditions",
    "witness", "teeth", "seconds", "reason",
}  # fmt: skip
BEYOND = {"section", "quote", "note", "fault", "corrects", "tags", "hypotheses", "definitions", "steps", "mutants", "toml", "command"}


def written(report: Report) -> dict[str, Any]:
    """The report as a program reads it."""
    data: dict[str, Any] = json.loads(render(report, "json"))
    return data


@pytest.mark.parametrize("report", [specimen(), hostile(), Report()], ids=["specimen", "hostile", "empty"])
def test_json_reads_back(report: Report) -> None:
    """What was written reads back as the same records."""
    assert Report.from_dict(written(report)) == report


@pytest.mark.parametrize("report", [specimen(), hostile(), Report()], ids=["specimen", "hostile", "empty"])
def test_json_is_that_of_the_standard_library(report: Report) -> None:
    """The text is, byte for byte, what the standard library writes, and a number that is none is refused by both."""
    assert render(report, "json") == json.dumps(report.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    odd = {"": [], "a": {}, "b": [[], [{'\x7f\u2028"': None}]], "c": [True, -1, 1e300, 0.1, ""], "d": {"e": [{}]}}
    assert indented(odd) == json.dumps(odd, indent=1, ensure_ascii=False)
    with pytest.raises(ValueError, match="not JSON compliant"):
        indented({"a": float("nan")})


def test_keys_are_those_of_the_contract() -> None:
    """A report, a document and a claim have the keys that other programs rely on."""
    data = written(specimen())
    assert set(data) == {"schema", "tool", "documents", "summary"}
    assert set(data["documents"][0]) == {"path", "title", "claims", "remarks", "headings", "prose"}
    assert set(data["documents"][0]["remarks"][0]) == {"id", "line", "section", "source", "quote", "note"}
    claim = data["documents"][0]["claims"][0]
    assert set(claim) == CONTRACT | BEYOND
    assert set(claim["witness"]) == {"point", "lhs", "rhs", "enclosure"}
    assert set(claim["teeth"]) == {"expression", "definition"}
    assert set(claim["teeth"]["definition"]) == {"killed", "generated", "equivalent"}
    assert set(claim["evidence"][0]) == {"engine", "verdict", "grade", "detail"}


def test_summary_counts_every_verdict() -> None:
    """The summary names all six verdicts and the claims that are not as expected, whatever the file that is read says."""
    data = written(specimen())
    counts = {"proved": 7, "refuted": 6, "supported": 1, "inconclusive": 2, "vacuous": 1, "disputed": 1, "unexpected": 5}
    assert data["summary"] == counts
    assert Report.from_dict({**data, "summary": {"proved": 99}}).summary == counts
    assert summarise([]) == dict.fromkeys((*VERDICTS, "unexpected"), 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"verdict": "provd"}, r"documents\[0\]\.claims\[0\]\.verdict to be one of 'proved', .*, got 'provd'"),
        ({"grade": "sure"}, r"claims\[0\]\.grade to be one of .*, got 'sure'"),
        ({"line": "12"}, r"claims\[0\]\.line to be an integer, got '12'"),
        ({"line": True}, r"claims\[0\]\.line to be an integer, got True"),
        ({"as_expected": 1}, r"claims\[0\]\.as_expected to be true or false, got 1"),
        ({"tags": "control"}, r"claims\[0\]\.tags to be an array, got 'control'"),
        ({"colour": "red"}, r"claims\[0\] to be the keys id, .*, got also colour"),
        ({"witness": {"point": {}}}, r"claims\[0\]\.witness to be the keys lhs, rhs, enclosure, got a table without them"),
        ({"witness": {"point": {"x": 1}, "lhs": "", "rhs": "", "enclosure": ""}}, r"witness\.point\.x to be a string, got 1"),
        ({"mutants": [{"level": "x"}]}, r"mutants\[0\] to be the keys operator, statement, outcome"),
    ],
)
def test_a_misfit_is_refused_with_its_place(change: dict[str, Any], message: str) -> None:
    """An error names the path of the value, what was expected and what stands there."""
    data = written(specimen())
    data["documents"][0]["claims"][0] |= change
    with pytest.raises(ReportError, match=message):
        Report.from_dict(data)


def test_another_schema_is_refused() -> None:
    """A file of a later version is not read as if it were of this one."""
    with pytest.raises(ReportError, match="expected schema to be 1, got 2"):
        Report.from_dict({**written(specimen()), "schema": 2})


def test_an_unknown_format_is_refused() -> None:
    """The error lists the formats there are."""
    with pytest.raises(ReportError, match=r"among html, json, junit, markdown, sarif, terminal, got 'pdf'\."):
        render(Report(), "pdf")


def test_lede_tells_the_result() -> None:
    """The result in words: as expected or not, the errors, and how many have a proved correction."""
    assert lede(specimen()) == (
        "Of 18 claims checked, 13 came out as expected and 5 did not. "
        "Four statements are wrong as printed; each has a certified counterexample and a proved correction."
    )
    right = ClaimRecord("a", 1, "1 == 1", "proved", as_expected=True)
    wrong = ClaimRecord("b", 2, "1 == 2", "refuted", as_expected=True, expect="false", fault="slip")
    assert lede(Report({}, (DocumentRecord("d", "", (right, right)),))) == "All 2 claims came out as expected."
    assert lede(Report({}, (DocumentRecord("d", "", (right, wrong)),))).endswith(
        "One statement is wrong as printed; it has a certified counterexample."
    )
    assert "did not come out" in lede(Report({}, (DocumentRecord("d", "", (replace(right, as_expected=False),)),)))
