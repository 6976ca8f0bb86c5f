"""No exception of a library ends a claim: a prover that comes to harm says nothing, and what cannot be derived says why in its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp
from stated import decided, searched, seeded, stated

from derivations.language.guard import from_library, guarded
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import ANY, NONNEGATIVE, NOT_REAL
from verify import judge, teeth
from verify.provers import Prover, proof_of, provers
from verify.verdict import Finding
from verify.wellformedness.wellformed import claim_faults

if TYPE_CHECKING:
    import random

    from verify.problem import Problem

LET = {"x": "real", "k": "positive", "y": "real"}
SQUARE = "(x + 1)**2 == x**2 + 2*x + 1"
PROOF = Finding("proved", "exact", ("a planted engine",), "planted")


def broken(_problem: Problem, _generator: random.Random) -> Finding | None:
    """A procedure that comes to harm."""
    message = "a planted\n complaint"
    raise ValueError(message)


def test_a_prover_that_comes_to_harm_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next prover decides; what happened stands among the evidence, and is no verdict."""
    planted = (Prover("a broken prover", 1, broken), Prover("planted", 2, lambda *_: PROOF))
    monkeypatch.setattr(judge, "provers", lambda: planted)
    record = decided(SQUARE, LET)
    assert (record["verdict"], record["grade"]) == ("proved", "exact")
    assert record["evidence"][0]["detail"] == "a broken prover gave up (ValueError: a planted complaint)"


def test_a_part_is_proved_by_another_where_one_comes_to_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a prover asks of the others goes on after a broken one, too."""
    planted = (Prover("a broken prover", 1, broken), Prover("planted", 2, lambda *_: PROOF))
    monkeypatch.setattr("verify.provers.proving", lambda: planted)
    statement, _, _ = searched(stated(SQUARE, LET), seeded())
    assert proof_of(statement.problem(statement.elaborator()), seeded()) == PROOF


def test_harm_alone_is_outside_the_decidable_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing else decides, the reason is that of every undecided claim, not the accident."""
    monkeypatch.setattr(judge, "provers", lambda: (Prover("a broken prover", 1, broken),))
    record = decided(SQUARE, LET)
    assert (record["verdict"], record["reason"]) == ("inconclusive", "outside the decidable class: tried a broken prover")


def test_harm_is_no_proof_of_a_mutant(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant over which every prover comes to harm survives: it is not called equivalent."""
    monkeypatch.setattr(teeth, "proving", lambda: (Prover("a broken prover", 1, broken),))
    record = decided("exp(x) > 0", {"x": "real"})
    assert record["verdict"] == "proved"
    assert all(mutant["outcome"] != "equivalent" for mutant in record["mutants"])


def test_running_out_of_memory_is_not_swallowed() -> None:
    """The engine's limit ends the claim, so that the verdict names it."""

    def hungry(_problem: Problem, _generator: random.Random) -> Finding | None:
        raise MemoryError

    with pytest.raises(MemoryError):
        Prover("hungry", 1, hungry).ask(None, seeded())  # type: ignore[arg-type]  # never looked at


def test_complaints_of_libraries_are_errors_of_the_derivation() -> None:
    """What SymPy refuses reads as a sentence; a defect of our own stays a defect."""
    found = decided("limit(x, x, k) == k and diff(abs(x), y) == 0", LET)
    assert found["verdict"] == "proved"

    def own(_: object) -> object:
        raise KeyError(1)

    def library(_: object) -> object:
        return sp.Limit(sp.Symbol("x"), sp.Symbol("x"), sp.Symbol("x"))

    with pytest.raises(KeyError) as defect:
        guarded("own", own)(1)
    assert not from_library(defect.value)
    with pytest.raises(Exception, match=r"^Deriving limit\(\.\.\.\): expected an expression that the algebra system can treat, got"):
        guarded("limit", library)(1)


@pytest.mark.parametrize(
    "statement",
    [
        "log_partition(Chi, a) == 1",
        "log_partition_derivative(Nakagami, a, 0) == log_partition_derivative(Nakagami, a, 0)*1",
        "log_partition_derivative(Nakagami, a, 0) <= k",
        "empirical_fisher(Normal(x, 1), a, [x])[0,0] >= 0",
        "jac(a, [x, k]) == jac(a, [x, k])*1",
    ],
)
def test_a_named_dimension_without_a_rule_is_told(statement: str) -> None:
    """A word that knows explicit sizes only says so, when it is read or when it is derived."""
    claim = stated(statement, {**LET, "a": "real[m]"})
    assert claim_faults(claim) or "dimension" in decided(statement, {**LET, "a": "real[m]"})["reason"]


def test_explicit_and_named_vectors_do_not_mix() -> None:
    """The outer product of a vector of two numbers and one of every length has no meaning here."""
    found = [message for _, _, _, message in claim_faults(stated("outer(a, [x, k]) == outer(a, [x, k])", {**LET, "a": "real[m]"}))]
    wanted = "expected two vectors of explicit or two of named length, got a vector of length m and a vector of length 2"
    assert found == [f"Reading outer(...): {wanted}. Declare both in one way."] * 2


@pytest.mark.parametrize(
    "statement",
    [
        "fisher(Triangular(-1, x/(1+abs(x)), 1), [x])[0,0] >= 0",
        "integrate(loggamma(1 + x**2), y, oo, 1) > erf(x)",
        "integrate(1 + x**2, y, 1, -oo) > tanh(x)",
        "integrate(abs(y)*exp(-abs(y)**3), y, -1, k) + y >= y",
    ],
)
def test_what_once_ended_with_a_complaint_is_judged(statement: str) -> None:
    """Claims that made a prover or the search for witnesses raise have a verdict of the contract and a reason in its words."""
    record = decided(statement, LET)
    assert record["verdict"] in {"proved", "refuted", "supported", "inconclusive"}
    assert "Error" not in record["reason"]


def test_signs_are_told_beside_unevaluated_parts() -> None:
    """A modulus is split into its two sides, except where its symbol is bound or differentiated by: there nothing is said."""
    x = sp.Symbol("x", real=True)
    kept = sp.Derivative(sp.Function("h", real=True)(x), x)
    assert signs_of(sp.Abs(x) * (2 * sp.Abs(x) + x)) == NONNEGATIVE
    assert signs_of((2 * sp.Abs(x) + x) * kept) in {ANY, NOT_REAL}
    assert signs_of(2 * sp.Abs(x) + x - sp.Integral(sp.sin(sp.Abs(x)), (x, 1, -sp.oo))) == ANY


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("log_partition_derivative(Nakagami, [x], 1)[0] >= 0", "expected 2 natural parameter(s), got 1"),
        ("log_partition_derivative(Wishart, [x], 0) != 0", "expected a number of natural parameters that fits its dimension, got 1"),
    ],
)
def test_the_number_of_natural_parameters_is_checked(statement: str, message: str) -> None:
    """A log-partition function of the wrong number of arguments is a fault of the text."""
    assert [message in fault for _, _, _, fault in claim_faults(stated(statement, LET))] == [True]


def test_a_limit_towards_its_own_variable_is_refused() -> None:
    """A point that moves with the variable is none."""
    record = decided("limit(exp(x), x, x/2) == 1", LET)
    assert record["reason"] == "Taking a limit: expected a point that does not depend on x, got x/2. Rename the variable."


def test_every_prover_has_its_own_procedure() -> None:
    """The guard stands around each of them."""
    assert all(prover.ask.__func__ is Prover.ask for prover in provers())  # type: ignore[attr-defined]  # a method has its function
