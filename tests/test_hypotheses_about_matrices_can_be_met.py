"""A claim in named dimensions whose hypotheses no matrices meet is vacuous, whatever follows from them; hard ones are met all the same."""

from __future__ import annotations

import pytest
from stated import decided

EMPTY = {
    "a square that is minus the identity in every size": ({"A": "symmetric[n]"}, ["A @ A == -1*eye(n)"], "A @ v == 2*(A @ v)"),
    "an invertible matrix whose square is zero": ({"A": "spd[n]"}, ["A @ A == zeros(n, n)"], "A @ v == 2*(A @ v)"),
    "a negative Gram matrix": ({"A": "real[n,n]", "B": "spd[n]"}, ["A.T @ B @ A == -1*eye(n)"], "A @ v == 2*(A @ v)"),
    "a solved letter of the wrong kind": ({"C": "spd[n]"}, ["C == -1*eye(n)"], "C @ v == -1*v"),
    "two definite matrices, each above the other": ({"C": "spd[n]", "D": "spd[n]"}, ["pd(C - D)", "pd(D - C)"], "C @ v == D @ v"),
}
MET = {
    "orthogonal": ({"Q": "real[n,n]"}, ["Q.T @ Q == eye(n)"], "dot(Q @ v, Q @ v) == dot(v, v)"),
    "commuting": ({"Q": "invertible[n]", "P": "spd[n]"}, ["Q @ P == P @ Q"], "inv(P) @ (Q @ P @ v) == Q @ v"),
    "idempotent": ({"P": "real[n,n]"}, ["P @ P == P"], "P @ (P @ (P @ v)) == P @ v"),
    "a generalized inverse": ({"C": "symmetric[n]", "P": "real[n,n]"}, ["C @ P @ C == C"], "C @ (P @ (C @ v)) == C @ v"),
    "the whole inverse of Penrose": (
        {"C": "real[m,n]", "P": "real[n,m]"},
        ["C @ P @ C == C", "P @ C @ P == P", "(C @ P).T == C @ P", "(P @ C).T == P @ C"],
        "P @ (P.T @ (C.T @ (C @ v))) == P @ (C @ v)",
    ),
    "ordered": ({"C": "spd[n]", "D": "spd[n]"}, ["psd(C - D)"], "dot(v, C @ v) >= dot(v, D @ v)"),
}


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_hypotheses_that_contradict_themselves_are_found(name: str) -> None:
    """Nothing is proved from hypotheses that nothing meets."""
    let, given, claim = EMPTY[name]
    record = decided(claim, {**let, "v": "real[n]"}, given=tuple(given))
    assert (record["verdict"], record["grade"]) == ("vacuous", "searched")
    assert "no matrices meet the hypotheses" in record["reason"]


@pytest.mark.parametrize("name", sorted(MET))
def test_hypotheses_that_are_hard_to_meet_are_met(name: str) -> None:
    """Equations between matrices that have solutions are not mistaken for empty ones, and serve as hypotheses of a proof."""
    let, given, claim = MET[name]
    assert decided(claim, {**let, "v": "real[n]"}, given=tuple(given))["verdict"] == "proved"


def test_an_equation_over_a_number_that_may_vanish_is_met_elsewhere() -> None:
    """Where u is zero the hypothesis has no value; at other draws it is solved for k, and the false claim has a counterexample."""
    let = {"c": "positive", "k": "positive", "u": "real[d]", "F": "spd[d]"}
    given = ("c**2 == 2*k/(u @ inv(F) @ u)",)
    record = decided("(c*(inv(F) @ u)) @ F @ (c*(inv(F) @ u))/2 == k + 1", let, given=given, expect="false")
    assert record["verdict"] == "refuted"
    record = decided("(c*(inv(F) @ u)) @ F @ (c*(inv(F) @ u))/2 == k", let, given=given)
    assert record["verdict"] not in ("vacuous", "refuted")


def test_a_number_is_not_solved_for_outside_of_its_kind() -> None:
    """No positive number is minus a square: the hypothesis stays unmet."""
    let = {"k": "positive", "u": "real[d]"}
    assert decided("k == 3", let, given=("k == -1*dot(u, u) - 1",), expect="vacuous")["verdict"] == "vacuous"
