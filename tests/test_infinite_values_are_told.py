"""Comparisons with an infinity: what is finite, what is infinite, and what is not said of either."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import decided

from derivations.extended import extended_value

LET = {"a": "positive", "b": "positive", "r": "positive", "s": "positive", "p": "unit"} | {
    "c": "real",
    "x": "real",
    "n": "natural",
    "k": "positive",
}
TRUE = [
    "kl(Uniform(0, 2*a), Uniform(0, a)) == oo",
    "kl(Poisson(r), Binomial(n, p)) == oo",
    "kl(Normal(0, r), Exponential(r)) == oo and kl(Exponential(r), Normal(0, r)) < oo",
    "kl(Cauchy(0, r), Normal(0, s)) == oo",
    "kl(Normal(0, s), Cauchy(0, r)) < oo",
    "kl(Pareto(1, 1), Exponential(r)) == oo",
    "kl(Exponential(s), InverseGamma(1, r)) == oo",
    "kl(Cauchy(0, r), Laplace(0, s)) == oo",
    "E(x, x, Pareto(s, 1)) == oo",
    "E(abs(x), x, Cauchy(0, s)) == oo",
    "oo == E(1/x, x, Exponential(s))",
    "E(1/x**2, x, InverseGamma(r, 1)) < oo",
    "E(exp(x**2/(2*s**2)), x, Normal(0, s)) == oo",
    "E(x**2, x, Normal(0, s)) != oo",
    "integrate(exp(-x**2)/(1 + x**4), x, 0, oo) < oo",
    "integrate(-exp(x), x, 0, oo) == -oo",
    "sum(1/n for n in range(1, oo)) == oo",
    "limit(-1/x**2, x, 0) == -oo",
    "limit(exp(s*x)/x**9, x, oo) == oo",
    "0 < exp(-a) < oo",
]
FALSE = [
    "kl(Uniform(0, a), Uniform(0, 2*a)) == oo",
    "kl(Uniform(0, 2*a), Uniform(0, a)) < oo",
    "kl(StudentT(3, 0, 1), Normal(0, s)) == oo",
    "kl(Pareto(1, 2), Exponential(r)) == oo",
    "E(exp(x**2/(4*s**2)), x, Normal(0, s)) == oo",
    "integrate(1/x**2, x, 1, oo) == oo",
    "integrate(-exp(x), x, 0, oo) == oo",
    "sum(1/n for n in range(1, oo)) < oo",
    "limit(x**2, x, oo) == -oo",
    "limit(1/x, x, oo) == oo",
    "exp(c) == oo",
]
OPEN = [  # true for some parameters only, or without a value
    "kl(Uniform(0, a), Uniform(0, b)) < oo",
    "kl(Uniform(0, a), Uniform(0, b)) == oo",
    "kl(Pareto(a, 1), Pareto(b, 2)) < oo",
    "kl(Pareto(a, 1), Pareto(b, 2)) == oo",
    "E(x, x, Cauchy(0, 1)) < oo",
    "E(x, x, Cauchy(0, 1)) == oo",
    "E(x, x, Pareto(s, a)) < oo",
    "E(x, x, StudentT(k, 0, 1)) < oo",
    "limit((a - 1)*x, x, oo) == oo",
    "limit(1/x, x, 0) == oo",
    "limit(x*sin(x), x, oo) == oo",
    "integrate(c/x, x, 1, oo) == oo",
    "integrate(x/(1 + x**2), x, -oo, oo) == oo",
    "integrate(x/(1 + x**2), x, -oo, oo) < oo",
    "integrate(1/x**2, x, -1, 1) < oo",
    "integrate(x**(-a), x, 1, oo) < oo",
    "integrate(sin(x)/x, x, 0, oo) == oo",
    "1/c < oo",
    "log(c) < oo",
]


@pytest.mark.parametrize("claim", TRUE)
def test_known_values_are_proved(claim: str) -> None:
    """Divergences of laws with other supports, heavy tails, limits, integrals and series; with a mutant that is killed."""
    assert decided(claim, LET)["verdict"] == "proved"


@pytest.mark.parametrize("claim", FALSE)
def test_known_values_refute(claim: str) -> None:
    """The contrary of them; the witness shows both sides."""
    record = decided(claim, LET)
    assert record["verdict"] == "refuted"
    assert "oo" in (record["witness"]["lhs"] + record["witness"]["rhs"])


@pytest.mark.parametrize("claim", OPEN)
def test_what_depends_is_not_proved(claim: str) -> None:
    """Finite for some parameters and not for others, of terms of both signs, with a pole inside, or without a limit."""
    assert decided(claim, LET)["verdict"] in ("inconclusive", "refuted", "supported")


def test_hypotheses_tell() -> None:
    """What is assumed decides between the two; without it nothing is said."""
    claim = "limit((c - 1)*x, x, oo) == oo"
    assert decided(claim, LET, given=["c > 1"])["verdict"] == "proved"
    assert decided(claim, LET, given=["c < 1"])["verdict"] == "refuted"
    assert decided("E(x, x, Pareto(s, a)) < oo", LET, given=["a > 1"])["verdict"] == "proved"


x = sp.Symbol("x", real=True)
s = sp.Symbol("s", positive=True)


@pytest.mark.parametrize(
    "value",
    [
        sp.Integral(1 / x, (x, 2, 1)),  # from right to left
        sp.Integral(1 / x, (x, sp.oo, 1)),
        sp.Integral(1 / x, (x, -1, 1)),
        sp.Integral(1 / sp.Abs(x), (x, -1, 1)),  # infinite, but not at an end
        sp.Integral(x**s, (x, 0, 1)),
        sp.Sum(1 / x, (x, 0, sp.oo)),  # the first term has no value
        sp.Sum((-1) ** x / x, (x, 1, sp.oo)),
        sp.Integral(x * s, (x, 0, 1), (s, 0, 1)),
        sp.Function("f")(x),
        sp.log(x),
        sp.gamma(x),
        sp.tan(x),
        1 / x,
    ],
)
def test_nothing_is_said_of_others(value: sp.Expr) -> None:
    """Neither finite nor infinite."""
    assert extended_value(value) is None
