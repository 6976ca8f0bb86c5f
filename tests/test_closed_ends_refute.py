"""Statements are tried where a number that may be zero is zero, and where a hypothesis with >= is an equation."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from flint import arb, fmpq
from stated import decided, seeded, stated

from derivations.balls.evaluate import Evaluation
from derivations.balls.point import Point
from derivations.balls.precision import QUICK
from verify.points.closed_ends import closed_ends
from verify.points.instances import sample_problem
from verify.statement import Statement

WEIGHT, SHIFTED = "integrate(a*x/(1 + a*x**2)**2, x, 0, oo)", "integrate((a - 2)*x/(1 + (a - 2)*x**2)**2, x, 0, oo)"


@pytest.mark.parametrize(
    ("claim", "let", "given", "witness"),
    [
        (f"{WEIGHT} == 1/2", {"a": "nonnegative"}, [], {"a": "0"}),
        (f"{WEIGHT} == 1/2", {"a": "real"}, ["a >= 0"], {"a": "0"}),
        (f"{SHIFTED} == 1/2", {"a": "real"}, ["a >= 2"], {"a": "2"}),
        (f"b*{WEIGHT} == b/2", {"a": "nonnegative", "b": "positive"}, [], {"a": "0"}),
    ],
)
def test_an_end_that_belongs_to_the_domain_is_a_witness(claim: str, let: dict[str, str], given: list[str], witness: dict[str, str]) -> None:
    """They hold at every point inside, and were supported."""
    record = decided(claim, let, given=given)
    assert record["verdict"] == "refuted"
    assert witness.items() <= record["witness"]["point"].items()


@pytest.mark.parametrize(
    ("claim", "let", "given"),
    [
        (f"{WEIGHT} == 1/2", {"a": "positive"}, []),
        (f"{SHIFTED} == 1/2", {"a": "real"}, ["a > 2"]),
        (f"a*{WEIGHT} == a/2", {"a": "nonnegative"}, []),
    ],
)
def test_an_end_that_does_not_belong_to_the_domain_is_none(claim: str, let: dict[str, str], given: list[str]) -> None:
    """With a positive number, or where both sides vanish, they are true."""
    assert decided(claim, let, given=given)["verdict"] != "refuted"


def ends(claim: str, let: dict[str, str], given: list[str]) -> list[dict[str, Any]]:
    """The points, by name."""
    statement = Statement.of(stated(claim, let, given=given))
    problem = statement.problem(statement.elaborator())
    base = sample_problem(problem, seeded())
    assert base is not None
    return [{str(symbol): value for symbol, value in point.items() if value != base[symbol]} for point in closed_ends(problem, [base])]


def test_one_number_moves_and_then_all() -> None:
    """Positive numbers and strict hypotheses have no such end; without a point there is none."""
    assert ends("a + b + c + x >= 0", {"a": "nonnegative", "b": "nonnegative", "c": "positive", "x": "real"}, ["x >= -3", "x < 5"]) == [
        {"a": fmpq(0)},
        {"b": fmpq(0)},
        {"a": fmpq(0), "b": fmpq(0)},
        {"x": fmpq(-3)},
    ]
    statement = Statement.of(stated("a >= 0", {"a": "nonnegative"}))
    assert list(closed_ends(statement.problem(statement.elaborator()), [])) == []


def test_an_integral_with_a_factor_of_zero_is_zero() -> None:
    """Its tail has no bound there: a*x/(1 + a*x**2)**2 is enclosed by x."""
    a, x = sp.Symbol("a", nonnegative=True), sp.Symbol("x", real=True)
    weighted = sp.Integral(a * x / (1 + a * x**2) ** 2, (x, 0, sp.oo))
    assert Evaluation(Point({a: fmpq(0)}), QUICK).number(weighted) == 0
    assert Evaluation(Point({a: fmpq(1, 10**9)}), QUICK).number(weighted).contains(arb(1) / 2)
