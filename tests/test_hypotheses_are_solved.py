"""Equations among the hypotheses are solved exactly and lose nothing: what cannot be solved, and what a type asks, stays a restriction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp
from stated import decided, seeded, stated

from verify.points.instances import sample_problem
from verify.statement import Statement

if TYPE_CHECKING:
    from verify.problem import Problem

LET = {"x": "real", "y": "real", "z": "real", "a": "positive", "u": "unit", "n": "natural", "v": "real[2]"}
STAR = {"A": "real[k,k]", "B": "real[k,k]", "S": "symmetric[k]"}


def problem(statement: str, let: dict[str, str] | None = None, **fields: object) -> Problem:
    """The problem of a claim."""
    read = Statement.of(stated(statement, LET if let is None else let, **fields))
    return read.problem(read.elaborator())


def solved(**fields: object) -> dict[str, str]:
    """What the hypotheses solve, as text."""
    found = problem("x + y + z + a + u + n + v[0] + v[1] == 0", **fields).domain.solved
    return {str(symbol): str(value) for symbol, value in found.items()}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (("x == y + 1",), {"x": "y + 1"}),
        (("y**2 == x",), {"x": "y**2"}),
        (("2*x + 3*y == 1",), {"y": "1/3 - 2*x/3"}),
        (("v == [1, x]",), {"v_0": "1", "v_1": "x"}),
        (("x == y", "y == z"), {"x": "z", "y": "z"}),
        (("x == y", "x == 2*z"), {"x": "2*z", "y": "2*z"}),
        (("x**2 == y**2",), {}),
        (("x == x**2",), {}),
        (("x*y == 1",), {}),
        (("x > y",), {}),
    ],
)
def test_what_can_be_solved_is_solved(given: tuple[str, ...], wanted: dict[str, str]) -> None:
    """A symbol alone on a side, or linear with a rational coefficient, is solved; nothing else is."""
    assert solved(given=given) == wanted


@pytest.mark.parametrize(
    "given", [("x == y + 1", "y == z**2"), ("x*y == 1",), ("a == x",), ("v[0] + v[1] == 1", "x == v[0]"), ("x == y", "x == 2*z")]
)
def test_every_drawn_point_meets_the_hypotheses(given: tuple[str, ...]) -> None:
    """At every admissible point the hypotheses, as written, hold exactly, and so do the types."""
    found = problem("x + y + z + a + v[0] + v[1] > 0", given=given)
    plain = problem(" and ".join(given))
    drawn = [point for _ in range(200) if (point := sample_problem(found, seeded(_))) is not None]
    assert drawn
    for point in drawn[:5]:
        values = {
            symbol: value if isinstance(value, sp.Expr) else sp.Rational(int(value.p), int(value.q)) for symbol, value in point.items()
        }
        settled = {symbol: value.subs(values).subs(values) for symbol, value in values.items()}
        residuals = [entry.subs(settled) for goal in plain.goals for entry in goal.residual.entries]
        assert all(sp.expand(residual) == 0 for residual in residuals)
        assert all(settled[symbol] > 0 for symbol in settled if symbol.is_positive)


@pytest.mark.parametrize(
    ("statement", "given"),
    [("x > 0", "a == x"), ("x > 0", "x == a"), ("x < 1", "u == x"), ("x >= 0", "n == x"), ("x != 1/2", "n == x"), ("x <= 0", "a == -x")],
)
def test_a_solved_symbol_keeps_its_type(statement: str, given: str) -> None:
    """Replacing a symbol by its value does not widen the domain: what its type says of the value is never refuted, without it it is."""
    assert decided(statement, LET, given=(given,))["verdict"] in ("proved", "supported", "inconclusive")
    assert decided(statement, LET)["verdict"] == "refuted"


def test_signs_of_types_are_used_in_proofs() -> None:
    """The sign of a solved symbol remains as a hypothesis about its value."""
    hypotheses = problem("x > 0", given=("a == x - 1",)).domain.hypotheses
    assert [(goal.relation, str(goal.residual.item)) for goal in hypotheses] == [("positive", "x - 1")]


def test_a_plain_truth_is_no_hypothesis() -> None:
    """A hypothesis that has become a truth about rational numbers is dropped; one that has become false stays."""
    assert problem("x > 0", given=("x == 1", "x > 0")).domain.hypotheses == ()
    assert len(problem("x > 0", given=("x == 1", "x > 2")).domain.hypotheses) == 1


def test_hypotheses_of_the_other_order_say_the_same() -> None:
    """The verdict does not depend on the order in which hypotheses are written."""
    equations = ("x == y + 1", "y == z**2", "x*z == 2")
    for order in (equations, equations[::-1], equations[1:] + equations[:1]):
        assert decided("x*z == z**3 + z", LET, given=order)["verdict"] == "proved"
        assert decided("x == z**2", LET, given=order)["verdict"] == "refuted"


def test_letters_of_named_dimensions_are_solved() -> None:
    """A matrix alone on a side is replaced in the goals; one that stands on both sides is not."""
    found = problem("B @ A == A @ B", STAR, given=("B == A @ A",))
    assert list(found.domain.letters) == ["B"]
    assert found.domain.hypotheses == ()
    kept = problem("A @ B == B", STAR, given=("B == A @ B",))
    assert dict(kept.domain.letters) == {}
    assert len(kept.domain.hypotheses) == 1


def test_solved_letters_decide() -> None:
    """With the hypothesis the statement is proved for every dimension, without it it is refuted."""
    assert decided("B @ A == A @ B", STAR, given=("B == A @ A",))["verdict"] == "proved"
    assert decided("B @ A == A @ B", STAR)["verdict"] == "refuted"


def test_a_letter_is_solved_once() -> None:
    """Two equations for one letter both count: neither replaces the other, so that no point refutes which violates one of them."""
    vectors = {"S": "symmetric[k]", "s": "real[k]", "u": "real[k]", "v": "real[k]"}
    both = ("S @ u == s", "S @ v == s")
    assert decided("dot(s, u) == dot(s, v)", vectors, given=both)["verdict"] == "proved"
    for one in both:
        assert decided("dot(s, u) == dot(s, v)", vectors, given=(one,))["verdict"] == "refuted"


def test_twins_meet_the_hypotheses_too() -> None:
    """A value that a hypothesis pins does not depend on anything: the second copy of a variable obeys the hypothesis as well."""
    assert decided("free_of(x**2, x)", LET, given=("x == y + 1",))["verdict"] == "proved"
    assert decided("free_of(x**2, x)", LET)["verdict"] == "refuted"
