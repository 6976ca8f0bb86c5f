"""The determinant of a semidefinite matrix is not negative, and positive only where something shows that it has an inverse."""

from __future__ import annotations

import pytest
from stated import decided

LET = {"J": "real[m,n]", "A": "spd[n]", "v": "real[m]", "w": "real[m]"}
SINGULAR = ["J @ J.T", "J @ A @ J.T", "J @ J.T + outer(v, v)", "outer(v, v) + outer(w, w)"]  # where m > n, or both vectors vanish


def _verdict(statement: str) -> str:
    return str(decided(statement, {name: kind for name, kind in LET.items() if name in statement})["verdict"])


@pytest.mark.parametrize("matrix", SINGULAR)
def test_a_semidefinite_matrix_may_be_singular(matrix: str) -> None:
    """It is refuted, and not disputed: nobody proves it, since no inverse of the matrix stands in the statement."""
    assert _verdict(f"det({matrix}) > 0") == "refuted"


@pytest.mark.parametrize("matrix", SINGULAR)
def test_its_determinant_is_not_negative(matrix: str) -> None:
    """The weak statement is proved, in every dimension."""
    assert _verdict(f"det({matrix}) >= 0") == "proved"


def test_a_definite_matrix_has_a_positive_determinant() -> None:
    """Where one term is definite and the others are semidefinite, the strict statement is proved."""
    assert _verdict("det(eye(m) + J @ J.T) > 0") == "proved"
    assert _verdict("det(A) > 0") == "proved"


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("det(2*A) == 2**n*det(A)", "proved"),
        ("det(-3*A) == (-3)**n*det(A)", "proved"),
        ("det(trace(A)*A) == trace(A)**n*det(A)", "proved"),
        ("det(2*A) == 2**(n + 1)*det(A)/2", "proved"),
        ("det(inv(3*A)) == 3**(-n)/det(A)", "proved"),
        ("det(2*A) == 2**(n + 1)*det(A)", "refuted"),
        ("det(-A) == -det(A)", "refuted"),
        ("det(2*A) == 2*det(A)", "refuted"),
    ],
)
def test_a_factor_comes_out_to_the_power_of_the_dimension(statement: str, verdict: str) -> None:
    """Powers with a dimension as exponent are determinants of multiples of the identity, in every engine."""
    assert _verdict(statement) == verdict
