"""Inequalities between sums over classes: proved for each class by itself, or not by this prover."""

from __future__ import annotations

import pytest
from stated import decided, searched, seeded, stated

from verify.provers import term_by_term

LET = {
    "P": "simplex[K]",
    "Q": "simplex[K]",
    "U": "simplex[3]",
    "V": "simplex[3]",
    "W": "simplex[2]",
    "f": "positive[3]",
    "g": "positive[K]",
    "c": "real",
}
KL, KL3 = "kl(Categorical(P), Categorical(Q))", "kl(Categorical(U), Categorical(V))"
TRUE = [
    f"{KL} >= 2 - 2*sum(sqrt(P[i]*Q[i]) for i in range(K))",
    f"{KL} <= sum((P[i] - Q[i])**2/Q[i] for i in range(K))",
    f"{KL} >= 1/2*sum((P[i] - Q[i])**2 for i in range(K))",
    f"{KL3} >= 1/2*sum((U[i] - V[i])**2 for i in range(3))",
    "sum(P[i]**2 for i in range(K)) <= 1",
    "-sum(P[i]*log(P[i]) for i in range(K)) >= 1 - sum(P[i]**2 for i in range(K))",
    "sum(sqrt(P[i]*Q[i]) for i in range(K)) <= 1",
]
FALSE = [
    f"{KL} <= 1/2*sum((P[i] - Q[i])**2/Q[i] for i in range(K))",
    f"{KL} >= 2*sum((P[i] - Q[i])**2 for i in range(K))",
    f"{KL} >= 5/2*(2 - 2*sum(sqrt(P[i]*Q[i]) for i in range(K)))",
    f"{KL3} <= 1/2*sum((U[i] - V[i])**2/V[i] for i in range(3))",
    f"{KL3} >= 1/2*sum((U[i] - V[i])**2 for i in range(3)) + 1/1000",
    "sum(P[i]**2 for i in range(K)) <= 9/10",
    "sum(P[i]**2 for i in range(K)) >= sum(P[i]*Q[i] for i in range(K))",
    "sum(sqrt(P[i]) for i in range(K)) <= 1",
    "-sum(P[i]*log(P[i]) for i in range(K)) >= 1 - sum(P[i]**3 for i in range(K))",
    "sum(f[i]*log(f[i]/U[i]) for i in range(3)) >= 0",
    "sum(g[i]*log(g[i]/P[i]) for i in range(K)) >= 0",
    "c*sum(P[i]**2 for i in range(K)) <= c",
    "sum(P[i] for i in range(K))**2 <= sum(P[i]**2 for i in range(K))",
]
OTHERS = [  # true, but no sum over one index of terms with the masses of one class
    "U[0]*U[1] <= 1/4",
    "W[0]**2 + W[1]**2 + U[0]**2 <= 2",
    "sum(P[i]**2 for i in range(K))**2 <= 1",
    "sum(sum(P[i]*Q[j] for j in range(K)) for i in range(K)) <= 1 + sum(P[i]*Q[i] for i in range(K))**2",
    "sum(g[i]**2*P[i] for i in range(K)) >= 0",
    "log(sum(P[i]**2 for i in range(K))) <= 0",
]


@pytest.mark.parametrize("statement", TRUE)
def test_what_holds_for_each_class_holds_for_their_sum(statement: str) -> None:
    """With multiples of the masses, which sum to one; of every size, or of three classes."""
    _, _, search = searched(stated(statement, LET), seeded())
    found = term_by_term.PROVER.decide(search.statement.problem(search.elaborator), seeded())
    assert found is not None
    assert (found.verdict, found.grade) == ("proved", "exact")


@pytest.mark.parametrize("statement", FALSE)
def test_slips_are_not_proved(statement: str) -> None:
    """Constants that are lost, positive numbers that are no probabilities, factors without a sign."""
    _, _, search = searched(stated(statement, LET), seeded())
    assert term_by_term.PROVER.decide(search.statement.problem(search.elaborator), seeded()) is None


@pytest.mark.parametrize("statement", OTHERS)
def test_what_is_no_sum_over_classes_is_left_to_others(statement: str) -> None:
    """Products of different classes, squares of sums, sums of sums, numbers that are no masses."""
    _, _, search = searched(stated(statement, LET), seeded())
    assert term_by_term.PROVER.decide(search.statement.problem(search.elaborator), seeded()) is None


def test_a_claim_is_proved_for_every_number_of_classes() -> None:
    """The scope is told, and a slip is refuted."""
    record = decided(TRUE[1], LET)
    assert (record["verdict"], record["scope"]) == ("proved", "all dimensions K")
    assert decided(FALSE[0], LET)["verdict"] == "refuted"
