"""Certified quadrature: the enclosures contain the truth, tails are proven, and what cannot be proven is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mpmath
import pytest
import sympy as sp
from flint import acb, arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from derivations.balls.analytic import Integrand, integrate_analytic
from derivations.balls.breakpoints import breakpoints
from derivations.balls.evaluate import Evaluation, enclose
from derivations.balls.failures import CannotEncloseError
from derivations.balls.second_opinion import second_opinion
from derivations.balls.tails import tail_of_integral, tail_of_series

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

Y = sp.Symbol("y", real=True)
P = sp.Symbol("p", positive=True)
N = sp.Symbol("n", integer=True, nonnegative=True)
M = sp.Symbol("m", real=True)
S, NU = sp.symbols("s nu", positive=True)
POINT = {M: fmpq(5, 3), S: fmpq(2, 7), NU: fmpq(5, 2)}
LINE = (Y, -sp.oo, sp.oo)
RAY = (P, 0, sp.oo)

NORMAL = sp.exp(-((Y - M) ** 2) / (2 * S**2)) / (S * sp.sqrt(2 * sp.pi))
LOGISTIC = sp.exp(-(Y - M) / S) / (S * (1 + sp.exp(-(Y - M) / S)) ** 2)
GUMBEL = sp.exp(-(Y - M) / S - sp.exp(-(Y - M) / S)) / S
LAPLACE = sp.exp(-sp.Abs(Y - M) / S) / (2 * S)
STUDENT = sp.gamma((NU + 1) / 2) / (sp.gamma(NU / 2) * sp.sqrt(sp.pi * NU)) * (1 + Y**2 / NU) ** (-(NU + 1) / 2)
GAMMA = P ** (S - 1) * sp.exp(-P) / sp.gamma(S)

TRUE = {
    "square root near its branch points": (sp.Integral(sp.sqrt(Y**2 + sp.Rational(1, 100)), (Y, -1, 1)), None),
    "absolute value": (sp.Integral(sp.Abs(Y), (Y, -1, 2)), sp.Rational(5, 2)),
    "maximum": (sp.Integral(sp.Max(Y, 1 - Y), (Y, 0, 1)), sp.Rational(3, 4)),
    "branches": (sp.Integral(sp.Piecewise((Y, Y > S), (2, True)), (Y, 0, 1)), 2 * S + (1 - S**2) / 2),
    "Gaussian mass": (sp.Integral(NORMAL, LINE), sp.S.One),
    "Gaussian fourth moment": (sp.Integral(NORMAL * ((Y - M) / S) ** 4, LINE), sp.Integer(3)),
    "Gaussian score squared": (sp.Integral(NORMAL * (((Y - M) / S) ** 2 - 1) ** 2, LINE), sp.Integer(2)),
    "logistic Fisher information": (sp.Integral(LOGISTIC * sp.tanh((Y - M) / (2 * S)) ** 2, LINE), sp.Rational(1, 3)),
    "logistic by exponentials": (sp.Integral(LOGISTIC * (1 - 2 / (1 + sp.exp((Y - M) / S))) ** 2, LINE), sp.Rational(1, 3)),
    "Gumbel score squared": (sp.Integral(GUMBEL * (1 - sp.exp(-(Y - M) / S)) ** 2, LINE), sp.S.One),
    "Gumbel mean": (sp.Integral(GUMBEL * Y, LINE), M + S * sp.EulerGamma),
    "Laplace deviation": (sp.Integral(LAPLACE * sp.Abs(Y - M), LINE), S),
    "Student-t Fisher information": (sp.Integral(STUDENT * ((NU + 1) * Y / (NU + Y**2)) ** 2, LINE), (NU + 1) / (NU + 3)),
    "Cauchy mass": (sp.Integral(1 / (sp.pi * S * (1 + ((Y - M) / S) ** 2)), LINE), sp.S.One),
    "Gamma log moment": (sp.Integral(GAMMA * sp.log(P) ** 2, RAY), sp.polygamma(1, S) + sp.polygamma(0, S) ** 2),
    "Beta log moment": (
        sp.Integral(P ** (S - 1) * (1 - P) ** (NU - 1) / sp.beta(S, NU) * sp.log(1 - P), (P, 0, 1)),
        sp.polygamma(0, NU) - sp.polygamma(0, NU + S),
    ),
    "Weibull log moment": (sp.Integral(NU * P ** (NU - 1) * sp.exp(-(P**NU)) * sp.log(P), RAY), -sp.EulerGamma / NU),
    "Pareto mean": (sp.Integral(NU * S**NU / P ** (NU + 1) * P, (P, S, sp.oo)), NU * S / (NU - 1)),
    "von Mises mean": (
        sp.Integral(sp.exp(NU * sp.cos(Y)) / (2 * sp.pi * sp.besseli(0, NU)) * sp.cos(Y), (Y, -sp.pi, sp.pi)),
        sp.besseli(1, NU) / sp.besseli(0, NU),
    ),
    "Poisson score squared": (sp.Sum(sp.exp(-S) * S**N / sp.factorial(N) * (N / S - 1) ** 2, (N, 0, sp.oo)), 1 / S),
    "Poisson far from zero": (sp.Sum(sp.exp(-90) * sp.Integer(90) ** N / sp.factorial(N) * N, (N, 0, sp.oo)), sp.Integer(90)),
    "geometric mean": (sp.Sum((1 - S) ** N * S * N, (N, 0, sp.oo)), (1 - S) / S),
    "logarithmic mass": (sp.Sum(-(S**N) / (N * sp.log(1 - S)), (N, 1, sp.oo)), sp.S.One),
    "negative binomial mass": (
        sp.Sum(sp.gamma(N + NU) / (sp.gamma(NU) * sp.factorial(N)) * S**N * (1 - S) ** NU, (N, 0, sp.oo)),
        sp.S.One,
    ),
}


@pytest.mark.parametrize(("integral", "truth"), TRUE.values(), ids=TRUE.keys())
def test_the_enclosure_contains_the_closed_form(integral: sp.Expr, truth: sp.Expr | None) -> None:
    """Sixty-four bits give at least fourteen digits, and the closed form (or mpmath) lies in the ball."""
    ball = enclose(integral, POINT, 64)
    assert ball.rel_accuracy_bits() > 46
    if truth is not None:
        assert ball.overlaps(enclose(truth, POINT, 128))
    else:
        with mpmath.workdps(20):
            assert abs(ball - arb(str(mpmath.quad(lambda y: mpmath.sqrt(y * y + mpmath.mpf(1) / 100), [-1, 0, 1])))) < 1e-14


@pytest.mark.parametrize(("integral", "truth"), TRUE.values(), ids=TRUE.keys())
def test_a_value_off_by_a_little_is_excluded(integral: sp.Expr, truth: sp.Expr | None) -> None:
    """The closed form changed in its twelfth digit lies outside of the ball: the enclosures are not wide for comfort."""
    value = enclose(integral, POINT, 64) if truth is None else enclose(truth, POINT, 128)
    assert not enclose(integral, POINT, 64).overlaps(value.mid() + abs(value).mid() * arb(10) ** -12)


@given(st.fractions(min_value=-3, max_value=3, max_denominator=30), st.fractions(min_value="1/5", max_value=4, max_denominator=30))
def test_the_trapezium_of_a_kink_is_exact(place: Fraction, width: Fraction) -> None:
    """|y - c| over an interval around c is an elementary area, wherever the kink lies."""
    c, w = sp.Rational(place.numerator, place.denominator), sp.Rational(width.numerator, width.denominator)
    ball = enclose(sp.Integral(sp.Abs(Y - c), (Y, c - w, c + 2 * w)), {}, 64)
    assert ball.overlaps(enclose(sp.Rational(5, 2) * w**2, {}, 128))
    assert ball.rel_accuracy_bits() > 50


@pytest.mark.parametrize(
    ("naive", "expression", "high", "truth"),
    [
        (lambda z: (z * z + arb(1) / 10000).sqrt(), sp.sqrt(Y**2 + sp.Rational(1, 10000)), 1, "1.000579832986616"),
        (lambda z: acb(abs(z.real)), sp.Abs(Y), 2, "2.5"),
    ],
    ids=["square root", "absolute value"],
)
def test_ignoring_branch_cuts_would_be_wrong(naive: Callable[[acb], acb], expression: sp.Expr, high: int, truth: str) -> None:
    """An integrand that ignores the analytic flag gives a ball far from the truth; the wrapper's ball contains it."""
    wrong = acb.integral(lambda z, _: naive(z), -1, high).real
    right = integrate_analytic(Integrand(expression, Y, Evaluation({}, 64)), arb(-1), arb(high))
    assert abs(right - arb(truth)) < 1e-10
    assert abs(wrong - arb(truth)) > 0.05


REFUSED = {
    "a divergent tail": sp.Integral(1 / P, (P, 1, sp.oo)),
    "a divergent end": sp.Integral(1 / P, (P, 0, 1)),
    "a pole inside": sp.Integral(1 / Y, (Y, -1, 2)),
    "a negative logarithm": sp.Integral(sp.log(Y), (Y, -1, 1)),
    "the root of a negative number": sp.Integral(sp.sqrt(Y), (Y, -1, 1)),
    "no decay": sp.Integral(sp.cos(Y), LINE),
    "conditional convergence": sp.Integral(sp.sin(P) / P, (P, 1, sp.oo)),
    "an unknown function": sp.Integral(sp.airyai(Y), (Y, 0, 1)),
    "from infinity to the left": sp.Integral(sp.exp(-P), (P, sp.oo, 0)),
    "a divergent series": sp.Sum(1 / (N + 1), (N, 0, sp.oo)),
    "a growing series": sp.Sum(sp.Rational(3, 2) ** N, (N, 0, sp.oo)),
    "an alternating series": sp.Sum((-1) ** N / (N + 1), (N, 0, sp.oo)),
    "a Cauchy mean": sp.Integral(Y / (1 + Y**2), LINE),
    "growth": sp.Integral(sp.exp(Y - 5), LINE),
}


@pytest.mark.parametrize("integral", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_proven_is_refused(integral: sp.Expr) -> None:
    """No ball without a proof: divergence, poles, complex values and unknown functions give none."""
    with pytest.raises(CannotEncloseError):
        enclose(integral, POINT, 64)


def test_from_right_to_left_an_integral_is_minus_that_from_left_to_right() -> None:
    """Ends that only a point tells may stand in either order: a kink between them counts, and equal ends leave nothing."""
    upper = sp.Symbol("m", real=True)
    whole = sp.Integral(sp.Abs(Y) + sp.exp(Y), (Y, 0, upper))
    assert abs(enclose(whole, {upper: fmpq(-2)}, 64) - (-2 + arb(-2).exp() - 1)) < 1e-15
    assert enclose(sp.Integral(sp.Abs(Y - 1), (Y, upper, 0)), {upper: fmpq(3)}, 64).overlaps(arb("-2.5"))
    assert enclose(whole, {upper: fmpq(0)}, 64) == 0


@pytest.mark.parametrize(
    ("function", "start", "truth"),
    [
        (sp.exp(-P), 4, lambda r: (-arb(r)).exp()),
        (P**3 * sp.exp(-P), 16, lambda r: arb(r).gamma_upper(4)),
        (P**-3, 8, lambda r: 1 / (2 * arb(r) ** 2)),
        (sp.exp(-(P**2) / 2), 4, lambda r: (arb.pi() / 2).sqrt() * (arb(r) / arb(2).sqrt()).erfc()),
        (1 / (1 + P**2), 4, lambda r: arb.pi() / 2 - arb(r).atan()),
    ],
    ids=["exponential", "Gamma", "Pareto", "Gauss", "Cauchy"],
)
def test_a_tail_bound_lies_above_the_tail(function: sp.Expr, start: int, truth: Callable[[fmpq], arb]) -> None:
    """The proven bound is an upper bound, and within a factor of four of the truth."""
    bound = tail_of_integral(function, P, fmpq(start), {})
    tail = truth(fmpq(start))
    assert tail <= bound
    assert bound < 4 * tail


def test_logarithms_of_growing_exponentials_are_enclosed() -> None:
    """log(exp(t)/2) is t - log 2, in a moment with an exponential density."""
    moment = sp.Integral(sp.log(sp.exp(P) / 2, evaluate=False) * sp.exp(-P), RAY)
    assert enclose(moment, {}, 64).overlaps(enclose(1 - sp.log(2), {}, 128))


def test_a_series_tail_bound_lies_above_the_tail() -> None:
    """The geometric series has its tail in closed form."""
    bound = tail_of_series(sp.Rational(1, 2) ** N, N, fmpq(20), {})
    assert arb(2) ** -19 <= bound
    assert bound < arb(2) ** -17


def test_numeric_quadrature_sees_narrow_and_double_exponential_peaks() -> None:
    """A peak of width 1/1000 far from zero, and the Gumbel density, integrate to one by the numeric fallback too."""
    narrow = NORMAL.subs({M: sp.Rational(777, 10), S: sp.Rational(1, 1000)})
    for density in (narrow, GUMBEL.subs({M: 3, S: sp.Rational(1, 50)}), LAPLACE.subs({M: 5, S: sp.Rational(1, 9)})):
        value = second_opinion(sp.Integral(density, LINE), {}, 25)
        assert abs(value - 1) < mpmath.mpf(10) ** -8


def test_breakpoints_surround_the_peak() -> None:
    """Some break lies within the peak and some on either side of it."""
    found = breakpoints(lambda y: mpmath.exp(-(((y - 40) * 30) ** 2)), -mpmath.inf, mpmath.inf)
    assert any(abs(place - 40) < 0.02 for place in found)
    assert any(39 < place < 39.99 for place in found)
    assert any(40.01 < place < 41 for place in found)
