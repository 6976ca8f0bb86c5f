"""Ranks of random matrices are full: what fails for nilpotent ones, small ones, or on a curve has no support."""

from __future__ import annotations

import re

import pytest
from stated import decided

TYPES = {"A": "real[2,2]", "B": "real[2,2]", "C": "real[3,3]", "p": "positive[3]", "S": "symmetric[3]", "x": "real", "y": "real"}
FALSE = [
    "rank(A @ A) == rank(A)",  # a nilpotent matrix
    "rank(C @ C) == rank(C)",
    "rank(A @ B) == rank(B @ A)",
    "rank(diag(p) - outer(p, p)) == 3",  # a sum of one
]
OPEN = [
    "rank([[sin(x), cos(x)], [cos(y), sin(y)]]) == 2",  # x + y = pi/2
    "rank([[exp(x), x + 3], [1, 1]]) >= 2",  # exp(x) = x + 3
]
TRUE = {
    "rank(S @ S) == rank(S)": "supported",
    "rank(A @ A.T) == rank(A)": "supported",
    "rank([[sin(x), cos(x)], [-cos(x), sin(x)]]) == 2": "proved",
    "rank([[exp(x), y], [y, y]]) >= 1": "proved",
}


def _verdict(statement: str) -> str:
    words = set(re.findall(r"\w+", statement))
    return decided(statement, {name: kind for name, kind in TYPES.items() if name in words})["verdict"]


@pytest.mark.parametrize("statement", FALSE)
def test_matrices_of_zeros_and_ones_and_small_numbers_are_tried(statement: str) -> None:
    """These had support from random matrices."""
    assert _verdict(statement) == "refuted"


@pytest.mark.parametrize("statement", OPEN)
def test_where_minors_fall_to_zero_there_is_no_support(statement: str) -> None:
    """No rational number is there, so nothing is refuted; descent finds the place."""
    assert _verdict(statement) == "inconclusive"


@pytest.mark.parametrize("statement", sorted(TRUE))
def test_what_holds_keeps_its_verdict(statement: str) -> None:
    """Looking harder costs nothing that is true."""
    assert _verdict(statement) == TRUE[statement]
