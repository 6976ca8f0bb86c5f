"""Support is agreement that is measured: digits and points are stated, and a false statement gets none."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
import sympy as sp

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.types import parse_type
from verify.problem import Domain, Problem, Variable
from verify.provers.certified_quadrature import PROVER as QUADRATURE
from verify.provers.certified_sampling import PROVER as CERTIFIED
from verify.provers.high_precision_sampling import PROVER as NUMERIC

if TYPE_CHECKING:
    from verify.provers import Prover

X, T = sp.Symbol("x", real=True), sp.Symbol("t", real=True)
A = sp.Symbol("a", positive=True)
DOMAIN = Domain({"x": Variable(parse_type("real"), Tensor.scalar(X)), "a": Variable(parse_type("positive"), Tensor.scalar(A))})
GAUSS = sp.Integral(sp.exp(-((T - X) ** 2) / 2), (T, -sp.oo, sp.oo))


def problem(residual: sp.Expr, relation: str = "zero") -> Problem:
    """One goal about a number."""
    value = Tensor.scalar(residual)
    return Problem((Goal(relation, value, value, Tensor.scalar(0)),), DOMAIN)  # type: ignore[arg-type]


CASES = [
    (CERTIFIED, "zero", sp.gamma(A + 1) - A * sp.gamma(A), sp.gamma(A + 1) - A * sp.gamma(A) - sp.Rational(1, 10**25)),
    (CERTIFIED, "nonnegative", sp.exp(X) - 1 - X, sp.exp(X) - 1 - 3 * X),
    (CERTIFIED, "positive", 1 + X**2, X),
    (CERTIFIED, "nonzero", sp.cosh(X), X - sp.exp(sp.log(A)) * X / A),
    (QUADRATURE, "zero", GAUSS - sp.sqrt(2 * sp.pi), GAUSS - sp.sqrt(2 * sp.pi) * (1 + sp.Rational(1, 10**9))),
    (QUADRATURE, "positive", GAUSS - 2, GAUSS - 3),
    (NUMERIC, "zero", sp.gamma(A + 1) - A * sp.gamma(A), sp.gamma(A + 1) - A * sp.gamma(A) - sp.Rational(1, 10**9)),
    (NUMERIC, "nonnegative", sp.exp(X) - 1 - X, sp.exp(X) - 1 - 3 * X),
    (NUMERIC, "nonzero", sp.cosh(X), sp.cosh(X) ** 2 - sp.sinh(X) ** 2 - 1),
]


@pytest.mark.parametrize(("prover", "relation", "true", "false"), CASES, ids=[f"{case[0].name}-{case[1]}" for case in CASES])
def test_support_is_given_to_true_statements_only(prover: Prover, relation: str, true: sp.Expr, false: sp.Expr) -> None:
    """The true statement is supported with points in its detail; the false one gets no finding."""
    generator = random.Random(4)  # noqa: S311 - reproducible, not secret
    found = prover.decide(problem(true, relation), generator)
    assert found is not None
    assert found.verdict == "supported"
    assert found.grade == ("numeric" if prover is NUMERIC else "certified")
    assert "exact random points" in found.detail
    assert prover.decide(problem(false, relation), generator) is None


def test_matrices_and_pairs_are_supported_by_balls() -> None:
    """Definiteness by pivots, proportionality by minors; indefinite matrices and wrong pairs get nothing."""
    generator = random.Random(4)  # noqa: S311 - reproducible, not secret
    matrix, indefinite = Tensor.matrix([[1 + A, X], [X, X**2 + 1]]), Tensor.matrix([[1, X], [X, X**2 / 2]])
    left, right, other = Tensor.vector([X, 1]), Tensor.vector([A * X, A]), Tensor.vector([X, 2])
    for goal, supported in (
        (Goal("pd", matrix), True),
        (Goal("psd", indefinite), False),
        (Goal("positively_proportional", None, left, right), True),
        (Goal("proportional", None, left, other), False),
        (Goal("positively_proportional", None, left, right.map(lambda entry: -entry)), False),
    ):
        assert (CERTIFIED.decide(Problem((goal,), DOMAIN), generator) is not None) is supported


def test_each_prover_keeps_to_its_class() -> None:
    """Integrals belong to quadrature, functions without balls to mpmath, and goals that are no arrays to nobody here."""
    generator = random.Random(4)  # noqa: S311 - reproducible, not secret
    integral, plain = problem(GAUSS - sp.sqrt(2 * sp.pi)), problem(X - X + sp.exp(0) - 1 + sp.sin(X) ** 2 + sp.cos(X) ** 2 - 1)
    assert CERTIFIED.decide(integral, generator) is None
    assert QUADRATURE.decide(plain, generator) is None
    for prover in (CERTIFIED, QUADRATURE, NUMERIC):
        assert prover.decide(Problem((Goal("zero", object()),), DOMAIN), generator) is None
        assert prover.decide(problem(sp.airyai(X)), generator) is None
