"""Ranks of matrices of numbers: by elimination where pivots are certain, and a second time by singular values."""

from __future__ import annotations

import pytest
import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import enclose
from derivations.balls.failures import UndecidedError
from derivations.balls.rank import rank
from derivations.balls.second_opinion import second_opinion
from derivations.language.words.linear_algebra import Rank

X, Y = sp.symbols("x y", positive=True)
POINT = {X: fmpq(1, 3), Y: fmpq(2, 7)}
MATRICES: dict[str, tuple[list[list[sp.Expr]], int]] = {
    "nothing": ([[X - X, 0], [0, 0], [0, 0]], 0),
    "one row": ([[0, X, Y]], 1),
    "one column": ([[0], [X]], 1),
    "a product of rationals": ([[X * X, X * Y], [Y * X, Y * Y]], 1),
    "three rows of rank two": ([[1, X, Y], [X, 1, X], [1 + X, 1 + X, X + Y]], 2),
    "a corner of zeros": ([[0, 0, X], [0, Y, 1], [X, 1, 1]], 3),
    "roots and exponentials": ([[sp.exp(X), sp.sqrt(Y), 1], [1, sp.exp(Y), X]], 2),
}


@pytest.mark.parametrize("name", MATRICES)
def test_both_evaluators_agree_with_the_rank(name: str) -> None:
    """Rectangular matrices, zero rows and pivots off the diagonal among them."""
    rows, right = MATRICES[name]
    whole = Rank(len(rows), len(rows[0]), *(entry for row in rows for entry in row), evaluate=False)
    assert enclose(whole, POINT, 128) == right
    assert second_opinion(whole, POINT) == right


def test_rounding_adds_nothing_to_a_rank() -> None:
    """Singular values that are rounding are none; elimination leaves open what may be zero."""
    a, b = sp.exp(X), sp.sqrt(Y)
    whole = Rank(2, 2, a * a, a * b, b * a, b * b, evaluate=False)
    assert second_opinion(whole, POINT) == 1
    with pytest.raises(UndecidedError, match="an entry that may be zero"):
        enclose(whole, POINT, 128)


def test_a_small_entry_is_an_entry() -> None:
    """A ball that excludes zero counts, one that holds it does not decide."""
    one, two = fmpq(1), fmpq(2)
    assert rank(two, two, one, fmpq(0), fmpq(0), arb("1e-30", "1e-31")) == 2
    with pytest.raises(UndecidedError):
        rank(two, two, one, fmpq(0), fmpq(0), arb("1e-31", "1e-30"))
