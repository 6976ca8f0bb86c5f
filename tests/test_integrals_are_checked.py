"""Integrals and sums in closed form agree with numbers; a wrong antiderivative or closed form is refused, wherever it comes from."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from stated import decided

from derivations.balls.failures import NotCoveredError
from derivations.balls.integrals import certified_integral
from derivations.balls.second_opinion import second_opinion
from derivations.integrals import antiderivative, closed_integral, closed_sum, sums

X, Y = sp.symbols("x y", real=True)
A, B = sp.symbols("a b", positive=True)
K = sp.Symbol("k", integer=True)
N = sp.Symbol("n", integer=True, nonnegative=True)
O, I = sp.Integer(0), sp.Integer(1)  # noqa: E741 - the ends zero and one
AT = {A: sp.Rational(7, 5), B: sp.Rational(9, 4), Y: sp.Rational(3, 4), N: sp.Integer(6)}
TOLERANCE = 1e-9

INTEGRALS = [
    (X**2, O, I),
    (sp.exp(-(X**2)), -sp.oo, sp.oo),
    (X**4 * sp.exp(-A * X**2), -sp.oo, sp.oo),
    (X ** (A - 1) * sp.exp(-B * X), O, sp.oo),
    (X ** (A - 1) * (1 - X) ** (B - 1), O, I),
    (1 / (1 + X**2), -sp.oo, sp.oo),
    (1 / X, I, B),
    (sp.log(X), O, I),
    (sp.cos(X) * sp.exp(-X), O, sp.oo),
    (sp.sqrt(1 - X**2), -I, I),
    (sp.exp(-X * Y), O, I),
    (X * Y, O, Y),
    (sp.sin(X) ** 2, O, sp.pi),
]
SUMS = [
    (K**3, O, N),
    (A**K, O, N - 1),
    (sp.binomial(N, K), O, N),
    (K * sp.binomial(N, K) * A**K, O, N),
    (A**K / sp.factorial(K), O, sp.oo),
    (K**2 * A**K / sp.factorial(K), O, sp.oo),
    (1 / (K * (K + 1)), I, sp.oo),
    (1 / K**2, I, sp.oo),
    ((A / 5) ** K, O, sp.oo),
]
NO_INTEGRAL = [(1 / X, -I, I), (1 / X**2, -I, I), (sp.sin(X), O, sp.oo), (sp.exp(X), O, sp.oo), (1 / X, I, sp.oo), (sp.tan(X), O, sp.pi)]
NO_SUM = [(sp.Integer(2) ** K, O, sp.oo), (1 / K, I, sp.oo), (K, sp.Integer(3), N), (sp.factorial(K), O, sp.oo)]


def number(expression: sp.Expr) -> complex:
    """The value at the point of this file."""
    return complex(sp.N(expression.xreplace(AT), 20))


@pytest.mark.parametrize(("integrand", "low", "high"), INTEGRALS, ids=str)
def test_integral_agrees_with_quadrature(integrand: sp.Expr, low: sp.Expr, high: sp.Expr) -> None:
    """The closed form has the value that tanh-sinh quadrature finds."""
    found = closed_integral(integrand, X, low, high)
    assert not found.has(sp.Integral)
    function = sp.lambdify(X, integrand.xreplace(AT), "mpmath")
    ends = [mpmath.mpf(str(sp.N(end.xreplace(AT), 20)).replace("oo", "inf")) for end in (low, high)]
    assert abs(number(found) - mpmath.quad(function, [ends[0], *([0] if ends[0] < 0 else []), ends[1]])) < TOLERANCE


@pytest.mark.parametrize(("term", "low", "high"), SUMS, ids=str)
def test_sum_agrees_with_its_terms(term: sp.Expr, low: sp.Expr, high: sp.Expr) -> None:
    """The closed form has the value of the sum of the terms."""
    found = closed_sum(term, K, low, high)
    assert not found.has(sp.Sum)
    function = sp.lambdify(K, term.xreplace(AT), "mpmath")
    last = mpmath.inf if high == sp.oo else int(high.xreplace(AT))
    assert abs(number(found) - mpmath.nsum(function, [int(low), last])) < TOLERANCE


@pytest.mark.parametrize(("integrand", "low", "high"), NO_INTEGRAL, ids=str)
def test_integral_that_does_not_exist_has_no_value(integrand: sp.Expr, low: sp.Expr, high: sp.Expr) -> None:
    """Poles inside, growth and oscillation leave the integral unevaluated."""
    assert closed_integral(integrand, X, low, high).has(sp.Integral)


@pytest.mark.parametrize(("term", "low", "high"), NO_SUM, ids=str)
def test_sum_that_does_not_exist_has_no_value(term: sp.Expr, low: sp.Expr, high: sp.Expr) -> None:
    """Divergent sums, and sums whose range may run backwards, stay unevaluated."""
    assert closed_sum(term, K, low, high).has(sp.Sum)


def test_logarithms_that_pass_through_zero_are_no_antiderivatives() -> None:
    """The logarithm of x**2 - 1 has the same value at both ends, and two poles between them."""
    assert closed_integral(2 * X / (X**2 - 1), X, -2 * I, 2 * I).has(sp.Integral)


def test_ends_on_the_wrong_side_change_the_sign() -> None:
    """From zero to minus infinity is minus the integral from minus infinity to zero, whatever rule finds that."""
    assert closed_integral(sp.exp(X), X, O, -sp.oo) == -1
    assert closed_integral(sp.exp(-(X**2)), X, O, -sp.oo) == -sp.sqrt(sp.pi) / 2
    assert closed_integral(1 / (1 + X**2), X, O, -sp.oo) == -sp.pi / 2


def test_parameter_that_an_antiderivative_divides_by_may_vanish() -> None:
    """The integral of exp(-x y) over [0, 1] is found by dividing by y, and is 1 where y = 0."""
    value = closed_integral(sp.exp(-X * Y), X, O, I)
    assert value.subs(Y, 0) == 1
    assert sp.expand(value.subs(Y, 2) - (1 - sp.exp(-2)) / 2) == 0


@pytest.mark.parametrize("wrong", [X**3, X**3 / 3 + sp.sign(X), sp.Piecewise((X**3 / 3, X < 0), (X**3 / 3 + 1, True))], ids=str)
def test_wrong_antiderivative_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: sp.Expr) -> None:
    """A candidate with another derivative, or with a jump, gives no value."""
    monkeypatch.setattr(antiderivative, "_found", lambda _: wrong.xreplace({X: antiderivative.PLAIN}))
    assert antiderivative.integral_by_antiderivative(X**2, X, -I, I) is None


def test_wrong_closed_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A candidate that misses the empty sum, or the step, gives no value."""
    for wrong in (lambda n: n * (n + 1) / 2 + 1, lambda n: n**2):
        monkeypatch.setattr(sums, "gosper_sum", lambda _, limits, wrong=wrong: wrong(limits[2]))
        assert sums.sum_by_induction(K, K, O, N) is None


@pytest.mark.parametrize("statement", ["E(1/y**2, y, Normal(0, 1)) >= 0", "E(1/(y**2 - 1), y, Normal(0, 1)) > -100"])
def test_a_pole_inside_the_range_supports_nothing(statement: str) -> None:
    """Sums of a quadrature that do not settle are no value: the integral does not exist, and nothing is said of its sign."""
    assert decided(statement)["verdict"] == "inconclusive"


def test_a_quadrature_says_when_it_does_not_settle() -> None:
    """The second opinion on a smooth integrand stands, that on one with a pole does not."""
    y = sp.Symbol("y", real=True)
    weight = sp.exp(-(y**2) / 2)
    assert second_opinion(sp.Integral(weight * sp.erf(y) ** 2, (y, -sp.oo, sp.oo)), {}, 30) > 0
    with pytest.raises(NotCoveredError, match="does not settle"):
        second_opinion(sp.Integral(weight / y**2, (y, -sp.oo, sp.oo)), {}, 30)


@pytest.mark.parametrize("density", ["pdf(Normal(m, s), y)", "exp(-(y - m)**2)"])
@pytest.mark.parametrize(("low", "high", "sign"), [("oo", "-oo", -1), ("oo", "oo", 0), ("-oo", "-oo", 0)])
def test_an_infinite_end_stands_on_its_side(density: str, low: str, high: str, sign: int) -> None:
    """From right to left an integral is minus that from left to right; from an end to itself it is nothing."""
    let = {"m": "real", "s": "positive"}
    backwards, whole = f"integrate({density}, y, {low}, {high})", f"integrate({density}, y, -oo, oo)"
    assert decided(f"{backwards} == {sign}*{whole}", let)["verdict"] in ("proved", "inconclusive")
    assert decided(f"{backwards} == {whole}", let)["verdict"] in ("refuted", "inconclusive")
    assert decided(f"integrate(exp(-y**2), y, {low}, {high}) == {sign}*sqrt(pi)", let)["verdict"] == "proved"
    assert decided(f"integrate(exp(-y**2), y, {low}, {high}) == sqrt(pi)", let)["verdict"] == "refuted"


def test_certified_quadrature_refuses_ends_on_the_wrong_side() -> None:
    """An integral that is built from right to left has no enclosure, rather than that of the other direction."""
    for ends in ((sp.oo, -sp.oo), (sp.oo, sp.oo), (sp.oo, sp.Integer(0)), (sp.Integer(0), -sp.oo)):
        with pytest.raises(NotCoveredError):
            certified_integral(sp.Integral(sp.exp(-(X**2)), (X, *ends)), {}, 64)


@pytest.mark.parametrize("law", ["Normal(m, s)", "Exponential(s)", "Gamma(s, 2)", "Laplace(m, s)"])
def test_densities_are_seen_to_integrate_to_one(law: str) -> None:
    """The logarithm of the density has no integral, so it is no mutant that could survive."""
    low = "-oo" if "m" in law.split("(")[1] else "0"
    assert decided(f"integrate(pdf({law}, y), y, {low}, oo) == 1", {"m": "real", "s": "positive"})["verdict"] == "proved"


@pytest.mark.parametrize(("end", "kind"), [("x", "real"), ("x", "positive"), ("x/2", "natural")])
def test_a_range_counts_whole_numbers(end: str, kind: str) -> None:
    """Half a term is none: sum(1 for j in range(x)) == x was proved for every positive x."""
    record = decided(f"sum(1 for j in range({end})) == {end}", {"x": kind})
    assert record["verdict"] == "inconclusive"
    assert record["reason"].startswith("Counting: expected whole numbers as the ends of a range, got ")
    assert decided("sum(1 for j in range(x + 1)) == x + 1", {"x": "natural"})["verdict"] == "proved"


@pytest.mark.parametrize(
    "claim",
    [
        "integrate(integrate(1/log(2 + x*y), x, 0, 1), y, 0, 1) >= 0",
        "integrate(integrate(log(2 + sin(x*y)), y, 0, 1), x, 0, m) == integrate(integrate(log(2 + sin(x*y)), x, 0, m), y, 0, 1)",
        "sum(sum(sin(j*k) for j in range(n)) for k in range(n)) == sum(sum(sin(j*k) for k in range(n)) for j in range(n))",
        "diff(integrate(integrate(log(2 + sin(x*y)), y, 0, 1), x, 0, m), m) == integrate(log(2 + sin(m*y)), y, 0, 1)",
        "subs(integrate(integrate(log(2 + m*sin(x*y)), y, 0, 1), x, 0, 1), m, 1/2) > 0",
        "E(integrate(1/log(2 + x*y), x, 0, 1), y, Uniform(0, 1)) > 0",
    ],
)
def test_double_integrals_and_sums_without_a_closed_form_stay_open(claim: str) -> None:
    """They ended the claim with an error of the tool."""
    assert decided(claim, {"m": "unit", "n": "natural"})["verdict"] in ("proved", "supported", "inconclusive")
