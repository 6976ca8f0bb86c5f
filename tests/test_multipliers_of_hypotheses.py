"""Inequalities under hypotheses are proved as sums of what is assumed and of squares, and not where a multiplier has the wrong sign."""

from __future__ import annotations

import pytest
from stated import decided, seeded, stated

from verify.provers import multipliers
from verify.statement import Statement

LET = dict.fromkeys(("a", "b", "c", "x", "y"), "real") | {"u": "real[3]", "v": "real[3]", "s": "positive", "n": "natural"}
CIRCLES, DISCS = ("a**2 + b**2 == 1", "x**2 + y**2 == 1"), ("a**2 + b**2 <= 1", "x**2 + y**2 <= 1")
TRUE = {
    ("a*x + b*y <= 1", *CIRCLES): "Cauchy-Schwarz on circles",
    ("a*x + b*y <= 1", *DISCS): "in discs",
    ("a*x + b*y > -1", DISCS[0], "x**2 + y**2 < 1"): "strict, since one hypothesis is",
    ("dot(u, v) <= 1", "dot(u, u) <= 1", "dot(v, v) <= 1"): "in space",
    ("x*y <= 1/2", DISCS[1]): "one hypothesis",
    ("x + y <= 2", "x**2 + y**2 <= 2"): "a linear function",
    ("x*y <= 1/2 and x*y >= -1/2", CIRCLES[1]): "two at once",
}
FALSE = {
    ("a*x + b*y <= 1/2", *CIRCLES): "too little",
    ("a*x + b*y < 1", *DISCS): "equality on the circle",
    ("a*x + b*y < 1", *CIRCLES): "equations are not strict",
    ("a*x + b*y <= 1", "a**2 + b**2 >= 1", "x**2 + y**2 <= 1"): "the other side of a hypothesis",
    ("x*y <= 1/2", "x**2 + y**2 >= 1"): "the other side of a hypothesis",
    ("x*y >= 1/2", "x**2 + y**2 >= 1"): "the sign of the product",
    ("x*y <= 1/2", "x**2 + y**2 != 1"): "no inequality",
    ("a*x + b*y <= 1", DISCS[0]): "one hypothesis is missing",
    ("x*y <= 1/2 and x >= 0", DISCS[1]): "the second",
    ("x*y <= 1/2 and x == y", DISCS[1]): "the second is of another kind",
    ("x**3 <= 1/2", DISCS[1]): "no square",
}


def asked(statement: str, given: tuple[str, ...]) -> str:
    """The detail of what the prover proves, or nothing."""
    about = Statement.of(stated(statement, LET, given=given))
    found = multipliers.PROVER.decide(about.problem(about.elaborator()), seeded())
    assert found is None or (found.verdict, found.grade) == ("proved", "exact")
    return found.detail if found else ""


@pytest.mark.parametrize("case", TRUE, ids=" | ".join)
def test_combinations_are_found(case: tuple[str, ...]) -> None:
    """Each is proved with its hypotheses, and not without any."""
    statement, *given = case
    assert "a sum of squares" in asked(statement, tuple(given))
    assert asked(statement, ()) == ""


@pytest.mark.parametrize("case", FALSE, ids=" | ".join)
def test_what_is_false_is_no_combination(case: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is false somewhere, and lacks what the reason names; no look at points helps."""
    monkeypatch.setattr(multipliers, "fails_somewhere", lambda *_: False)
    statement, *given = case
    assert asked(statement, tuple(given)) == "", FALSE[case]


def test_the_engine_proves_it_with_teeth() -> None:
    """In a document the inequality of Cauchy and Schwarz under hypotheses was supported at best."""
    record = decided("a*x + b*y <= 1", LET, given=CIRCLES)
    assert (record["verdict"], record["grade"]) == ("proved", "exact")
    assert sum(level["killed"] for level in record["teeth"].values()) > 0
