"""Integrals over two variables between finite ends are enclosed, and claims about them judged; poles and infinite ends are refused."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq
from stated import decided

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import working
from derivations.balls.second_opinion import second_opinion

x, y, t, a = sp.symbols("x y t a", real=True)
i, j = sp.symbols("i j", integer=True)
LET = {"a": "positive", "n": "natural"}
DIGITS = 30


@pytest.mark.parametrize(
    ("integral", "value"),
    [
        (sp.Integral(sp.exp(x + y), (x, 0, 1), (y, 0, 1)), lambda: (mpmath.e - 1) ** 2),
        (sp.Integral(1 / (1 + x * y), (x, 0, 1), (y, 0, 1)), lambda: mpmath.pi**2 / 12),
        (sp.Integral(x * y, (x, 0, y), (y, 0, 2)), lambda: mpmath.mpf(2)),
        (sp.Integral(sp.cos(x - y), (x, y, 2), (y, 0, 2)), lambda: 1 - mpmath.cos(2)),
        (sp.Integral(sp.exp(x * y), (x, 1, 0), (y, 0, 1)), lambda: -mpmath.hyp2f2(1, 1, 2, 2, 1)),
        (sp.Integral(y * sp.Integral(sp.exp(x * y), (x, 0, 1)), (y, 0, 1)), lambda: mpmath.e - 2),
    ],
)
def test_enclosures_hold_the_value(integral: sp.Expr, value: object) -> None:
    """Against closed forms at thirty digits; both evaluators have it."""
    with mpmath.workdps(DIGITS), working(128):
        exact = mpmath.nstr(value(), DIGITS)  # type: ignore[operator]
        ball = Evaluation({}, 128).number(integral)
        assert arb(ball).overlaps(arb(exact))
        assert arb(ball).rad() < 1e-14
        assert abs(second_opinion(integral, {}, 20) - mpmath.mpf(exact)) < 1e-12


@pytest.mark.parametrize(
    "integral",
    [
        sp.Integral(1 / (x - y), (x, 0, 1), (y, 0, 1)),
        sp.Integral(1 / (x + y - 1), (x, 0, 1), (y, 0, 1)),
        sp.Integral(sp.log(x - y), (x, 0, 1), (y, 0, 1)),
        sp.Integral(1 / (x + y) ** 2, (x, 0, 1), (y, 0, 1)),
        sp.Integral(sp.exp(-(x**2) - y**2), (x, -sp.oo, sp.oo), (y, 0, 1)),
        sp.Integral(x * y * t, (x, 0, 1), (y, 0, 1), (t, 0, 1)),
        sp.Sum(1 / (i + j) ** 3, (i, 1, 9), (j, 1, sp.oo)),
    ],
)
def test_what_has_no_enclosure_is_refused(integral: sp.Expr) -> None:
    """Poles on a line, logarithms of negative numbers, integrals that diverge, infinite ends, three variables."""
    with pytest.raises(CannotEncloseError):
        Evaluation({}, 64).number(integral)


@pytest.mark.parametrize("function", [sp.Abs(x - y), sp.sqrt((x - y) ** 2), sp.sqrt(x + y), sp.Max(x, y)])
def test_kinks_and_ends_with_roots_make_wide_balls_and_no_wrong_ones(function: sp.Expr) -> None:
    """The analytic flag keeps the integrator from formulas for smooth functions; what is left still holds the value."""
    values = {sp.Abs(x - y): fmpq(1, 3), sp.Max(x, y): fmpq(2, 3)}
    ball = arb(Evaluation({}, 64).number(sp.Integral(function, (x, 0, 1), (y, 0, 1))))
    exact = values.get(function)
    root = arb(8) / 15 * (2 * arb(2).sqrt() - 1)  # of sqrt(x + y)
    assert ball.contains(exact) if exact is not None else ball.overlaps(root)


def test_finite_double_sums_are_taken_term_by_term() -> None:
    """Inner ends may depend on the outer index."""
    ball = Evaluation({}, 64).number(sp.Sum(sp.Integer(1) * i * j, (i, 1, j), (j, 1, 9)))
    assert ball == sum(p * q for q in range(1, 10) for p in range(1, q + 1))


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("integrate(integrate(exp(-(x - y)**2), x, 0, 1), y, 0, 1) < 8/10", "refuted"),
        ("integrate(integrate(exp(-a*(x - y)**2), x, 0, 1), y, 0, 1) <= 1/(1 + a)", "refuted"),
        ("E(E(1/(1 + exp(x*y)), x, Uniform(0, 1)), y, Uniform(0, 2)) < 1/2", "supported"),
    ],
)
def test_claims_about_them_are_judged(claim: str, verdict: str) -> None:
    """By certified enclosures and a second evaluator."""
    assert decided(claim, LET)["verdict"] == verdict
