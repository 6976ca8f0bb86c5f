"""A witness names what the statement mentions, with both sides as they are written."""

from __future__ import annotations

import pytest
from stated import decided

LET = {"P": "spd[n]", "Q": "spd[n]", "v": "real[n]", "x": "real", "J": "real[m,n]"}


@pytest.mark.parametrize(
    ("statement", "place", "number"),
    [("trace(P) >= 1", "rhs", "1"), ("1 <= trace(P)", "lhs", "1"), ("trace(P) == 2", "rhs", "2"), ("det(P) == trace(P)/n + 1", "rhs", "")],
)
def test_a_side_without_matrices_is_shown(statement: str, place: str, number: str) -> None:
    """A number that is compared with one made of matrices stands in the witness, not a zero."""
    witness = decided(statement, LET)["witness"]
    assert witness["lhs"] != witness["rhs"]
    assert not number or witness[place] == number


def test_a_number_that_was_drawn_is_shown_as_its_side() -> None:
    """A declared number has the value of the point."""
    witness = decided("x <= trace(P)", LET)["witness"]
    assert witness["lhs"] == witness["point"]["x"]


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("trace(P) - n - log(det(P)) >= 1/100", {"P", "n"}),
        ("trace(P) >= n", {"P", "n"}),
        ("trace(eye(n)) == m", {"P", "n", "J", "m"}),  # a size comes from what has it
        ("x**2 >= 1", {"x"}),
    ],
)
def test_what_is_not_mentioned_is_not_drawn(statement: str, names: set[str]) -> None:
    """Other names of the context stay out of the witness, those of a size that the statement mentions too."""
    point = decided(statement, LET)["witness"]["point"]
    assert {name.partition("_")[0] for name in point} <= names
