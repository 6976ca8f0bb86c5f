"""A refutation is never false: true statements survive every search, false ones fall with a witness that a reader can check."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy as sp
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from derivations.jets import jet_function
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.types import parse_type
from verify.problem import Domain, Problem, Variable
from verify.provers.ball_refutation import refute

X, Y = sp.Symbol("x", real=True), sp.Symbol("y", real=True)
A, B = sp.Symbol("a", positive=True), sp.Symbol("b", positive=True)
N = sp.Symbol("n", integer=True, nonnegative=True)
T = sp.Symbol("t", real=True)
TYPES = {"x": "real", "y": "real", "a": "positive", "b": "positive", "n": "natural"}
VARIABLES = {str(s): Variable(parse_type(TYPES[str(s)]), Tensor.scalar(s)) for s in (X, Y, A, B, N)}
SEEDS = st.integers(0, 2**32)

TRUE = [
    sp.polygamma(1, A) - sp.polygamma(1, A + 1) - 1 / A**2,
    sp.polygamma(2, A) - sp.polygamma(2, A + 1) + 2 / A**3,
    sp.polygamma(0, 2 * A) - (sp.polygamma(0, A) + sp.polygamma(0, A + sp.S.Half)) / 2 - sp.log(2),
    sp.zeta(2, A) - sp.polygamma(1, A),
    sp.gamma(A + 2) / sp.gamma(A) - A * (A + 1),
    sp.gamma(2 * A) - 2 ** (2 * A - 1) * sp.gamma(A) * sp.gamma(A + sp.S.Half) / sp.sqrt(sp.pi),
    sp.loggamma(A + 1) - sp.loggamma(A) - sp.log(A),
    sp.besselk(1, A) - sp.besselk(3, A) + 4 * sp.besselk(2, A) / A,
    sp.besseli(0, A) - sp.besseli(2, A) - 2 * sp.besseli(1, A) / A,
    sp.besselk(sp.S.Half, A) - sp.sqrt(sp.pi / (2 * A)) * sp.exp(-A),
    sp.erf(X) + sp.erfc(X) - 1,
    1 / (1 + sp.exp(-X)) - sp.S.Half - sp.tanh(X / 2) / 2,
    sp.log(1 + sp.exp(X)) - X - sp.log(1 + sp.exp(-X)),
    sp.sqrt(A + 10**8) - sp.sqrt(A) - 10**8 / (sp.sqrt(A + 10**8) + sp.sqrt(A)),
    sp.cosh(20 * X) ** 2 - sp.sinh(20 * X) ** 2 - 1,
    sp.binomial(N + 1, 2) - sp.binomial(N, 2) - N,
    sp.Abs(X * Y) - sp.Abs(X) * sp.Abs(Y),
    sp.Max(X, Y) - (X + Y + sp.Abs(X - Y)) / 2,
    jet_function("h", ((X + 1) ** 2,)) - jet_function("h", (X**2 + 2 * X + 1,)),
    sp.Integral(sp.exp(-((T - X) ** 2) / 2), (T, -sp.oo, sp.oo)) - sp.sqrt(2 * sp.pi),
    sp.Sum(sp.exp(-A) * A**N / sp.factorial(N), (N, 0, sp.oo)) - 1,
    sp.beta(A, B) - sp.gamma(A) * sp.gamma(B) / sp.gamma(A + B),
    sp.sqrt(A**2 + 2 * A * B + B**2) - A - B,
    sp.atan(A) + sp.atan(1 / A) - sp.pi / 2,
]
FALSE = [
    sp.polygamma(1, A) - sp.polygamma(1, A + 1) - 1 / A,
    sp.polygamma(1, A) - sp.polygamma(2, A),
    sp.sqrt(X**2) - X,
    sp.Abs(X + Y) - sp.Abs(X) - sp.Abs(Y),
    sp.log(A) + sp.log(B) - sp.log(A + B),
    sp.Rational(1, 10**40) * sp.exp(X),
    1 / (1 + sp.exp(-X)) - sp.S.Half - sp.tanh(X) / 2,
    jet_function("h", (X + Y,)) - jet_function("h", (X,)) - jet_function("h", (Y,)),
    sp.diff(jet_function("h", (X,)), X) - jet_function("h", (X,)),
    sp.Integral(T * sp.exp(-((T - X) ** 2) / 2), (T, -sp.oo, sp.oo)) - sp.sqrt(2 * sp.pi),
    sp.Sum(sp.exp(-A) * A**N * N / sp.factorial(N), (N, 0, sp.oo)) - A**2,
    sp.binomial(N, 3) - N * (N - 1) / 6,
    sp.besseli(0, A) - sp.besselk(0, A),
]


def seeded(seed: int) -> random.Random:
    """A generator that gives the same points in every run."""
    return random.Random(seed)  # noqa: S311 - reproducible, not secret


def problem(residual: sp.Expr | Tensor, relation: str = "zero", **domain: object) -> Problem:
    """One goal over the shared variables."""
    value = residual if isinstance(residual, Tensor) else Tensor.scalar(residual)
    return Problem((Goal(relation, value, value, value.map(lambda _: sp.S.Zero)),), Domain(VARIABLES, **domain))  # type: ignore[arg-type]


@pytest.mark.parametrize("residual", TRUE, ids=str)
@given(seed=SEEDS)
def test_a_true_identity_is_never_refuted(residual: sp.Expr, seed: int) -> None:
    """Identities of special functions, cancellation of fifteen digits and kinks included, survive the search."""
    assert refute(problem(residual), seeded(seed), tries=5) is None


@pytest.mark.parametrize("residual", FALSE, ids=str)
def test_a_false_identity_is_refuted_with_a_witness(residual: sp.Expr) -> None:
    """The finding is certified, names both engines, and its enclosure excludes zero."""
    found = refute(problem(residual), seeded(5))
    assert found is not None
    assert (found.verdict, found.grade) == ("refuted", "certified")
    assert len(found.engines) == 2
    assert found.witness is not None
    assert not arb(found.witness.enclosure).contains(0)
    assert arb(found.witness.enclosure).rel_accuracy_bits() > 33


@given(coefficients=st.lists(st.integers(-5, 5), min_size=3, max_size=5), seed=SEEDS)
def test_a_polynomial_identity_is_decided_the_right_way(coefficients: list[int], seed: int) -> None:
    """Horner's form equals the expanded one; with one coefficient changed it does not, and the witness shows it exactly."""
    horner = sp.S.Zero
    for coefficient in coefficients:
        horner = horner * (X + sp.exp(Y)) + coefficient
    written = sp.Add(*(c * (sp.exp(Y) + X) ** i for i, c in enumerate(reversed(coefficients))))
    assert refute(problem(sp.expand(written) - horner), seeded(seed), tries=6) is None
    assert refute(problem(sp.expand(written) - horner + X), seeded(seed), tries=6) is not None


def test_the_witness_can_be_replayed_with_fractions() -> None:
    """The point of the witness is exact: plain fractions reproduce both sides."""
    residual = Tensor.scalar(X * A - Y)
    goal = Goal("zero", residual, Tensor.scalar(X * A), Tensor.scalar(Y))
    found = refute(Problem((goal,), Domain(VARIABLES)), seeded(0))
    assert found is not None
    assert found.witness is not None
    point = {name: Fraction(value) for name, value in found.witness.point.items()}
    assert Fraction(found.witness.left) == point["x"] * point["a"]
    assert Fraction(found.witness.right) == point["y"]


def test_boundary_cases_are_found() -> None:
    """x^2 > 0 fails only at zero, x != y only where both agree: structured points come late in the search."""
    for residual, relation in ((X**2, "positive"), (X - Y, "nonzero"), (sp.Abs(X - 1), "positive")):
        found = refute(problem(residual, relation), seeded(1))
        assert found is not None
        assert found.witness is not None
        assert found.witness.left == "0"


@pytest.mark.parametrize(
    ("relation", "true", "false"),
    [
        ("nonnegative", X**2, X**2 - sp.Rational(1, 100)),
        ("positive", X**2 + A, X**2 - A / 100),
        ("nonnegative", sp.exp(X) - 1 - X, sp.exp(X) - 1 - 2 * X),
        ("nonzero", 1 + X**2, X - sp.sign(X) * sp.Abs(X)),
    ],
)
def test_inequalities_fall_only_when_they_are_false(relation: str, true: sp.Expr, false: sp.Expr) -> None:
    """A true inequality survives, its too sharp neighbour does not."""
    assert refute(problem(true, relation), seeded(2)) is None
    assert refute(problem(false, relation), seeded(2)) is not None


def softmax_covariance() -> Tensor:
    """diag(p) - p p^T with p = softmax(x, y, 0): positive semi-definite, singular in the direction of ones."""
    weights = [sp.exp(X), sp.exp(Y), sp.S.One]
    p = [weight / sp.Add(*weights) for weight in weights]
    return Tensor.matrix([[p[i] * int(i == j) - p[i] * p[j] for j in range(3)] for i in range(3)])


def test_definiteness_is_refuted_by_a_direction() -> None:
    """A singular matrix is not positive definite, and an indefinite one not semi-definite; the true statements survive."""
    covariance = softmax_covariance()
    assert refute(problem(covariance, "psd"), seeded(3), tries=10) is None
    singular = refute(problem(covariance, "pd"), seeded(3), tries=10)
    assert singular is not None
    assert "(1, 1, 1)" in singular.detail
    shifted = Tensor(covariance.shape, tuple(entry - sp.Rational(int(i in (0, 4, 8)), 1000) for i, entry in enumerate(covariance.entries)))
    assert refute(problem(shifted, "psd"), seeded(3), tries=10) is not None
    assert refute(problem(Tensor.matrix([[A, X], [X, 1 + X**2 / A]]), "pd"), seeded(3), tries=10) is None


def pair(relation: str, left: list[sp.Expr], right: list[sp.Expr]) -> Problem:
    """A goal about two vectors."""
    return Problem((Goal(relation, None, Tensor.vector(left), Tensor.vector(right)),), Domain(VARIABLES))  # type: ignore[arg-type]


def test_proportionality_is_refuted_by_a_minor_a_zero_or_a_sign() -> None:
    """Multiples are proportional, negative ones not positively so, and a zero vector only to a zero vector."""
    assert refute(pair("proportional", [X, Y], [-sp.exp(X) * X, -sp.exp(X) * Y]), seeded(4)) is None
    assert refute(pair("positively_proportional", [X, Y], [A * X, A * Y]), seeded(4)) is None
    assert refute(pair("positively_proportional", [X, Y], [-A * X, -A * Y]), seeded(4)) is not None
    assert refute(pair("proportional", [X, Y], [X, 2 * Y]), seeded(4)) is not None
    assert refute(pair("proportional", [X, Y], [X - X, Y - Y]), seeded(4)) is not None
    assert refute(pair("proportional", [X - X, Y - Y], [Y - Y, X - X]), seeded(4)) is None
