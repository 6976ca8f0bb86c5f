"""A number that is known by a change of sign is a witness: exact, told by two rational numbers, and confirmed by both evaluators."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from flint import fmpq
from stated import decided, seeded, stated

from derivations.balls import exact_zero
from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.implicit_root import ImplicitRoot
from derivations.balls.point import Point
from derivations.balls.precision import working
from derivations.balls.second_opinion import second_opinion
from verify.points.near_zero import near_zero
from verify.points.sign_changes import beside, roots_between
from verify.statement import Statement

X, Y, A = sp.Symbol("x", real=True), sp.Symbol("y", real=True), sp.Symbol("a", positive=True)
REFUTED = [
    ("(gamma(a) - 6)**2 > 0", "positive"),
    ("(gamma(a) - 5)**2 > 0", "positive"),
    ("(sqrt(a) - 2)**2 > 0", "positive"),
    ("digamma(a)**2 > 0", "positive"),
    ("a**a != 2", "positive"),
    ("abs(sin(a) + cos(a)) > 0", "real"),
    ("abs(a**3 - a - 1) > 0", "real"),
    ("cos(a) != a", "real"),
    ("(exp(a) - a - 2)**2*(a**2 + 1) > 0", "real"),
    ("exp(-(a - cos(a))**2) < 1", "real"),
    ("kl(Normal(0, 1), Normal(cos(a) - a, 1)) > 0", "real"),
    ("(1 if cos(a) == a else 0) == 0", "real"),
    ("rank([[a**5 - a - 1, 0], [0, 1]]) == 2", "real"),
    ("pd([[1 + (a**5 - a - 1)**2, 1], [1, 1]])", "real"),
    ("(a**3 - a - 1)**2 >= 1/10**9", "real"),
    ("(gamma(a) - 3)**2 >= 1/10**9", "positive"),
]
NOT_REFUTED = [
    ("digamma(a) != 0", "unit"),
    ("(a**3 - a - 1)**2 + a**2 > 0", "real"),
    ("(gamma(a) - 1/2)**2 > 0", "positive"),
    ("abs(exp(a) - a) > 0", "real"),
    ("kl(Normal(0, 1), Normal(cos(a) - a, 2)) > 0", "real"),
]
FALLING = [
    ("kl(Poisson(a), Poisson(exp(-a))) > 0", {"a": "positive"}),
    ("kl(Exponential(a), Exponential(exp(-a))) != 0", {"a": "positive"}),
    ("(exp(x) - y)**2 + (x**3 - y - 5)**2 > 0", {"x": "real", "y": "real"}),
]
AWAY = [  # what falls to zero does so where the statement is not asserted
    ("exp(log((cos(x) - x)**2)) > 0", {"x": "real"}, ()),
    ("(gamma(x) - 5)**2*exp(x) > 0", {"x": "positive"}, ("gamma(x) != 5", "x > 1")),
    ("besselk(0, x) > 0", {"x": "positive"}, ()),
]


@pytest.mark.parametrize(("statement", "kind"), REFUTED)
def test_a_change_of_sign_refutes(statement: str, kind: str) -> None:
    """Strict statements fail where a part vanishes, bounds beside such a place."""
    record = decided(statement, {"a": kind})
    assert (record["verdict"], record["grade"]) == ("refuted", "certified"), record["evidence"]


@pytest.mark.parametrize(("statement", "kind"), NOT_REFUTED)
def test_true_statements_are_not_refuted(statement: str, kind: str) -> None:
    """A root outside of the domain, or of one part of a sum, or none, is no witness."""
    assert decided(statement, {"a": kind})["verdict"] in ("proved", "supported", "inconclusive")


@pytest.mark.parametrize(("statement", "let"), FALLING)
def test_what_falls_to_zero_has_no_support(statement: str, let: dict[str, str]) -> None:
    """Where no part vanishes by itself, a descent finds the place; that proves nothing, and is said."""
    record = decided(statement, let)
    assert record["verdict"] == "inconclusive"
    assert "falls to zero near" in record["reason"]


@pytest.mark.parametrize(("statement", "let", "given"), AWAY)
def test_a_zero_outside_of_the_statement_is_no_doubt(statement: str, let: dict[str, str], given: tuple[str, ...]) -> None:
    """Where a side condition or a hypothesis excludes the zero, or it lies at infinity, support stays."""
    assert decided(statement, let, given=given)["verdict"] in ("proved", "supported")


def test_a_change_of_sign_without_an_enclosure_refuses_support() -> None:
    """The zeta function has no derivative here, so its root is no witness; eight points may all lie on one side of it."""
    doubts = []
    for statement in ("zeta(a + 1) != 2", "zeta(a + 1) != 1"):
        asked = Statement.of(stated(statement, {"a": "positive"}))
        doubts.append(near_zero(asked.problem(asked.elaborator()), seeded()))
    assert doubts[0] is not None
    assert (doubts[0].verdict, doubts[0].detail) == ("inconclusive", "what should not vanish changes its sign as a moves")
    assert doubts[1] is None


def test_nobody_writes_out_functions_of_huge_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 2**1000 a difference may vanish to within its ball; the normal form, which would add 2**1000 fractions, is not asked."""
    monkeypatch.setattr(exact_zero, "decide_zero", lambda _: pytest.fail("the normal form was asked"))
    far = Evaluation(Point({A: fmpq(2) ** 1000}), 256)
    assert not exact_zero.is_exact_zero(sp.digamma(A) - sp.log(A), far)
    assert not exact_zero.is_exact_zero(2**A * sp.exp(-A * sp.log(2)) - 1, far)


def test_the_witness_tells_the_number() -> None:
    """The point names the equation and the ends; both sides are exact."""
    witness = decided("(gamma(a) - 5)**2 > 0", {"a": "positive"})["witness"]
    assert witness["point"]["a"].startswith("the root of gamma(a) - 5 between ")
    assert witness["lhs"] == "0"
    assert witness["enclosure"] == "0"


@pytest.mark.parametrize(
    ("body", "low", "high"),
    [
        (X**2 - 2, -2, 2),  # two roots: no sign changes
        ((X - 1) * (X - 2) * (X - 3), 0, 4),  # three: the slope changes its sign
        (X**3, -1, 1),  # the slope vanishes at the root
        (1 / X, -1, 1),  # a pole
        (sp.tan(X), 1, 2),  # a pole
        (sp.atan(sp.tan(X)), 1, 2),  # a jump that the slope, which is one, has forgotten
        (sp.floor(X) - sp.Rational(1, 2), 0, 2),  # a jump
        (sp.Abs(X) * X - 1, 0, 2),  # nobody looks at kinks
        (X**2 + 1, 0, 1),  # no root
        (X, 0, 1),  # at an end
    ],
    ids=str,
)
def test_what_is_no_single_crossing_has_no_enclosure(body: sp.Expr, low: int, high: int) -> None:
    """Existence and uniqueness are checked before anything rests on the number."""
    with pytest.raises(CannotEncloseError):
        ImplicitRoot(body, X, sp.Integer(low), sp.Integer(high)).enclosure(256)


@pytest.mark.parametrize("precision", [64, 256, 1024])
def test_the_enclosure_is_sharp_and_both_evaluators_agree(precision: int) -> None:
    """Newton's method in intervals ends at a few units of the precision; mpmath finds the same number."""
    root = ImplicitRoot(sp.cos(X) - X, X, sp.Rational(7, 10), sp.Rational(8, 10))
    ball = root.enclosure(precision)
    assert ball.rel_accuracy_bits() > precision - 8
    with mpmath.workdps(precision):
        value = mpmath.findroot(lambda at: mpmath.cos(at) - at, 0.74)
    decimals = second_opinion(X, {X: root}, precision)
    with mpmath.workdps(precision):
        assert abs(decimals - value) < mpmath.mpf(10) ** (5 - precision)
    with working(precision):
        assert ball.overlaps(Evaluation({X: root}, precision).number(X))
        assert abs(float(ball.mid()) - float(value)) < 1e-15


def test_only_its_own_equation_is_zero_at_a_root() -> None:
    """The number belongs to one coordinate and to the values of the others."""
    root = ImplicitRoot(sp.exp(X) - sp.Rational(3, 7), X, sp.Integer(-1), sp.Integer(0))
    at = Evaluation({X: root, Y: fmpq(3, 7)}, 256)
    assert at.sign(sp.exp(X) - Y) == 0
    assert at.sign((sp.exp(X) - Y) ** 2 + 1) == 1
    assert Evaluation({X: root, Y: fmpq(3, 8)}, 256).sign(sp.exp(X) - Y) == 1
    with pytest.raises(CannotEncloseError):
        Evaluation({X: root, Y: fmpq(3, 7)}, 256).sign(2 * sp.exp(X) - sp.Rational(6, 7))


def test_an_equation_without_a_root_is_zero_nowhere() -> None:
    """What claims to be a root of exp(x) + 1 gives neither a number nor a zero."""
    for asked in (X, sp.exp(X) + 1):
        with pytest.raises(CannotEncloseError):
            Evaluation({X: ImplicitRoot(sp.exp(X) + 1, X, sp.Integer(-1), sp.Integer(1))}, 64).number(asked)


def test_roots_of_short_analytic_expressions_are_told() -> None:
    """Up to three, next to zero first, within the sign of the symbol; numbers beside them come closer."""
    roots = roots_between(sp.gamma(A) - 5, A)
    assert [round(float(root.enclosure(64).mid()), 4) for root in roots] == [0.1845, 3.8524]
    assert roots_between(X + 2 - sp.exp(X), Y) == []
    assert roots_between(A + 1, A) == []
    assert roots_between(sp.Abs(X) - 1, X) == []
    distances = [abs(number - fmpq(38524, 10000)) for number in beside(roots[1])]
    assert distances[-1] < fmpq(1, 1000)
