"""A statement whose sides are defined nowhere that its hypotheses leave is vacuous, not proved."""

from __future__ import annotations

from typing import Any

import pytest
from stated import decided

TYPES = {"x": "real", "y": "real", "a": "positive", "b": "positive", "A": "real[2,2]"}
NOTHING: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
    ("x/y*y == x", TYPES, ("y == 0",)),
    ("inv(A) @ A == [[1, 0], [0, 1]]", TYPES, ("det(A) == 0",)),
    ("kl(Uniform(0, a), Uniform(0, b)) == log(b/a)", TYPES, ("b < a",)),
    ("E(1/y, y, Gamma(a, b)) == b/(a - 1)", TYPES, ("a < 1",)),
    ("Var(y, y, StudentT(a, 0, 1)) == a/(a - 2)", TYPES, ("a < 2",)),
    ("E(exp(b*y), y, Exponential(a)) == a/(a - b)", TYPES, ("b > a",)),
    ("integrate(exp(-x*y), x, 0, oo) == 1/y", TYPES, ("y < 0",)),
    ("acos(x) - acos(x) == 0", TYPES, ("x > 2",)),
    ("inv(P) @ P == eye(n)", {"P": "real[n,n]", "Q": "invertible[n]"}, ("P @ Q == zeros(n, n)",)),
]


@pytest.mark.parametrize(("statement", "let", "given"), NOTHING, ids=lambda value: value if isinstance(value, str) else "")
def test_contradiction_with_a_side_condition_is_vacuous(statement: str, let: dict[str, str], given: tuple[str, ...]) -> None:
    """The formula holds where it is defined; the hypotheses leave only points where it is not."""
    record = decided(statement, let, given=given)
    assert record["verdict"] == "vacuous", (record["verdict"], record["side_conditions"])


SOMETHING: list[tuple[str, tuple[str, ...]]] = [
    ("x/y*y == x", ("y > 0",)),
    ("kl(Uniform(0, a), Uniform(0, b)) == log(b/a)", ("b >= a",)),
    ("E(1/y, y, Gamma(a, b)) == b/(a - 1)", ("a > 1",)),
    ("integrate(exp(-x*y), x, 0, oo) == 1/y", ()),
]


@pytest.mark.parametrize(("statement", "given"), SOMETHING, ids=lambda value: value if isinstance(value, str) else "")
def test_side_conditions_that_can_be_met_change_nothing(statement: str, given: tuple[str, ...]) -> None:
    """The same formulas, where they mean something, are proved."""
    record: dict[str, Any] = decided(statement, TYPES, given=given)
    assert record["verdict"] == "proved", record["reason"]


@pytest.mark.parametrize("statement", ["acos(5) - acos(5) == 0", "asin(5)*0 == 0", "acos(2)**0 == 1"])
def test_constant_without_a_value_is_refused(statement: str) -> None:
    """No number has a cosine beyond one, also where the algebra system cancels it."""
    assert decided(statement)["verdict"] == "inconclusive"


@pytest.mark.parametrize(
    ("statement", "given", "verdict"),
    [
        ("x + y >= 50", ("x >= 20", "y >= 30"), "proved"),
        ("n > 100", ("n >= 100",), "refuted"),
        ("x < y", ("x > 7", "y > 9", "x + y < 30"), "refuted"),
        ("x == y", ("x > 7", "y > 9", "x + y < 3"), "vacuous"),
    ],
)
def test_bounds_that_draws_miss_are_met(statement: str, given: tuple[str, ...], verdict: str) -> None:
    """Hypotheses far out leave something, and hypotheses that contradict each other do not."""
    record = decided(statement, {**TYPES, "n": "natural"}, given=given)
    assert record["verdict"] == verdict, record["reason"]
