"""Divergences, variances and second moments of built-in laws have their sign by what they are; nothing else has it by its words."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
import sympy as sp
from stated import decided, seeded

from derivations.families import families
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.theorems import SCORES, nonnegative_by_meaning, scores_of, semidefinite_by_meaning
from derivations.score_independence import minors_of_scores
from verify.problem import Domain, Problem
from verify.provers.signs_by_meaning import NAME, PROVER

LET = {
    **dict.fromkeys(("a", "b", "c", "d"), "positive"),
    **dict.fromkeys(("g", "h"), "real[K]"),
    **dict.fromkeys(("M", "N"), "real[n]"),
    **dict.fromkeys(("S", "T"), "spd[n]"),
    "m": "real",
}
TRUE = [
    "kl(Gamma(a, b), Gamma(c, d)) >= 0",
    "0 <= kl(Beta(a, b), Beta(c, d))",
    "kl(Laplace(m, a), Laplace(0, b)) >= 0",
    "kl(Categorical(logits=g), Categorical(logits=h)) >= 0",
    "kl(MultivariateNormal(M, S), MultivariateNormal(N, T)) >= 0",
    "psd(fisher(Gamma(a, b), [a, b]))",
    "psd(Cov([y, log(y)], y, Gamma(a, b)))",
    "Var(y*log(y), y, Gamma(a, b)) >= 0",
    "E((y**3 - log(y))**4, y, Gamma(a, b)) >= 0",
    "pd(fisher(Gamma(a, b), [a, b]))",
    "pd(fisher(Beta(a, b), [a, b]))",
    "pd(fisher(Gamma(exp(m), b), [m, b]))",
]
SILENT = [
    "kl(Gamma(a, b), Gamma(c, d)) > 0",
    "kl(Gamma(a, b), Gamma(c, d)) >= 1/100",
    "kl(Gamma(a, b), Gamma(c, d)) <= 0",
    "0 >= kl(Gamma(a, b), Gamma(c, d))",
    "0 < kl(Gamma(a, b), Gamma(c, d))",
    "0 == kl(Gamma(a, b), Gamma(c, d))",
    "-kl(Gamma(a, b), Gamma(c, d)) >= 0",
    "kl(Lomax(a, b), Lomax(c, d)) >= 0",
    "kl(p, Gamma(c, d)) >= 0",
    "E(y**3, y, Normal(m, a)) >= 0",
    "E(y, y, Gamma(a, b)) >= 0",
    "Var(y, y, p) >= 0",
    "psd(fisher_hessian(Uniform(0, a), [a]))",
    "psd(-fisher(Gamma(a, b), [a, b]))",
    "psd(fisher(Lomax(a, b), [a, b]))",
    "pd(fisher(Lomax(a, b), [a, b]))",
    "pd(fisher_hessian(Gamma(a, b), [a, b]))",
    "pd(2*fisher(Gamma(a, b), [a, b]))",
    "psd(S)",
]


def theorem(statement: str) -> str:
    """What the words of a statement of one relation show."""
    node = ast.parse(statement, mode="eval").body
    if scores_of(node):
        return SCORES
    return nonnegative_by_meaning(node, 0) if isinstance(node, ast.Compare) else semidefinite_by_meaning(node)


@pytest.mark.parametrize("statement", TRUE)
def test_a_sign_that_the_words_show_is_proved(statement: str) -> None:
    """The closed form may hide its sign; the statement is proved, names the theorem, and has killed a mutant."""
    names = {
        name: kind
        for name, kind in LET.items()
        if name in {node.id for node in ast.walk(ast.parse(statement)) if isinstance(node, ast.Name)}
    }
    record = decided(statement, names)
    assert (record["verdict"], record["grade"]) == ("proved", "exact"), record["reason"]
    assert any(found["engine"].startswith(NAME) and found["detail"].startswith(theorem(statement)) for found in record["evidence"])
    assert sum(record["teeth"][level]["killed"] for level in ("expression", "definition")) > 0


@pytest.mark.parametrize("statement", SILENT)
def test_other_words_show_nothing(statement: str) -> None:
    """Strict statements, other bounds, other signs, laws of documents, arbitrary laws and odd powers are left to the other provers."""
    assert theorem(statement) == ""


A, B = sp.symbols("a b", positive=True)
M = sp.Symbol("m", real=True)


@pytest.mark.parametrize(
    ("family", "arguments", "variables"),
    [
        ("Gamma", (A * B, A * B), (A, B)),  # one function of two parameters
        ("Normal", (A + B, 1), (A, B)),
        ("Gamma", (A, B), (A, B, M)),  # a parameter that the law does not depend on
        ("Uniform", (A, A + B), (A, B)),  # scores without a function of the value
        ("Laplace", (M, B), (M, B)),
        ("StudentT", (A, M, B), (A, M, B)),
        ("Weibull", (A, B), (A, B)),  # a power that depends on a parameter, and may be any other one
        ("Poisson", (A,), (A,)),  # counts: other functions are independent there
    ],
)
def test_dependent_and_unknown_scores_show_nothing(family: str, arguments: tuple[sp.Expr, ...], variables: tuple[sp.Expr, ...]) -> None:
    """No minor of full size is left where scores depend on each other, or are other functions than powers and logarithms."""
    assert minors_of_scores(families()[family].law(*arguments), Tensor.vector(list(variables))) == ()


def test_a_minor_that_may_vanish_proves_nothing() -> None:
    """The scores of Gamma(1 + (m - 2)^2, b) are dependent at m = 2, where the Fisher matrix in m is singular."""
    assert decided("pd(fisher(Gamma(1 + (m - 2)**2, b), [m, b]))", {"m": "real", "b": "positive"})["verdict"] != "proved"
    goal = Goal("pd", Tensor.matrix([[M**2]]), theorem=SCORES, needed=(M, M**2, M - 1))
    assert PROVER.decide(Problem((goal,), Domain({})), seeded()) is None
    assert PROVER.decide(Problem((replace(goal, needed=(M, M**2 + 1)),), Domain({})), seeded()) is not None


def test_the_second_relation_of_a_chain_is_told_from_the_first() -> None:
    """Each relation of a chain has its own two sides."""
    node = ast.parse("1 >= kl(Gamma(a, b), Gamma(c, d)) >= 0", mode="eval").body
    assert isinstance(node, ast.Compare)
    assert [bool(nonnegative_by_meaning(node, place)) for place in (0, 1)] == [False, True]


def test_a_variance_that_does_not_exist_has_no_sign() -> None:
    """A Cauchy law has no variance: the integral that stands for it is not said to be nonnegative."""
    record = decided("Var(y, y, Cauchy(m, a)) >= 0", {"m": "real", "a": "positive"})
    assert record["verdict"] == "inconclusive"
    assert all(found["verdict"] != "proved" for found in record["evidence"])


def test_what_stands_beside_a_theorem_must_be_proved_too() -> None:
    """One goal with a theorem proves nothing of another without one."""
    number = Tensor.scalar(1)
    shown, false = Goal("nonnegative", number, theorem="a theorem"), Goal("zero", number, number, Tensor.scalar(0))
    assert PROVER.decide(Problem((shown,), Domain({})), seeded()) is not None
    assert PROVER.decide(Problem((shown, false), Domain({})), seeded()) is None
    assert PROVER.decide(Problem((false,), Domain({})), seeded()) is None
