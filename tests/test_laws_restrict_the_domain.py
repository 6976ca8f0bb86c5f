"""A law whose probabilities need not sum to one, or counts be whole, holds its statement to where they do."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from stated import decided, seeded, stated

from verify.points.instances import sample_problem
from verify.statement import Statement

PAIR = {"a": "unit", "b": "unit"}
TRUE = [
    ("entropy(Categorical([a, b])) == -a*log(a) - (1 - a)*log(1 - a)", PAIR),
    ("E(y, y, Categorical([a, b])) == 1 - a", PAIR),
    ("E(y[0], y, Multinomial(5, u)) == 5*(1 - u[1] - u[2])", {"u": "real[3]"}),
]


@pytest.mark.parametrize(("statement", "let"), TRUE, ids=[statement for statement, _ in TRUE])
def test_what_holds_where_the_law_exists_is_proved(statement: str, let: dict[str, str]) -> None:
    """The sum is a side condition, and it is used."""
    record = decided(statement, let)
    assert record["evidence"][0]["verdict"] == "proved", record["reason"]
    assert any(condition.endswith("== 1") for condition in record["side_conditions"])


def test_a_divergence_is_not_refuted_outside_of_the_simplex() -> None:
    """The sum of u log(u/p) is negative for small u, which are no probabilities: such a u is no witness."""
    record = decided("kl(Categorical(u), Categorical(p)) >= 0", {"u": "positive[2]", "p": "simplex[2]"})
    assert record["verdict"] in ("proved", "supported")


@pytest.mark.parametrize(
    "statement",
    [
        "sum(kl(Categorical([u[k], 2/5]), Categorical(p)) for k in range(2)) >= 0",
        "[kl(Categorical([u[k], 2/5]), Categorical(p)) for k in range(2)][0] >= 0",
        "kl(subs(Categorical(p), p, u), Categorical(p)) >= 0",
        "subs(kl(Categorical(q), Categorical(p)), q, u) >= 0",
        "E(kl(Categorical(u), Categorical(p)) + y, y, Normal(0, 1)) >= 0",
    ],
)
def test_a_law_restricts_the_domain_wherever_it_stands(statement: str) -> None:
    """In loops, in lists, moved by a substitution, below a mean: its probabilities sum to one, so that no divergence is negative."""
    record = decided(statement, {"u": "unit[2]", "p": "simplex[2]", "q": "simplex[2]"})
    assert record["verdict"] in ("proved", "supported")
    assert any(condition.endswith("== 1") for condition in record["side_conditions"])


def test_counts_in_loops_are_integers() -> None:
    """Both are whole at the point of the refutation; the square vanishes at no whole number."""
    record = decided("sum(E(y, y, Binomial(u[k], 1/2)) for k in range(2)) == (u[0] + u[1])/2 + (u[0] - 3/2)**2", {"u": "positive[2]"})
    assert (record["verdict"], record["grade"]) == ("refuted", "certified")
    assert all(Fraction(value).denominator == 1 for value in record["witness"]["point"].values())


def total(point: dict[str, str], name: str) -> Fraction:
    """The sum of the entries of a vector in a witness."""
    return sum((Fraction(value) for key, value in point.items() if key.startswith(f"{name}[")), Fraction(0))


def test_a_witness_lies_where_the_law_exists() -> None:
    """The point of a refutation has probabilities with sum one, each between zero and one."""
    record = decided("E(y[0], y, Multinomial(5, u)) == 4*u[0]", {"u": "real[3]"})
    assert (record["verdict"], record["grade"]) == ("refuted", "certified")
    point = record["witness"]["point"]
    assert total(point, "u") == 1
    assert all(0 < Fraction(value) < 1 for value in point.values())


def test_mutants_are_killed_where_their_laws_exist() -> None:
    """Probabilities for logits are killed on the simplex; twice the probabilities are no law, and no mutant."""
    record = decided("fisher(Multinomial(N, softmax(u)), u) == N*(diag(softmax(u)) - outer(softmax(u), softmax(u)))",
                     {"u": "real[3]", "N": "positive integer"})  # fmt: skip
    mutants: dict[str, Any] = {mutant["statement"].partition(" == ")[0]: mutant for mutant in record["mutants"]}
    assert "fisher(Multinomial(N, 2 * softmax(u)), u)" not in mutants
    killed = mutants["fisher(Multinomial(N, u), u)"]
    assert killed["outcome"] == "killed"
    point = dict(part.split(" = ") for part in killed["detail"].split(", "))
    assert total(point, "u") == 1


def test_probabilities_with_another_sum_everywhere_are_no_law() -> None:
    """Twice a softmax sums to two wherever it is: the statement is about nothing, and the reason says so."""
    record = decided("entropy(Categorical(2*softmax(u))) == 0", {"u": "real[2]"})
    assert record["verdict"] == "inconclusive"
    assert "expected probabilities with sum 1, got sum 2" in record["reason"]


@pytest.mark.parametrize(
    ("statement", "let"),
    [
        ("entropy(Categorical(p)) >= 0", {"p": "simplex[3]"}),
        ("entropy(Categorical(softmax(u))) >= 0", {"u": "real[3]"}),
        ("entropy(Categorical([a, 1 - a])) >= 0", {"a": "unit"}),
        ("entropy(Categorical([p[1], p[0], p[2]])) >= 0", {"p": "simplex[3]"}),
        ("entropy(Categorical(logits=u)) >= 0", {"u": "real[3]"}),
        ("entropy(Normal(m, 1)) >= 0", {"m": "real"}),
    ],
)
def test_what_sums_to_one_by_itself_asks_for_nothing(statement: str, let: dict[str, str]) -> None:
    """A simplex in any order, a softmax, complementary probabilities, logits and other laws bring no equation."""
    claim = Statement.of(stated(statement, let))
    problem = claim.problem(claim.elaborator())
    assert problem.noted == ()
    assert problem.domain.hypotheses == ()
    assert sample_problem(problem, seeded()) is not None


@pytest.mark.parametrize(
    ("statement", "n"), [("E(y, y, Binomial(n, q)) == 0", "positive"), ("E(y, y, Binomial(n/2, q)) == 0", "positive integer")]
)
def test_counts_are_integers_in_a_witness(statement: str, n: str) -> None:
    """No law counts two and a half trials: the point of a refutation has a whole number of them, and the condition is named."""
    record = decided(statement, {"n": n, "q": "unit"})
    assert (record["verdict"], record["grade"]) == ("refuted", "certified")
    trials = Fraction(record["witness"]["point"]["n"]) / (2 if "n/2" in statement else 1)
    assert trials.denominator == 1
    assert any(condition.endswith("is an integer") for condition in record["side_conditions"])


def test_a_sum_that_is_one_on_a_surface_is_solved() -> None:
    """Of a q + b = 1 and the like the factors that cannot vanish are left out; nothing left means a law that exists nowhere."""
    let = {"a": "unit", "q": "unit", "r": "unit"}
    on_surface = decided("entropy(Categorical([a*q, a*(1 - r), 1 - a])) == entropy(Categorical([a*r, a*(1 - r), 1 - a]))", let)
    assert on_surface["evidence"][0]["verdict"] == "proved", on_surface["reason"]
    nowhere = decided("entropy(Categorical([a*q, a*(2 - q), 1 - a])) == 0", let)
    assert nowhere["verdict"] == "inconclusive"
    assert "The law exists nowhere" in nowhere["reason"]
