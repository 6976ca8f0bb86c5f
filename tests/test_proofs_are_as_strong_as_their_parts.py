"""A proof that rests on proofs of its parts has the grade of the weakest of them, and their side conditions."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import seeded

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.words.linear_algebra import Rank
from verify.problem import Domain, Problem
from verify.provers import finite_cases, rank_by_minors, signs_by_meaning
from verify.verdict import Finding, Grade

X, N = sp.Symbol("x", real=True), sp.Symbol("n", integer=True, nonnegative=True)
NUMBER = Tensor.scalar(X)
BOUND = Goal("nonnegative", Tensor.scalar(3 - N))
RESTING = {
    "minors that vanish": (rank_by_minors, Problem((Goal("nonnegative", Tensor.scalar(1 - Rank(2, 2, X, X, X, X))),), Domain({}))),
    "a minor that does not": (rank_by_minors, Problem((Goal("positive", Tensor.scalar(Rank(1, 2, X, 1))),), Domain({}))),
    "what stands beside a theorem": (
        signs_by_meaning,
        Problem((Goal("psd", NUMBER, theorem="a theorem"), Goal("zero", NUMBER, NUMBER, NUMBER)), Domain({})),
    ),
    "a number that a theorem needs": (signs_by_meaning, Problem((Goal("pd", NUMBER, theorem="a theorem", needed=(X,)),), Domain({}))),
    "cases": (finite_cases, Problem((Goal("zero", Tensor.scalar(N)),), Domain({}, (BOUND,)))),
}
GRADES: list[Grade] = ["trusted", "probabilistic", "exact"]


@pytest.mark.parametrize("name", RESTING)
@pytest.mark.parametrize("grade", GRADES)
def test_the_whole_is_as_strong_as_its_weakest_part(name: str, grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was found with some probability, or on trust, is called exact one step later."""
    prover, problem = RESTING[name]
    monkeypatch.setattr(prover, "proof_of", lambda *_: Finding("proved", grade, ("an engine",), "a detail", ("x != 0",)))
    found = prover.PROVER.decide(problem, seeded())
    assert found is not None
    assert (found.verdict, found.grade, found.side_conditions) == ("proved", grade, ("x != 0",))
    assert "an engine" in found.engines


@pytest.mark.parametrize("name", [name for name in RESTING if name != "cases"])
def test_no_part_makes_the_joining_argument_replayed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The argument that joins the parts has no certificate, so that the whole is exact at best."""
    prover, problem = RESTING[name]
    monkeypatch.setattr(prover, "proof_of", lambda *_: Finding("proved", "replayed", ("an engine",), "a detail"))
    found = prover.PROVER.decide(problem, seeded())
    assert found is not None
    assert found.grade == "exact"


@pytest.mark.parametrize("name", RESTING)
def test_without_its_parts_nothing_is_proved(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that nobody proves leaves the whole open."""
    prover, problem = RESTING[name]
    monkeypatch.setattr(prover, "proof_of", lambda *_: None)
    assert prover.PROVER.decide(problem, seeded()) is None
