"""The report counts wrong variants by operator and level, with an exact interval, and explains every one that survives."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from report_specimen import specimen

from reports.formats import render
from reports.record import ClaimRecord, DocumentRecord, LevelRecord, MutantRecord, Report, TeethRecord
from reports.teeth import CONTROLS, Bite, at_least, bites, clopper_pearson, explained, percentage, survivors, totals


def planted(*mutants: MutantRecord, experiment: LevelRecord | None = None) -> Report:
    """A report of one claim with these mutants, and of one experiment."""
    claims = [ClaimRecord("a", 1, "x == x", "proved", as_expected=True, mutants=mutants)]
    if experiment is not None:
        claims.append(ClaimRecord("b", 2, "experiment b", "supported", as_expected=True, teeth=TeethRecord(definition=experiment)))
    return Report({}, (DocumentRecord("notes.md", "Notes", tuple(claims)),))


KILLED = MutantRecord("expression", "sign", "x == -x", "killed", "x = 1")
EQUIVALENT = MutantRecord("definition", "transpose", "x == x", "equivalent", "same")
SURVIVOR = MutantRecord("expression", "factor", "x <= 2*x", "survives")
DROPS = (
    MutantRecord("definition", "drop hypothesis 1", "x == x", "killed"),
    MutantRecord("definition", "drop hypothesis 2", "x == x", "survives"),
)


def test_mutants_are_counted_by_operator_and_level() -> None:
    """Rows are operators; hypotheses dropped are one row, the controls of experiments another; the sums add up."""
    rows = bites(planted(KILLED, KILLED, EQUIVALENT, SURVIVOR, *DROPS, experiment=LevelRecord(3, 4, 0)))
    shown = [(row.name, row.level, row.killed, row.generated, row.equivalent, row.survivors) for row in rows]
    assert shown == [
        ("factor", "expression", 0, 1, 0, 1),
        ("sign", "expression", 2, 2, 0, 0),
        (CONTROLS, "definition", 3, 4, 0, 1),
        ("drop hypothesis", "definition", 1, 2, 0, 1),
        ("transpose", "definition", 0, 1, 1, 0),
    ]
    assert [(total.name, total.killed, total.mortal) for total in totals(rows)] == [
        ("expression level", 2, 3),
        ("definition level", 4, 6),
        ("all", 6, 9),
    ]


def test_survivors_are_explained() -> None:
    """A survivor carries what was found out about it; killed mutants are none."""
    report = planted(KILLED, EQUIVALENT, SURVIVOR, *DROPS)
    assert [mutant for _, mutant in survivors(report)] == [SURVIVOR, DROPS[1]]
    assert "sampled point" in explained(SURVIVOR)
    assert explained(replace(SURVIVOR, detail="true by Jensen")) == "true by Jensen"


@pytest.mark.parametrize("total", [1, 2, 7, 40, 900])
def test_the_interval_is_exact(total: int) -> None:
    """At its ends the interval of Clopper and Pearson has 2.5 % in the tail beyond the count; it is monotone and holds the rate."""
    bounds = [clopper_pearson(killed, total) for killed in range(total + 1)]
    for killed, (low, high) in enumerate(bounds):
        assert low <= killed / total <= high
        assert killed == 0 or at_least(killed, total, low) == pytest.approx(0.025, abs=1e-9)
        assert killed == total or at_least(killed + 1, total, high) == pytest.approx(0.975, abs=1e-9)
    assert all(one < other for one, other in pairwise(low for low, _ in bounds))
    assert bounds[0][0] == 0.0
    assert bounds[-1][1] == 1.0


def test_the_interval_agrees_with_known_values() -> None:
    """All of n killed: the lower end is the n-th root of 0.025; nothing known: everything is possible."""
    assert clopper_pearson(25, 25)[0] == pytest.approx(0.025 ** (1 / 25), rel=1e-12)
    assert clopper_pearson(0, 0) == (0.0, 1.0)


def test_a_survivor_is_never_rounded_away() -> None:
    """One survivor among ten thousand does not show as 100 %."""
    assert percentage(Bite("all", "", 9999, 10000, 0)).startswith("99.9 %")
    assert percentage(Bite("all", "", 10, 11, 1)).startswith("100 %")
    assert percentage(Bite("all", "", 0, 1, 1)) == "none could be killed"


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_reports_show_the_table(name: str) -> None:
    """The page and the Markdown list every operator with its counts, and every survivor with its explanation."""
    report = specimen()
    text = unescape(render(report, name))
    assert "Teeth" in text
    for row in bites(report):
        assert row.name in text
    for claim, mutant in survivors(report):
        assert claim.id in text
        assert explained(mutant) in text
    assert "Clopper" in text


def test_the_terminal_shows_the_sum() -> None:
    """One line tells how many mutants died, with the interval."""
    total = totals(bites(specimen()))[-1]
    assert f"Teeth: {total.killed} of {total.mortal} mutants killed" in render(specimen(), "terminal")
