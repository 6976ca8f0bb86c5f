"""A verdict is exactly as strong as its evidence: never stronger, and engines that disagree are never reconciled."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from stated import decided, stated

from derivations.balls.quadrature import QuadratureCheck
from verify import crosscheck, judge
from verify.decide import decide
from verify.provers import Prover, provers
from verify.verdict import Finding, Witness

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from verify.problem import Problem

REAL = {"x": "real"}
SQUARE = "(x + 1)**2 == x**2 + 2*x + 1"
MEAN = ("E(y**2, y, Normal(mu, 1)) == mu**2 + 1", {"mu": "real"})
HALF_DEFINED = "taylor(kl(Poisson(t + d), Poisson(t)) - kl(Poisson(t), Poisson(t + d)), d, 0, 3) == d**3/(6*t**2)"
WITNESS = Witness({"x": "1/2"}, "1", "2", "[-1 +/- 1e-20]")
PROOF = Finding("proved", "exact", ("a planted engine",), "planted")
TRUSTED = Finding("proved", "trusted", ("a planted engine",), "planted")
SUPPORT = Finding("supported", "numeric", ("planted digits",), "planted")
REFUTATION = Finding("refuted", "certified", ("planted balls",), "planted", witness=WITNESS)
CONTRADICTION = QuadratureCheck(agreed=False, certified=True, digits=0, detail="planted digits differ")
NO_WORD = Finding("inconclusive", "", ("a planted engine",), "planted")


def plant(monkeypatch: pytest.MonkeyPatch, *findings: Finding | None) -> None:
    """Let the judge have no other provers than ones that return these findings, in this order, and no search of its own."""

    def prover(number: int, finding: Finding | None) -> Prover:
        def answer(_problem: Problem, _generator: random.Random) -> Finding | None:
            return finding

        return Prover(f"planted {number}", number, answer)

    planted = tuple(prover(number, finding) for number, finding in enumerate(findings))
    monkeypatch.setattr(judge, "provers", lambda: planted)
    monkeypatch.setattr(judge, "counterexample", lambda *_: None)


def found_against(monkeypatch: pytest.MonkeyPatch, finding: Finding) -> None:
    """Let the search for counterexamples find one."""
    monkeypatch.setattr(judge, "counterexample", lambda *_: finding)


@pytest.mark.parametrize("findings", [(REFUTATION, PROOF), (SUPPORT, REFUTATION, PROOF), (REFUTATION, TRUSTED)])
def test_a_proof_and_a_refutation_are_disputed(monkeypatch: pytest.MonkeyPatch, findings: Sequence[Finding]) -> None:
    """A prover's refutation and another one's proof make a dispute that names both and keeps the witness."""
    plant(monkeypatch, *findings)
    record = decided(SQUARE, REAL)
    assert (record["verdict"], record["reason"]) == ("disputed", "a planted engine proves it, planted balls refutes it")
    assert record["witness"]["point"] == {"x": "1/2"}


def test_a_proof_against_a_counterexample_is_disputed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cheap prover is asked after a counterexample too, and its proof makes a dispute, not a refutation."""
    plant(monkeypatch, PROOF)
    found_against(monkeypatch, REFUTATION)
    record = decided(SQUARE, REAL)
    assert (record["verdict"], record["grade"], record["as_expected"]) == ("disputed", "", False)


@pytest.mark.parametrize("findings", [(PROOF, REFUTATION), (TRUSTED, None, REFUTATION), (NO_WORD, PROOF, SUPPORT, REFUTATION)])
def test_a_lying_prover_is_caught_by_a_certified_witness(monkeypatch: pytest.MonkeyPatch, findings: Sequence[Finding | None]) -> None:
    """A proof does not end the questions: the cheap provers after it are asked too, and a witness of theirs makes a dispute."""
    plant(monkeypatch, *findings)
    record = decided(SQUARE, REAL)
    assert (record["verdict"], record["grade"], record["as_expected"]) == ("disputed", "", False)
    assert record["witness"]["point"] == {"x": "1/2"}
    assert {one["verdict"] for one in record["evidence"]} >= {"proved", "refuted"}


@pytest.mark.parametrize(("statement", "lie"), [("(x + 1)**2 == x**2 + 1", PROOF), ("(x + 1)**2 == x**2 + 2*x + 1", REFUTATION)])
@pytest.mark.parametrize("cost", [0, judge.CHEAP])
def test_one_liar_among_honest_provers_is_caught(monkeypatch: pytest.MonkeyPatch, statement: str, lie: Finding, cost: int) -> None:
    """A false proof meets the real search and its witness, a false refutation the real proof, whoever speaks first."""
    liar = Prover("liar", cost, lambda *_: lie)
    everyone = sorted((*provers(), liar), key=lambda prover: (prover.cost, prover.name))
    monkeypatch.setattr(judge, "provers", lambda: tuple(everyone))
    assert decided(statement, REAL)["verdict"] == "disputed"


def test_a_late_proof_does_not_overturn_a_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Provers that cost more are not asked once a certified witness stands: its word is not outvoted, nor is time spent on it."""
    liar = Prover("liar", judge.CHEAP + 1, lambda *_: PROOF)
    monkeypatch.setattr(judge, "provers", lambda: (*provers(), liar))
    assert decided("(x + 1)**2 == x**2 + 1", REAL)["verdict"] == "refuted"


def test_a_refutation_by_a_prover_alone_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the search for counterexamples missed and a prover found is a refutation, stronger than any support."""
    plant(monkeypatch, SUPPORT, REFUTATION)
    record = decided(SQUARE, REAL)
    assert record["verdict"] == "refuted"
    assert [one["verdict"] for one in record["evidence"]] == ["supported", "refuted"]


def test_free_jets_refute_no_arbitrary_function(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refutation that takes jets for free numbers shows no function: it decides nothing, but it does oppose a proof."""
    let = {"x": "real", "h": "smooth(x) -> real"}
    plant(monkeypatch, REFUTATION)
    assert decided("h(x) == h(x)", let)["verdict"] == "inconclusive"
    plant(monkeypatch, REFUTATION, PROOF)
    assert decided("h(x) == h(x)", let)["verdict"] == "disputed"


def test_support_stays_support(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many engines agree to many digits, nothing is proved; a prover without a word does not hide them."""
    plant(monkeypatch, NO_WORD, SUPPORT, SUPPORT, SUPPORT)
    record = decided(SQUARE, REAL)
    assert (record["verdict"], record["grade"]) == ("supported", "numeric")


def test_nothing_is_inconclusive_and_says_what_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without evidence the reason lists every prover that was asked."""
    plant(monkeypatch, None, None)
    record = decided(SQUARE, REAL)
    assert (record["verdict"], record["reason"]) == ("inconclusive", "outside the decidable class: tried planted 0, planted 1")


def test_trust_stays_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trusted step is not made exact by mutants that are killed."""
    plant(monkeypatch, TRUSTED)
    record = decided(SQUARE, REAL)
    assert (record["verdict"], record["grade"]) == ("proved", "trusted")
    assert record["teeth"]["expression"]["killed"] > 0


@pytest.mark.parametrize("given", [("x == 1", "x == 2"), ("x**2 == -1",), ("x > 1", "x < 0")])
def test_hypotheses_that_nothing_meets_make_it_vacuous(given: tuple[str, ...]) -> None:
    """A claim about nothing is neither true nor false, even if it reads like a tautology; with hypotheses that can be met it is proved."""
    record = decided(SQUARE, REAL, given=given)
    assert (record["verdict"], record["grade"], record["as_expected"]) == ("vacuous", "searched", False)
    assert decided(SQUARE, REAL, given=("x == 1",))["verdict"] == "proved"


def test_no_proof_without_teeth(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof none of whose mutants is killed is inconclusive; the prover's word remains as evidence."""
    plant(monkeypatch, PROOF)
    monkeypatch.setattr("verify.search.Search.refute", lambda *_: None)
    record = decided(SQUARE, REAL)
    assert (record["verdict"], record["reason"]) == ("inconclusive", "no teeth: no expression-level mutant was killed")
    assert record["evidence"][0]["verdict"] == "proved"


def test_expression_level_teeth_do_not_replace_definition_level_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where definition-level mutants exist and none is killed, killed expression-level ones do not count."""
    from verify import decide as module  # noqa: PLC0415 - the function of that name hides it

    real = module.try_mutants

    def blunt(*arguments: Any) -> list[Any]:
        return [outcome for outcome in real(*arguments) if outcome.mutant.level == "expression" or outcome.outcome != "killed"]

    def survivor(*arguments: Any) -> list[Any]:
        outcomes = real(*arguments)
        return [type(o)(o.mutant, "survives", "") if o.mutant.level == "definition" else o for o in outcomes]

    monkeypatch.setattr(module, "try_mutants", survivor)
    assert decided(*MEAN)["reason"] == "no teeth: no definition-level mutant was killed"
    monkeypatch.setattr(module, "try_mutants", blunt)
    assert decided(*MEAN)["verdict"] == "proved"  # no definition-level mutant is left: the other level decides


def test_a_hypothesis_to_drop_needs_a_counterexample() -> None:
    """A hypothesis that the claim says it needs, and does not, leaves it inconclusive; one that it needs shows where it fails."""
    let = {"x": "real", "a": "real"}
    for statement in ("x + 0 == x", "exp(1) > 2"):  # proved, and supported
        idle = decided(statement, let, given=("x > 0",), drop=(0,))
        told = "without the hypothesis 'x > 0' (index 0) no counterexample was found"
        assert (idle["verdict"], idle["reason"].split(" in ")[0]) == ("inconclusive", told)
    needed = decided("a*x == x", let, given=("a == 1",), drop=(0,))
    assert needed["verdict"] == "proved"
    assert needed["hypotheses"][0]["matters"].startswith("at ")


def test_a_closed_form_against_quadrature_is_disputed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expectation that quadrature contradicts overturns the proof that rests on it."""
    monkeypatch.setattr(crosscheck, "check_expectation", lambda *_: CONTRADICTION)
    record = decided(*MEAN)
    assert (record["verdict"], record["as_expected"]) == ("disputed", False)
    assert "planted digits differ" in record["reason"]


def test_an_unconfirmed_expectation_is_only_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expectation that no quadrature could confirm makes the proof trusted, and the step is named; confirmed, it is replayed."""
    assert decided(*MEAN)["grade"] == "replayed"
    monkeypatch.setattr(crosscheck, "check_expectation", lambda *_: None)
    record = decided(*MEAN)
    assert (record["verdict"], record["grade"]) == ("proved", "trusted")
    assert "no quadrature confirmed it" in record["reason"]
    assert record["reason"].startswith("rests on moment kernel")


def test_expectations_that_nobody_compared_are_only_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With more expectations than are compared with their definitions, the proof is trusted and says how many were."""
    mixed = "E(y, y, Normal(mu, 1)) + E(y, y, Normal(2*mu, 1)) == 3*mu"
    assert decided(mixed, {"mu": "real"})["grade"] == "replayed"
    monkeypatch.setattr(crosscheck, "STEPS", 1)
    record = decided(mixed, {"mu": "real"})
    assert (record["verdict"], record["grade"]) == ("proved", "trusted")
    assert record["reason"].endswith("only 1 of 2 expectations were compared with their definitions")


def test_expectations_are_compared_at_symbols_that_left_the_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """A derivation may rest on an expectation in symbols of its own: values are drawn for them, and a planted disagreement is seen."""
    distance = "taylor(fisher_rao(Poisson(w + d), Poisson(w))**2, d, 0, 2) == d**2/w"
    assert decided(distance, {"w": "positive", "d": "positive"})["grade"] == "replayed"
    monkeypatch.setattr(crosscheck, "check_expectation", lambda step, _: CONTRADICTION if "rate'" in str(step.after) else None)
    assert decided(distance, {"w": "positive", "d": "positive"})["verdict"] == "disputed"


def test_expectations_are_compared_where_they_are_defined() -> None:
    """A statement may be defined where a law in its derivation is not: such points have no say, others are drawn."""
    for name in ("a", "b", "c"):
        claim = dataclasses.replace(stated(HALF_DEFINED, {"t": "positive", "d": "real"}), id=name)
        assert decide(claim.payload())["grade"] == "replayed"
