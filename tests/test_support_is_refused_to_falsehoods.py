"""Agreement is no support where the contrary is proved, or where an exact root, a zero or a larger size speaks against a statement."""

from __future__ import annotations

import re

import pytest
import sympy as sp
from flint import arb, fmpq
from stated import decided

from derivations.balls.number import power
from derivations.normal_form import decide_zero
from verify.points.roots import roots_in

X = sp.Symbol("x", real=True)
TYPES = {"x": "real", "n": "natural", "m": "natural", "g": "real[K]", "A": "symmetric[K]", "B": "real[K,K]", "f": "smooth(x) -> real"}
TYPES |= {"P": "spd[K]", "e": "nonnegative", "C": "real[M,M]", "r": "simplex[K]"}
OPEN = TYPES | {"q": "simplex[K]"}
REFUTED = [
    "(exp(x) - 2)**2 > 0",
    "(sin(x) - 1/3)**2 > 0",
    "x**3 - 5 != 0",
    "(1 if x**2 == 2 else 0) == 0",
    "(1 if x**3 == 5 else 0) == 0",
    "(1 if exp(x) == 5 else 0) == 0",
    "(1 if x == sqrt(2) else 0) == 0",
    "pd(fisher(Normal(sin(x), 1), [x]))",
    "pd(fisher(Normal(x**3 - 2*x, 1), [x]))",
    "pd(fisher(Normal(x**2 - 2*sqrt(2)*x, 1), [x]))",
    "softplus(x) > x + 1/10**20",
    "n <= 100",
    "factorial(n) <= 10**n",
    "n*m < 3000",
    "n*(n - 1)*(n - 2)*(n - 3)*(n - 4)*(n - 5)*(n - 6)*(n - 7)*(n - 8)*(n - 9) == 0",
    "trace(eye(K)) <= 8 + 0*norm2(g)**2",
    "trace(eye(K)) <= 30 + 0*trace(A)",
    "trace(B @ B.T) > 0",
    "sum(g[j] for j in range(K)) <= K*10",
    "e*trace(P) > 0",
    "e**K*trace(P) > 0",
    "x**2*trace(P) != 0",
    "n*trace(P) > 0",
    "pd(x**2*P)",
    "pd(e*P + x**2*P)",
    "(K - 25)**2*trace(P) > 0",
    "(K**2 - 144)*trace(P) != 0",
    "(K - 1)*(K - 2)*(K - 3)*(K - 4)*(K - 5)*(K - 6)*(K - 7)*(K - 8)*(K - 9)*(K - 10)*(K - 11)*trace(P) == 0",
    "rank([[exp(x) - 3, 0], [0, 1]]) == 2",
    "rank([[x**3 - 5, 0], [0, 1]]) == 2",
    "integrate(1/(t - x)**2, t, 0, 1) == 1/(x - 1) - 1/x + (1 if x > 5 else 0)",
    "sum(x**k for k in range(n)) == (x**n - 1)/(x - 1)*(1 if x != 0 else 2)",
    "f(x)**2 + diff(f(x), x)**2 > 0",
    "softplus(-1000 - x**2) == 0",
    "entropy(Categorical(r)) <= 3",
    "(K - M - 11)*trace(P) + 0*trace(C) != 0",
]
UNSUPPORTED = [
    "erf(100) == 1",
    "erf(x**2 + 100) >= 1",
    "exp(-10**30) == 0",
    "tanh(1000 + x**2) == 1",
    "sigmoid(1000 + x**2) >= 1",
    "K <= 15 + 0*norm2(g)",
    "(K - 25)**2*sum(q[k] for k in range(K)) > 0",
    "sum(q[k] for k in range(K)) == (1 if K != 20 else 2)",
    "entropy(Categorical(r)) <= 5",
    "logsumexp(g) <= 4 + sum(g[k]**2 for k in range(K))",
    "(100 - K)*trace(P) > 0",
    "trace(P @ inv(P)) <= 45",
    "trace(P)*trace(inv(P)) >= K**3/40",
    "softplus(-100000 - x**2) == 0",
    "abs(integrate(exp(-t**4), t, 0, x) - 1/2) > 0",
]
PROVED = ["erf(100) < 1", "erfc(x) > 0", "1 - erf(x)**2 > 0", "softplus(-1000 - x**2) > 0", "log(2 + exp(x)) > 0"]


@pytest.mark.parametrize("statement", REFUTED)
def test_an_exact_witness_is_found(statement: str) -> None:
    """Roots of functions, numbers beyond the first, and letters that vanish are looked at."""
    record = decided(statement, {name: kind for name, kind in TYPES.items() if re.search(rf"\b{name}\b", statement)})
    assert (record["verdict"], record["grade"]) == ("refuted", "certified"), record["evidence"]


@pytest.mark.parametrize("statement", UNSUPPORTED)
def test_agreement_against_a_proof_supports_nothing(statement: str) -> None:
    """A difference that is positive everywhere is not zero, to however many digits."""
    let = {name: kind for name, kind in OPEN.items() if re.search(rf"\b{name}\b", statement)}
    assert decided(statement, let)["verdict"] in ("inconclusive", "refuted")


@pytest.mark.parametrize("statement", PROVED)
def test_the_error_function_stays_within_one(statement: str) -> None:
    """What refuses support proves the strict bound."""
    assert decided(statement, {"x": "real"})["verdict"] == "proved"


@pytest.mark.parametrize(
    ("expression", "roots"),
    [
        (sp.exp(2 * X) - 3 * sp.exp(X) + 2, {sp.S.Zero, sp.log(2)}),
        (sp.log(X) ** 2 - 2, {sp.exp(sp.sqrt(2)), sp.exp(-sp.sqrt(2))}),
        (sp.exp(X**2) - 2, {sp.sqrt(sp.log(2)), -sp.sqrt(sp.log(2))}),
        (X**3 + 5, {-sp.root(5, 3)}),
        (X**4 + 5, set()),
        (sp.exp(X) + 1, set()),
        (sp.cos(X) - 2, set()),
        (sp.sin(X) + sp.cos(X), set()),
        (sp.exp(X) - X, set()),
    ],
    ids=lambda value: "roots" if isinstance(value, set) else str(value),  # sets have no order
)
def test_roots_of_functions_are_exact(expression: sp.Expr, roots: set[sp.Expr]) -> None:
    """What is a polynomial in one invertible function is solved for its argument; whatever else has no roots here."""
    assert set(roots_in(expression, X)) == roots


@pytest.mark.parametrize("exponent", [1, 2, 3, 6])
def test_powers_of_balls_around_zero_are_balls(exponent: int) -> None:
    """A ball that contains zero has powers, of which the library makes no number."""
    found = power(arb(0, 0.5), fmpq(exponent))
    assert found.is_finite()
    assert found.contains(0)
    assert found.contains(arb(0.5) ** exponent)
    assert not found.contains(arb(0.51) ** exponent * 2)


def test_polynomials_of_a_high_degree_are_not_factored() -> None:
    """The logarithm of 1 + exp(-16000/31) is no polynomial that is factored in a minute: it stays open."""
    assert decide_zero([sp.log(1 + sp.exp(sp.Rational(-16000, 31)))]).zero is None


def test_common_factors_of_very_high_degree_are_not_sought() -> None:
    """The common factor of 1 + t^592000111 and 1 + t^527000279 would fill the memory, at which python-flint ends the process."""
    high, higher = sp.exp(sp.Rational(16000003, 31)), sp.exp(sp.Rational(17000009, 37))
    sum_of_two = 1 / (1 + high) + 1 / (1 + higher)
    assert decide_zero([sum_of_two - (2 + high + higher) / ((1 + high) * (1 + higher))]).zero is True
    assert decide_zero([sum_of_two - (2 + high) / ((1 + high) * (1 + higher))]).zero is not True
