"""Logarithms of determinants are at most traces, in every dimension, and only as much as the theorem says."""

from __future__ import annotations

import pytest
from stated import decided

LET = {"P": "spd[n]", "Q": "spd[n]", "R": "spd[n]", "S": "spd[m]", "A": "symmetric[n]", "v": "real[n]", "w": "real[n]"}
TRUE = [
    "log(det(P)) <= trace(P) - n",
    "log(det(P)) >= n - trace(inv(P))",
    "log(det(P)) - log(det(Q)) <= trace(inv(Q) @ (P - Q))",
    "log(det(P)/det(Q)) <= trace(P @ inv(Q)) - n",
    "(trace(inv(Q) @ P) + (v - w).T @ inv(Q) @ (v - w) - n - log(det(P)) + log(det(Q)))/2 >= 0",
    "log(det(P)) + log(det(S)) <= trace(P) + trace(S) - n - m",
    "2*log(det(P)) - log(det(Q)) - log(det(R)) <= trace(inv(Q) @ P) + trace(inv(R) @ P) - 2*n",
    "log(det(P)) <= trace(P) - n + trace(A @ A) + 1/7",
]
FALSE = [
    "log(det(P)) < trace(P) - n",
    "log(det(P)) <= trace(P) - n - 1/100",
    "log(det(P)) <= trace(inv(Q) @ P) - n",
    "log(det(P)) - log(det(Q)) <= trace(P - Q)",
    "log(det(P)) + log(det(S)) <= trace(P) - n",
    "log(det(P)) <= trace(P) - n - v @ v",
]


def _record(statement: str) -> dict[str, object]:
    return decided(statement, {name: kind for name, kind in LET.items() if name in statement})


@pytest.mark.parametrize("statement", TRUE)
def test_a_true_bound_is_proved(statement: str) -> None:
    """The divergence of two normal laws, written out, is not negative."""
    record = _record(statement)
    assert (record["verdict"], record["grade"]) == ("proved", "exact")


@pytest.mark.parametrize("statement", FALSE)
def test_a_false_bound_is_refuted(statement: str) -> None:
    """Equality at the identity, missing terms and matrices that do not belong together are no proofs."""
    assert _record(statement)["verdict"] == "refuted"


def test_a_symmetric_matrix_is_not_taken_for_a_definite_one() -> None:
    """The determinant of a symmetric matrix may be negative, so that its logarithm has no value."""
    assert _record("log(det(A)) <= trace(A) - n")["verdict"] not in ("proved", "supported")
