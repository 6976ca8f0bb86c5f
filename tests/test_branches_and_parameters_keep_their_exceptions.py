"""Exceptional values are not lost: branches need a value only where they are chosen, and closed forms hold at every parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp
from stated import decided

from derivations.conditions import collecting, require
from derivations.exceptional import with_exceptions
from derivations.integrals import closed_sum

if TYPE_CHECKING:
    from derivations.vanishing import Places

TYPES = {"x": "real", "a": "positive", "y": "real", "z": "real", "n": "natural", "N": "positive integer", "r": "nonnegative"}
FALSE = [
    "(1/x if x != 0 else 0)*x == 1",
    "(sqrt(x) if x >= 0 else 5) == sqrt(abs(x))",
    "(x*log(x) if x > 0 else 1) <= x**2",
    "(1/r if r > 0 else 0) > 0",
    "integrate(cos(n*x), x, 0, 2*pi) == 0",
    "sum((-1)**k*binomial(n, k) for k in range(n + 1)) == 0",
    "sum(k*(-1)**k*binomial(N, k) for k in range(N + 1)) == 0",
    "limit(x*y/(x*y + 1), x, oo) == 1",
    "limit(n*x/(n*x + 1), x, oo) == 1",
    "limit((1 - cos(x*y))/(1 - cos(x*y) + x**3), x, 0) == 1",
    "0**n == 0",
    "(1 if x == 3 else 0) == 0",
    "(1 if a == 22.5 else 0) < 1",
    "(1 if x < -99999 else 0) == 0",
    "(1 if exp(x) > 10**50 else 0) == 0",
    "abs(x**2 - 2) >= 10**(-50)",
    "free_of((1 if y > 5 else 0), y)",
    "besseli(n, x) >= 0",
    "integrate(r/(r**2 + x**2), x, -oo, oo) == pi",
    "integrate(1/(1 + y**2*x**2), x, 0, 1) == (5 if y == 0 else atan(y)/y)",
    "integrate(1/(y**2 + (x - z)**2), x, -1, 1) == (5 if y == 0 else (atan((1 + z)/y) - atan((z - 1)/y))/y)",
    "integrate(1/(y**2 + x**2), x, 0, y) == (1 if y == 0 else pi/(4*y))",
    "y*integrate(1/((y*x + z)**2 + 1/4), x, -1, 1) == (1 if y == 0 else 2*atan(2*y + 2*z) + 2*atan(2*y - 2*z))",
]
TRUE = [
    ("integrate(cos(n*x), x, 0, 2*pi) == 0", ("n > 0",)),
    ("integrate(cos(n*x), x, 0, 2*pi) == 0", ("n != 0",)),
    ("integrate(cos(N*x), x, 0, 2*pi) == 0", ()),
    ("sum((-1)**k*binomial(n, k) for k in range(n + 1)) == 0", ("n > 0",)),
    ("integrate(exp(x*y), y, 0, 1) == (exp(x) - 1)/x", ()),
    ("integrate(x**y, x, 1, 2) == (2**(y + 1) - 1)/(y + 1)", ()),
    ("limit(x*y/(x*y + 1), x, oo) == 1", ("y > 0",)),
    ("limit(sin(x*y)/sin(x*z), x, 0) == y/z", ()),
    ("(log(x**2) if x > 0 else 0) == (2*log(x) if x > 0 else 0)", ()),
    ("(log(x - 1) if x > 2 else 0) == (-log(1/(x - 1)) if x > 2 else 0)", ()),
    ("(x**2 if x < 0 else x) == x", ("x >= 0",)),
    ("besseli(1, -x) == -besseli(1, x)", ()),
    ("integrate(r/(r**2 + x**2), x, -oo, oo) == pi", ("r > 0",)),
    ("r*integrate(1/(x + r)**2, x, 0, 1) == 1/(r + 1)", ()),
    ("y*integrate(x**(-y - 1), x, 1, oo) == 1", ()),
    ("integrate(1/(1 + y**2*x**2), x, 0, 1) == (1 if y == 0 else atan(y)/y)", ()),
]


@pytest.mark.parametrize("statement", FALSE)
def test_exception_is_a_counterexample(statement: str) -> None:
    """What fails at one value of a parameter or in one branch is refuted there."""
    record = decided(statement, TYPES)
    assert record["verdict"] == "refuted", (record["verdict"], record["side_conditions"])


@pytest.mark.parametrize(("statement", "given"), TRUE, ids=str)
def test_rule_is_kept_where_it_holds(statement: str, given: tuple[str, ...]) -> None:
    """Hypotheses and side conditions exclude the branches in which the formula would fail: no branch that is left stays open."""
    record = decided(statement, TYPES, given=given)
    assert record["verdict"] == "proved", record["reason"]


def test_condition_of_a_branch_is_said_with_it() -> None:
    """The report says where a branch must be defined, and nothing where the branch says it itself."""
    record = decided("(log(x - 1) if x > 0 else 0) == (-log(1/(x - 1)) if x > 0 else 0)", TYPES)
    assert "x - 1 > 0 where x > 0" in record["side_conditions"]
    assert not decided("(1/x if x != 0 else 0)*x == (1 if x != 0 else 0)", TYPES)["side_conditions"]


def test_value_at_an_exception_comes_from_there() -> None:
    """A closed form that divides by y - 1 is one by cases; where nothing is known at 1, the requirement stays."""
    y = sp.Symbol("y", real=True)

    def closed(places: Places) -> sp.Expr | None:
        require("nonzero", y - 1)
        return sp.Integer(7) if not places else known

    for known in (sp.Integer(3), None, sp.zoo, sp.Integer(7)):
        with collecting() as conditions:
            value = with_exceptions(closed)
        assert value is not None
        assert value.subs(y, 2) == 7
        assert value.subs(y, 1) == (7 if known in (None, sp.zoo) else known)
        assert (("nonzero", y - 1) in conditions) is (known in (None, sp.zoo))


def test_a_finite_sum_stands_for_itself_where_it_has_no_closed_form() -> None:
    """The partial sums of alternating binomials have a closed form that divides by n; for n = 0 they have a value all the same."""
    k, n, m = sp.Symbol("k", integer=True), *(sp.Symbol(name, integer=True, nonnegative=True) for name in "nm")
    with collecting() as conditions:
        value = closed_sum((-1) ** k * sp.binomial(n, k), k, sp.S.Zero, m)
    assert not conditions
    assert [value.subs({n: number, m: 2}).doit() for number in (0, 1, 3)] == [1, 0, 1]


def test_a_factor_that_never_vanishes_asks_for_nothing() -> None:
    """Twice a whole number is never one: nothing is computed anew there, and nothing is required."""
    asked: list[Places] = []

    def closed(places: Places) -> sp.Expr | None:
        asked.append(places)
        require("nonzero", 2 * sp.Symbol("k", integer=True) - 1)
        return sp.Integer(7)

    with collecting() as conditions:
        assert with_exceptions(closed) == 7
    assert (asked, list(conditions)) == ([()], [])
