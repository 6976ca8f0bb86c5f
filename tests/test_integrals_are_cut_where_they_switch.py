"""Integrals and expectations of what switches: in closed form piece by piece, and left alone where the order of the places is open."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from stated import decided

from derivations.integrals.gaussian_parts import integral_of_gaussian_part
from derivations.integrals.pieces import MOST, integral_in_pieces
from derivations.limits.known import knowing
from derivations.normal_form import Facts
from verify import closed_forms

LET = {"a": "real", "b": "positive", "s": "positive", "m": "real", "p": "unit", "k": "positive", "t": "real"}
x = sp.Symbol("x", real=True)
a, p = sp.symbols("a p", real=True)
b = sp.Symbol("b", positive=True)
TAIL = "E((1 if x > a else 0), x, {law})"


@pytest.mark.parametrize(
    "claim",
    [
        "E((1 if x > a else 0), x, Normal(m, s)) == (1 - erf((a - m)/(s*sqrt(2))))/2",
        "E((x if x > 0 else 0), x, Normal(m, s)) == m*(1 + erf(m/(s*sqrt(2))))/2 + s*exp(-m**2/(2*s**2))/sqrt(2*pi)",
        "E((x if abs(x) < b else 0)**2, x, Normal(0, s)) == s**2*(erf(b/(s*sqrt(2))) - sqrt(2/pi)*b/s*exp(-b**2/(2*s**2)))",
        "diff(E((x if x > 0 else 0), x, Normal(m, s)), m) == E((1 if x > 0 else 0), x, Normal(m, s))",
        "diff(E((1 if x < t else 0), x, Normal(0, 1)), t) == exp(-t**2/2)/sqrt(2*pi)",
        "E(erf(a*x + t), x, Normal(m, s)) == erf((a*m + t)/sqrt(1 + 2*a**2*s**2))",
        "E((x - s if x > s else 0), x, Exponential(b)) == exp(-s*b)/b",
        f"{TAIL.format(law='Logistic(m, s)')} == sigmoid((m - a)/s)",
        f"{TAIL.format(law='Cauchy(m, s)')} == 1/2 - atan((a - m)/s)/pi",
        "integrate(abs(x), x, 2, -1) == -5/2",
        "integrate((1 if x**2 < 1 else 2), x, 0, 3) == 5",
        "integrate((1 if x == 1 else 2), x, 0, 3) == 6",
        "integrate(abs(x - p), x, 0, 1) == p**2 - p + 1/2",
    ],
)
def test_known_values_are_proved(claim: str) -> None:
    """Tails, rectified means, probit means and absolute values; the sign of an interval that runs backwards; what a type says of an end."""
    assert decided(claim, LET)["verdict"] == "proved"


@pytest.mark.parametrize(
    "claim",
    [
        "E((x - a if x > a else 0), x, Exponential(b)) == exp(-a*b)/b",
        "E((1 if x > a else 0), x, Laplace(m, s)) == exp(-(a - m)/s)/2",
        "integrate(abs(x - a), x, 0, 1) == a**2 - a + 1/2",
        "integrate(abs(x), x, a, a + 1) == a + 1/2",
        "integrate(abs(x), x, 2, -1) == -3/2",
        "subs(integrate(abs(x - p), x, 0, 1), p, 2) == 5/2",
        "E(erf(a*x + t), x, Normal(m, s)) == erf((a*m + t)/sqrt(1 + a**2*s**2))",
        "diff(E((1 if x < t else 0), x, Normal(0, 1)), t) == 0",
    ],
)
def test_false_values_are_refuted(claim: str) -> None:
    """Formulas that hold for one order of the places only, and a value that is moved where its type's bounds do not hold."""
    assert decided(claim, LET)["verdict"] == "refuted"


def test_a_hypothesis_orders_the_places() -> None:
    """With it the formula is proved, without it refuted."""
    claim = "E((1 if x < s else 0), x, Uniform(0, b)) == s/b"
    assert decided(claim, LET, given=["s < b"])["verdict"] == "proved"
    assert decided(claim, LET)["verdict"] == "refuted"


@pytest.mark.parametrize(
    ("integrand", "low", "high"),
    [
        (sp.Abs(x - a), sp.S.Zero, sp.S.One),  # a may lie before, between or behind the ends
        (sp.Abs(a * x), sp.S.Zero, sp.S.One),  # the slope has any sign
        (sp.Abs(x), a, p),  # the ends may lie in any order
        (sp.sign(x - a) * sp.sign(x - p) * sp.exp(-(x**2)), -sp.oo, sp.oo),  # of two places either may come first
        (sp.Abs(sp.sin(x)), sp.S.Zero, sp.pi * 2),  # not affine
        (sp.Piecewise((1 / x, x > 0), (0, True)), -sp.S.One, sp.S.One),  # a piece that diverges
        (sum(sp.Abs(x - n) for n in range(MOST + 1)), -sp.S.One, sp.Integer(20)),  # too many places
        (x**2, sp.S.Zero, sp.S.One),  # nothing switches
    ],
)
def test_what_is_open_stays_open(integrand: sp.Expr, low: sp.Expr, high: sp.Expr) -> None:
    """No order is guessed."""
    assert integral_in_pieces(integrand, x, low, high) is None


def test_facts_of_the_statement_order_the_places() -> None:
    """They hold inside of their block only."""
    with knowing(Facts(positive=(p, 1 - p))):
        assert sp.expand(integral_in_pieces(sp.Abs(x - p), x, sp.S.Zero, sp.S.One) - (p**2 - p + sp.Rational(1, 2))) == 0
    assert integral_in_pieces(sp.Abs(x - p), x, sp.S.Zero, sp.S.One) is None


@pytest.mark.parametrize(
    "integrand",
    [
        x * sp.exp(x**2),  # grows
        x * sp.exp(-a * x**2),  # may grow
        sp.exp(-(x**3)),
        sp.sin(x) * sp.exp(-(x**2)),
        x**40 * sp.exp(-(x**2)),
    ],
)
def test_what_is_no_polynomial_times_a_gaussian_is_left(integrand: sp.Expr) -> None:
    """The rule says no."""
    assert integral_of_gaussian_part(integrand, x, sp.S.Zero, b) is None
    assert integral_of_gaussian_part(sp.exp(-(x**2)), x, -sp.oo, sp.oo) is None


NUMBERS = st.fractions(min_value=-3, max_value=3, max_denominator=8).map(lambda number: sp.Rational(number.numerator, number.denominator))


@given(NUMBERS, NUMBERS, NUMBERS, st.integers(0, 4), st.sampled_from([None, sp.oo]))
def test_gaussian_parts_have_the_value_of_quadrature(
    low: sp.Rational, width: sp.Rational, slope: sp.Rational, power: int, end: sp.Expr | None
) -> None:
    """Any ends in any order, one of them infinite, any tilt: equal to 40 digits of mpmath's quadrature."""
    high = end or low + width
    integrand = (x - 1) ** power * sp.exp(-3 * x**2 / 4 + slope * x)
    closed = integral_of_gaussian_part(integrand, x, low, high)
    with mpmath.workdps(50):
        function = sp.lambdify(x, integrand, "mpmath")
        ends = [mpmath.mpf(low.p) / low.q, mpmath.inf if end else mpmath.mpf(high.p) / high.q]
        expected = mpmath.quad(function, [ends[0], ends[0] + 4, mpmath.inf] if end else ends)
        assert abs(mpmath.mpf(sp.N(closed, 50)) - expected) < mpmath.mpf(10) ** -35 * (1 + abs(expected))


def test_a_wrong_piece_is_disputed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted rule that forgets the direction is found by the enclosure of the integral, which differs from its closed form."""
    monkeypatch.setattr("derivations.integrals.pieces._closed", lambda *_: sp.Rational(3, 4))
    assert decided("integrate(abs(x), x, 2, -1) == -3/2", LET)["verdict"] == "disputed"


def test_the_word_of_balls_is_enough_to_dispute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second evaluator covers nothing, a closed form outside of the enclosure is a finding as well."""

    def silent(*_: object) -> None:
        raise closed_forms.CannotEncloseError

    monkeypatch.setattr(closed_forms, "second_opinion", silent)
    monkeypatch.setattr("derivations.integrals.pieces._closed", lambda *_: sp.Rational(3, 4))
    assert decided("integrate(abs(x), x, -1, 2) == 3/2", LET)["verdict"] == "disputed"
