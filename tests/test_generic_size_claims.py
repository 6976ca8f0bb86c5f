"""Statements about every number of classes and every dimension are proved, and false ones refuted by a small size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from generic_size_claims import FALSE, TRUE, A, Z
from stated import decided, seeded, stated

from derivations.indexed import building
from derivations.indexed.decision import decide_indexed_zero
from derivations.indexed.laws import indexed_forms
from derivations.language.goal import Goal
from verify.provers import index_calculus
from verify.statement import Statement
from verify.wellformedness.wellformed import claim_faults


@pytest.mark.parametrize(("statement", "let"), TRUE, ids=[statement[:60] for statement, _ in TRUE])
def test_true_statements_are_proved_for_every_size(statement: str, let: dict[str, str]) -> None:
    """A true statement is proved for all dimensions, replayed where it has a certificate, and its mutants are killed."""
    record = decided(statement, let)
    assert (record["verdict"], record["grade"]) == ("proved", "replayed" if record["certificates"] else "exact"), record["reason"]
    assert record["scope"].startswith("all dimensions")
    assert sum(level["killed"] for level in record["teeth"].values()) > 0


@pytest.mark.parametrize(("slip", "statement", "let"), FALSE, ids=[slip for slip, _, _ in FALSE])
def test_false_statements_are_refuted_at_a_small_size(slip: str, statement: str, let: dict[str, str]) -> None:
    """A statement with one slip has a certified witness whose sizes are stated."""
    record = decided(statement, let)
    assert (record["verdict"], record["grade"]) == ("refuted", "certified"), slip
    assert {"K", "d"} & set(record["witness"]["point"])


@pytest.mark.parametrize(("slip", "statement", "let"), FALSE, ids=[slip for slip, _, _ in FALSE])
def test_the_prover_says_no(slip: str, statement: str, let: dict[str, str]) -> None:
    """No false statement is proved by index calculus, whatever the search for a witness finds."""
    claim = Statement.of(stated(statement, let))
    found = index_calculus.decide(claim.problem(claim.elaborator()), seeded(1))
    assert found is None, slip


def test_the_prover_leaves_other_goals_alone() -> None:
    """Inequalities, explicit arrays and empty problems are not its business."""
    claim = Statement.of(stated("logsumexp(z) == logsumexp(z)", Z))
    problem = claim.problem(claim.elaborator())
    others = [Goal("nonnegative", problem.goals[0].residual), Goal("psd", problem.goals[0].residual)]
    explicit = Statement.of(stated("x == x", {"x": "real"}))
    for goals in ((), *((goal,) for goal in others)):
        assert index_calculus.decide(type(problem)(goals, problem.domain), seeded(1)) is None
    assert index_calculus.decide(explicit.problem(explicit.elaborator()), seeded(1)) is None


def test_which_sizes_are_meant_is_a_side_condition() -> None:
    """A vector of numbers has at least one entry, a simplex at least two."""
    assert "K >= 1" in decided("logsumexp(z) == log(sum(exp(z[k]) for k in range(K)))", Z)["side_conditions"]
    assert "K >= 2" in decided("sum(p[k] for k in range(K)) == 1", {"p": "simplex[K]"})["side_conditions"]


def test_a_proof_that_a_small_size_contradicts_is_disputed(monkeypatch: pytest.MonkeyPatch) -> None:
    """If index calculus were wrong, explicit arrays would say so: the verdict is disputed, never proved."""
    claim = Statement.of(stated("logsumexp(z) == sum(z[k] for k in range(K))", Z))
    problem = claim.problem(claim.elaborator())
    assert index_calculus.decide(problem, seeded(1)) is None
    true = decide_indexed_zero([problem.goals[0].residual.body * 0])
    monkeypatch.setattr(index_calculus, "decide_indexed_zero", lambda *_: true)
    found = index_calculus.decide(problem, seeded(1))
    assert found is not None
    assert found.verdict == "disputed"


def test_a_wrong_rule_for_a_law_is_disputed_by_explicit_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A family whose form for every size has a slip in it disagrees with its explicit one."""
    right = indexed_forms()["Dirichlet"][0]
    partition = right.log_partition
    assert partition is not None
    wrong = replace(right, log_partition=lambda size, eta: 2 * partition(size, eta))
    monkeypatch.setattr(building, "indexed_forms", lambda: {**indexed_forms(), "Dirichlet": (wrong,)})
    record = decided("mean_parameters(Dirichlet(a)) == [2*digamma(a[k]) - 2*digamma(sum(a[j] for j in range(K))) for k in range(K)]", A)
    assert record["verdict"] == "disputed"


@pytest.mark.parametrize(
    ("statement", "let", "message"),
    [
        ("fisher(Normal(z, 1), z) == eye(K)", Z, "expected explicit dimensions in Normal(...), got a named one"),
        ("entropy(Categorical(a)) == 0", A, "expected probs that sum to 1 in every size"),
        ("inv(fisher(Categorical(logits=z), z)) == eye(K)", Z, "Indices have no rule for this word"),
        ("entropy(Multinomial(n, p)) >= 0", {"n": "natural", "p": "simplex[K]"}, "It has no closed form here"),
        ("entropy(MultivariateNormal(m, A)) == 0", {"m": "real[d]", "A": "symmetric[d]"}, "expected a symmetric positive definite matrix"),
        ("rank(outer(z, z)) == 1", Z, "expected explicit dimensions"),
        (
            "sum(x for k in range(K)) == K*x",
            {"K": "positive integer", "x": "real", **Z},
            "expected a dimension whose name is declared nowhere",
        ),
    ],
)
def test_what_has_no_rule_is_said(statement: str, let: dict[str, str], message: str) -> None:
    """Where index or matrix calculus has no rule, the reason is told and nothing is guessed."""
    faults = [text for *_, text in claim_faults(stated(statement, let))]
    told = faults or [decided(statement, let)["reason"]]
    assert message in told[0]
