"""Sums of semidefinite matrices whose weights need the types and hypotheses: averages of curvature, decayed preconditioners."""

from __future__ import annotations

import pytest
from stated import decided, searched, seeded, stated

from verify.provers import weighted_matrices

LET = {"P": "spd[n]", "H": "spd[n]", "S": "symmetric[n]", "g": "real[n]", "b": "unit", "eta": "positive", "lam": "positive", "x": "real"}
TRUE = [
    ("pd((1 - b)*P + b*H)", []),
    ("pd((1 - b)*P + b*outer(g, g))", []),
    ("pd((1 - eta*lam)*P + eta*H)", ["eta*lam < 1"]),
    ("g @ ((1 - b)*P + b*H) @ g >= 0", []),
    ("(1 - b)*trace(P) + b*trace(H) > 0", []),
    ("psd((x**2 - 2*x + 1)*P + outer(g, g))", []),
]
FALSE = [
    ("pd((1 - b)*S + b*H)", []),
    ("pd((1 - 2*b)*P + b*H)", []),
    ("pd((1 - b)*outer(g, g))", []),
    ("pd((x**2 - 2*x + 1)*P)", []),
    ("g @ ((1 - b)*P + b*H) @ g > 0", []),
    ("psd((1 - eta*lam)*P)", ["eta*lam < 2"]),
    ("(1 - b)*trace(P) - b*trace(H) > 0", []),
    ("psd((1 - b)*(P @ H + H @ P))", []),
    ("psd((1 - b)*P - trace(H)*H)", []),
    ("(1 - b)*trace(P)*trace(S) >= 0", []),
]


@pytest.mark.parametrize(("statement", "given"), TRUE)
def test_weights_have_the_signs_of_numbers(statement: str, given: list[str]) -> None:
    """1 - b is positive for b in (0, 1), a square is nonnegative, and hypotheses about numbers are known."""
    record = decided(statement, LET, given=given)
    assert record["verdict"] == "proved"
    assert record["scope"].startswith("all dimensions")


@pytest.mark.parametrize(("statement", "given"), FALSE)
def test_a_weight_or_a_matrix_without_a_sign_proves_nothing(statement: str, given: list[str]) -> None:
    """Indefinite matrices, weights of both signs, strictness without a definite term, products that are no squares."""
    assert decided(statement, LET, given=given)["verdict"] == "refuted"
    _, _, search = searched(stated(statement, LET, given=given), seeded())
    assert weighted_matrices.PROVER.decide(search.statement.problem(search.elaborator), seeded()) is None


def test_without_the_hypothesis_the_weight_has_no_sign() -> None:
    """The step may be too long."""
    assert decided("pd((1 - eta*lam)*P + eta*H)", LET)["verdict"] == "refuted"
