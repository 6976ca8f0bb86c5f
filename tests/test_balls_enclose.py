"""Enclosures contain the value: every row of the ball table against mpmath and SymPy, and the arithmetic around it."""

from __future__ import annotations

import random
from dataclasses import replace

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from derivations.balls.evaluate import Evaluation, enclose
from derivations.balls.failures import NotCoveredError, NotDefinedError, UndecidedError
from derivations.balls.functions import FUNCTIONS, TWO_ARGUMENT_FORMS, BallFunction
from derivations.balls.point import JetValues, Point
from derivations.balls.second_opinion import DECIMAL_FUNCTIONS, second_opinion
from derivations.balls.self_test import TableError, agrees, check_row, checked_function, draw
from derivations.jets import jet_function

ROWS = sorted([*FUNCTIONS.items(), *TWO_ARGUMENT_FORMS.items()], key=lambda row: (row[0], len(row[1].domain)))
X, Y = sp.Symbol("x", real=True), sp.Symbol("y", real=True)
K = sp.Symbol("k", positive=True)
FRACTIONS = st.builds(fmpq, st.integers(-60, 60), st.integers(1, 40))
POSITIVE = st.builds(fmpq, st.integers(1, 60), st.integers(1, 40))


@pytest.mark.parametrize(("name", "row"), ROWS, ids=lambda value: value if isinstance(value, str) else str(len(value.domain)))
def test_every_row_agrees_with_mpmath(name: str, row: BallFunction) -> None:
    """A ball function and its decimal counterpart agree to 40 digits at random exact arguments of the domain."""
    check_row(name, row, DECIMAL_FUNCTIONS[name], rounds=12, seed=7)


@pytest.mark.parametrize(("name", "row"), ROWS, ids=lambda value: value if isinstance(value, str) else str(len(value.domain)))
def test_every_row_means_what_sympy_means(name: str, row: BallFunction) -> None:
    """The arguments stand in SymPy's order: SymPy's own evaluation is the third opinion."""
    generator = random.Random(3)  # noqa: S311 - reproducible, not secret
    for _ in range(3):
        numbers = [draw(wanted, generator) for wanted in row.domain]
        head = getattr(sp, name)
        expected = sp.N(head(*(sp.Rational(int(number.p), int(number.q)) for number in numbers), evaluate=False), 40)
        with mpmath.workdps(50):
            assert agrees(row(*map(arb, numbers)), mpmath.mpf(str(expected)), fmpq(1, 10**14))


SWAPPED = sorted(name for name, row in ROWS if len(row.domain) == 2 and name not in ("beta", "polygamma"))


@pytest.mark.parametrize("name", SWAPPED)
def test_swapped_arguments_are_caught(name: str) -> None:
    """A row whose ball function takes its two arguments in the other order fails the self-test."""
    row = FUNCTIONS[name] if len(FUNCTIONS[name].domain) == 2 else TWO_ARGUMENT_FORMS[name]
    swapped = replace(row, evaluate=lambda a, b: row.evaluate(b, a))
    with pytest.raises((TableError, NotDefinedError, UndecidedError)):
        check_row(name, swapped, DECIMAL_FUNCTIONS[name], rounds=6)


def test_swapped_polygamma_is_caught() -> None:
    """The trap itself: z.polygamma(order), not order.polygamma(z)."""
    swapped = replace(FUNCTIONS["polygamma"], evaluate=lambda a, b: FUNCTIONS["polygamma"].evaluate(b, a))
    with pytest.raises((TableError, NotDefinedError, UndecidedError)):
        check_row("polygamma", swapped, DECIMAL_FUNCTIONS["polygamma"], rounds=6)


def test_a_slightly_wrong_row_is_caught() -> None:
    """An error in the thirtieth digit of a row fails the self-test."""
    wrong = replace(FUNCTIONS["erf"], evaluate=lambda x: x.erf() * (1 + arb(10) ** -30))
    with pytest.raises(TableError, match="Mend its row"):
        check_row("erf", wrong, DECIMAL_FUNCTIONS["erf"], rounds=1)


def test_a_missing_row_is_not_covered() -> None:
    """A function without a row has no enclosure, and says so."""
    with pytest.raises(NotCoveredError, match="airyai"):
        checked_function("airyai", 1)
    with pytest.raises(NotCoveredError):
        enclose(sp.airyai(X), {X: fmpq(1)}, 64)
    with pytest.raises(NotCoveredError):
        enclose(X + Y, {X: fmpq(1)}, 64)


ONE = sp.sin(X + 1) ** 2 + sp.cos(X + 1) ** 2  # a ball around one
EXPRESSIONS = [
    sp.exp(X) * sp.cos(Y) / (1 + X**2),
    sp.log(1 + sp.exp(X)) - sp.tanh(Y / 3),
    sp.polygamma(1, K) - sp.log(K) * sp.erf(X),
    sp.besselk(2, K) / sp.besseli(0, K) + sp.loggamma(K),
    sp.Piecewise((X, X > Y), (Y**2, True)) + sp.Abs(X - Y) + sp.Max(X, Y),
    sp.sqrt(K) + K ** sp.Rational(-5, 3) + K**X,
    sp.binomial(K, sp.Rational(1, 2)) + sp.factorial(K) + sp.zeta(1 + K),
    sp.sign(X) * sp.floor(Y) + sp.Min(X, 0),
]


@given(FRACTIONS, FRACTIONS, POSITIVE, st.sampled_from(EXPRESSIONS))
def test_the_enclosure_contains_the_second_opinion(x: fmpq, y: fmpq, k: fmpq, expression: sp.Expr) -> None:
    """At random points the ball, widened by rounding, contains the independent decimal value."""
    point = {X: x, Y: y, K: k}
    with mpmath.workdps(50):
        assert agrees(enclose(expression, point, 192), second_opinion(expression, point, 50))


@given(FRACTIONS, FRACTIONS)
def test_rational_arithmetic_stays_exact(x: fmpq, y: fmpq) -> None:
    """Rational functions of rationals are rationals, not balls; square roots of squares too."""
    value = Evaluation({X: x, Y: y}, 64).number(sp.sqrt((X + Y) ** 2 + 1 - 1) * 3 - sp.exp(X - X) + sp.Abs(Y))
    assert value == 3 * abs(x + y) - 1 + abs(y)


@given(FRACTIONS)
def test_more_bits_give_a_ball_inside(x: fmpq) -> None:
    """Precision shrinks the radius and keeps the balls overlapping."""
    expression = sp.exp(sp.sin(X)) - sp.log(2 + sp.cos(X))
    rough, fine = (enclose(expression, {X: x}, bits) for bits in (64, 256))
    assert rough.overlaps(fine)
    assert fine.rad() < rough.rad() * arb(2) ** -150


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        (1 / X, NotDefinedError),
        (sp.log(X), NotDefinedError),
        (sp.log(X - 1), NotDefinedError),
        (sp.sqrt(X - 1), NotDefinedError),
        (sp.gamma(X - 2), NotDefinedError),
        (sp.asin(X + 2), NotDefinedError),
        (sp.polygamma(1, X), NotDefinedError),
        (sp.Piecewise((1, X > 0)), NotDefinedError),
        (1 / (ONE - 1), UndecidedError),
        (sp.log(ONE - 1), UndecidedError),
        (sp.sign(ONE - 1), UndecidedError),
        (sp.floor(ONE), UndecidedError),
        (sp.Piecewise((1, ONE > 1), (2, True)), UndecidedError),
    ],
)
def test_not_defined_and_undecided_differ(expression: sp.Expr, error: type[Exception]) -> None:
    """A pole is no value at any precision; a branch that the ball cannot decide may have one."""
    with pytest.raises(error):
        enclose(expression, {X: fmpq(0)}, 64)


def test_a_solved_symbol_is_evaluated_through_its_expression() -> None:
    """A point may give a symbol a closed form in others."""
    ball = enclose(K**2 - X**2, {K: sp.sqrt(1 + X**2), X: fmpq(2, 7)}, 128)
    assert ball.contains(1)
    assert not ball.contains(1 + arb(10) ** -20)


def test_sums_with_symbolic_bounds_are_added_term_by_term() -> None:
    """A finite sum over integers is exact; a sum with a fractional bound has no value."""
    n = sp.Symbol("n", integer=True, nonnegative=True)
    j = sp.Symbol("j", integer=True)
    series = sp.Sum(j**2, (j, 0, n - 1))
    assert Evaluation({n: fmpq(10)}, 64).number(series) == 285
    assert Evaluation({n: fmpq(0)}, 64).number(series) == 0
    assert Evaluation({n: fmpq(4)}, 64).number(sp.Product(j + 1, (j, 1, n))) == 120
    with pytest.raises(NotCoveredError):
        enclose(series, {n: fmpq(1, 2)}, 64)


def test_jets_at_one_place_have_one_value() -> None:
    """Derivatives of arbitrary functions are independent numbers unless they are the same derivative at the same place."""
    point = Point({X: fmpq(3, 7)}, JetValues("seed"))
    evaluation = Evaluation(point, 64)
    square, written_out = jet_function("h", ((X + 1) ** 2,)), jet_function("h", (X**2 + 2 * X + 1,))
    assert evaluation.number(square) == evaluation.number(written_out)
    assert evaluation.number(square) != evaluation.number(jet_function("h", (X,)))
    assert evaluation.number(square) != evaluation.number(jet_function("g", ((X + 1) ** 2,)))


def test_jets_at_places_that_may_coincide_are_undecided() -> None:
    """Two irrational places that balls cannot tell apart give no value: they might be one place."""
    evaluation = Evaluation(Point({X: fmpq(3, 7)}, JetValues("seed")), 64)
    evaluation.number(jet_function("h", (sp.sin(X) ** 2,)))
    with pytest.raises(UndecidedError):
        evaluation.number(jet_function("h", (1 - sp.cos(X) ** 2,)))
