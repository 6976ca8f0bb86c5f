"""Rational summands with several symbols are summed in parts: the whole kept Gosper's algorithm busy for minutes."""

from __future__ import annotations

import pytest
import sympy as sp

from derivations.integrals.summands import parts_of_summand, sum_of_polynomial
from derivations.integrals.sums import sum_by_induction

K = sp.Symbol("k", integer=True)
N, M = sp.symbols("n m", integer=True, nonnegative=True)
A, B = sp.symbols("a b", positive=True)
CLOSED = (
    M * K + 1 / ((K + A) * (K + A + 1)),
    K**2 * M - 1 / (2 * K + 3) + 1 / (2 * K + 1),
    K / A + 1 / (K + A) - 1 / (K + A + 2),
    K**2 * (K - M) + K,
)
POLES = (K**2 * (K - M) + 1 / (K + A), (K + M) / (K + A) - 1 / (K + B), 1 / (K + A) - 1 / (K + B), 1 / (K + A) ** 2 / (2 * K + B) ** 3)
OPEN = (1 / (K**2 + 1), (K + M) / (K + A) - 1 / (K**2 + A), 1 / (K - A), A**K / (K + B))


@pytest.mark.parametrize("term", CLOSED)
def test_closed_forms_are_the_sums(term: sp.Expr) -> None:
    """At rational parameters and small ends the closed form is the sum of the terms, added up."""
    found = sum_by_induction(term, K, sp.Integer(1), N)
    assert found is not None
    places = {A: sp.Rational(2, 7), M: sp.Integer(3)}
    for last in (0, 1, 4):
        terms = sum((term.subs({**places, K: number}) for number in range(1, last + 1)), sp.S.Zero)
        assert found.subs({**places, N: last}) == terms


@pytest.mark.parametrize("term", POLES)
def test_fractions_with_poles_to_the_left_are_differences_of_polygammas(term: sp.Expr) -> None:
    """At rational parameters they are the sums of the terms to forty digits."""
    found = sum_by_induction(term, K, sp.Integer(1), N)
    assert found is not None
    places = {A: sp.Rational(2, 7), B: sp.Rational(5, 3), M: sp.Integer(3)}
    for last in (0, 1, 4):
        terms = sum((term.subs({**places, K: number}) for number in range(1, last + 1)), sp.S.Zero)
        assert abs(found.subs({**places, N: last}).evalf(50) - terms) < sp.Rational(1, 10**40)


@pytest.mark.parametrize("term", OPEN)
def test_what_has_no_closed_form_is_told_at_once(term: sp.Expr) -> None:
    """Complex poles, poles that may be met, a function beyond polygammas; the parts are small, so that no search takes long."""
    assert sum_by_induction(term, K, sp.Integer(1), N) is None


def test_fractions_stay_together_where_denominators_are_shifts() -> None:
    """1/(k + a) - 1/(k + a + 1) telescopes, neither part does."""
    parts = parts_of_summand(K + 1 / (K + A) - 1 / (K + A + 1) + 1 / (K + B), K)
    assert parts is not None
    assert parts[0].as_expr() == K
    assert set(parts[1]) == {1 / (K + A) - 1 / (K + A + 1), 1 / (K + B)}
    assert parts_of_summand(A**K + K, K) is None


def test_polynomials_are_summed_from_anywhere() -> None:
    """From 3 to 5, by hand: 9 + 16 + 25, and 27 + 64 + 125."""
    assert sum_of_polynomial(sp.Poly(K**2, K), sp.Integer(3), sp.Integer(5)) == 50
    assert sum_of_polynomial(sp.Poly(K**3, K), sp.Integer(3), sp.Integer(5)) == 216
