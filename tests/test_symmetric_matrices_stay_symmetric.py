"""A symmetric matrix shares its entries across the diagonal: nothing else takes its place."""

from __future__ import annotations

import pytest
from stated import decided

NAMES = {"S": "spd[2]", "B": "symmetric[2]", "A": "real[2,2]", "x": "real", "v": "real[2]"}


@pytest.mark.parametrize(
    ("statement", "got"),
    [
        ("subs(S[0, 1], S, [[5, 1], [2, 7]]) == 2", "expected one value for S_0_1, got 1 and 2."),
        ("subs(B, B, A) == [[A[0, 0], A[1, 0]], [A[1, 0], A[1, 1]]]", "expected one value for B_0_1, got A_0_1 and A_1_0."),
        ("taylor(x**2, [x, x], [1, 2], 1) == 4*x - 4", "expected one value for x, got 1 and 2."),
    ],
)
def test_two_values_for_one_entry_are_refused(statement: str, got: str) -> None:
    """The last one had been taken, and what follows from it was proved."""
    record = decided(statement, NAMES)
    assert record["verdict"] == "inconclusive"
    assert got in record["reason"]


@pytest.mark.parametrize("statement", ["subs(S[0, 1], S, [[5, 2], [2, 7]]) == 2", "subs(B, B, A + A.T) == A + A.T"])
def test_symmetric_values_are_put_in(statement: str) -> None:
    """A symmetric matrix takes the place of one."""
    assert decided(statement, NAMES)["verdict"] == "proved"
