"""Matrices of every size that are a diagonal minus a rank-one matrix are definite exactly when Cauchy-Schwarz says so."""

from __future__ import annotations

import pytest
from stated import decided, seeded, stated

from verify.provers import diagonal_plus_rank_one
from verify.statement import Statement

Z = {"z": "real[K]"}
HOLD = (
    ("psd(fisher(Categorical(logits=z), z))", Z),
    ("convex(logsumexp(z), z)", Z),
    ("psd(Cov(y, y, Multinomial(n, p)))", {"n": "positive integer", "p": "simplex[K]"}),
    ("pd(fisher(Categorical(p), p))", {"p": "simplex[K]"}),
    ("convex(dot(z, z), z)", Z),
)
FAIL = (
    ("pd(fisher(Categorical(logits=z), z))", Z),
    ("psd(diag(softmax(z)) - 2*outer(softmax(z), softmax(z)))", Z),
    ("psd(-fisher(Categorical(logits=z), z))", Z),
    ("psd(outer(z, z) - diag(softmax(z)))", Z),
    ("convex(-logsumexp(z), z)", Z),
    ("psd(diag(z))", Z),
)


@pytest.mark.parametrize(("statement", "let"), HOLD, ids=[statement for statement, _ in HOLD])
def test_definite_matrices_are_proved_for_every_size(statement: str, let: dict[str, str]) -> None:
    """The certificate is found, and the negative is refuted as a mutant."""
    record = decided(statement, let)
    assert (record["verdict"], record["grade"]) == ("proved", "exact"), record["reason"]


@pytest.mark.parametrize(("statement", "let"), FAIL, ids=[statement for statement, _ in FAIL])
def test_indefinite_matrices_are_refuted_and_never_proved(statement: str, let: dict[str, str]) -> None:
    """A singular matrix is not definite, a factor too large not semidefinite: the prover says no, a small size shows why."""
    claim = Statement.of(stated(statement, let))
    assert diagonal_plus_rank_one.decide(claim.problem(claim.elaborator()), seeded(1)) is None
    assert decided(statement, let)["verdict"] == "refuted"


def test_an_inequality_between_special_functions_is_left_open() -> None:
    """The Dirichlet law's Fisher matrix needs an inequality of trigammas, which the certificate does not know."""
    claim = Statement.of(stated("psd(fisher(Dirichlet(a), a))", {"a": "positive[K]"}))
    assert diagonal_plus_rank_one.decide(claim.problem(claim.elaborator()), seeded(1)) is None
