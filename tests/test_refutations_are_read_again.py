"""Refutations of every dimension, read again entry by entry: a wrong reading that all engines share is disputed."""

from __future__ import annotations

import pytest
from stated import decided, searched, seeded, stated

from verify.second_reading import contradicted
from verify.verdict import Finding, Witness

LET = {"A": "real[n,n]", "S": "spd[n]", "u": "real[n]", "V": "spd[n]"}
FOUND = Finding("refuted", "certified", ("one", "other"), "differs", witness=Witness({"n": "2"}, "0", "1", "[1 +/- 0.1]"))


def read_again(claim: str, found: Finding = FOUND) -> Finding | None:
    """What the second reading says of a finding against a claim."""
    statement, _, search = searched(stated(claim, LET), seeded())
    return contradicted(found, search.problem(statement.claim, statement.given))


@pytest.mark.parametrize(
    "claim",
    [
        "E(dot(x, A @ x), x, MultivariateNormal(u, S)) == trace(A @ S) + dot(u, A @ u)",
        "E(x, x, MultivariateNormal(u, S)) == u",
        "fisher(MultivariateNormal(u, S), u) == inv(S)",
    ],
)
def test_a_wrong_refutation_is_disputed(claim: str) -> None:
    """As by a law that did not know the name a document gives its value: the text holds in the sizes of the witness."""
    found = read_again(claim)
    assert found is not None
    assert found.verdict == "disputed"
    assert found.witness == FOUND.witness
    assert "n = 2" in found.detail


@pytest.mark.parametrize(
    "claim",
    [
        "E(x, x, MultivariateNormal(u, S)) == 2*u",
        "E(dot(x, A @ x), x, MultivariateNormal(u, S)) == trace(A @ S)",
    ],
)
def test_a_right_refutation_stands(claim: str) -> None:
    """What fails entry by entry, too."""
    assert read_again(claim) is None
    assert decided(claim, LET)["verdict"] == "refuted"


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("E(dot(x, x), x, MultivariateNormal(u, S)) >= dot(u, u)", FOUND),  # a few points say nothing of an inequality
        ("trace(S) > 0", FOUND),
        ("E(x, x, MultivariateNormal(u, S)) == u", Finding("refuted", "certified", ("one",), "", witness=Witness({}, "0", "1", "1"))),
        ("E(x, x, MultivariateNormal(u, S)) == u", Finding("proved", "exact", ("one",), "")),
    ],
)
def test_nothing_is_said_of_others(claim: str, found: Finding) -> None:
    """Of inequalities, of witnesses without sizes, of what is no refutation."""
    assert read_again(claim, found) is None
