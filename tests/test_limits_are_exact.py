"""Limits found by expansion are the true ones, and a limit that does not exist or that the rules do not cover has no value."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import decided

from derivations.conditions import collecting
from derivations.limits import limit_of
from derivations.limits.known import knowing
from derivations.normal_form import Facts

X, Y = sp.symbols("x y", real=True)
A, B = sp.symbols("a b", positive=True)
N = sp.Symbol("n", integer=True, nonnegative=True)
ZERO = sp.Integer(0)
STIRLING = sp.loggamma(A) - (A - sp.Rational(1, 2)) * sp.log(A) + A

FOUND = [
    (sp.sin(X) / X, X, ZERO, 1),
    ((1 - sp.cos(X)) / X**2, X, ZERO, sp.Rational(1, 2)),
    ((sp.exp(X) - 1 - X) / X**2, X, ZERO, sp.Rational(1, 2)),
    ((sp.tan(X) - X) / X**3, X, ZERO, sp.Rational(1, 3)),
    ((X**2 - Y**2) / (X - Y), X, Y, 2 * Y),
    (A * sp.log(A), A, ZERO, 0),
    (A * sp.gamma(A), A, ZERO, 1),
    (X * sp.exp(-X), X, sp.oo, 0),
    (X**5 * sp.exp(X), X, -sp.oo, 0),
    (sp.tanh(X), X, -sp.oo, -1),
    (sp.sqrt(X**2 + X) - X, X, sp.oo, sp.Rational(1, 2)),
    ((1 + Y / X) ** X, X, sp.oo, sp.exp(Y)),
    (sp.log(1 + sp.exp(A * B)) / A, A, sp.oo, B),
    (STIRLING, A, sp.oo, sp.log(2 * sp.pi) / 2),
    (A * sp.polygamma(1, A), A, sp.oo, 1),
    (sp.gamma(A + sp.Rational(1, 2)) / (sp.gamma(A) * sp.sqrt(A)), A, sp.oo, 1),
    (sp.binomial(N, 2) / N**2, N, sp.oo, sp.Rational(1, 2)),
    (X * (sp.pi / 2 - sp.atan(X)), X, sp.oo, 1),
    (X**3 * sp.erfc(X), X, sp.oo, 0),
    (sp.Abs(X) * sp.log(1 + X**2) / X**2, X, ZERO, 0),
]

NOT_FOUND = [
    (sp.Abs(X) / X, X, ZERO),  # the sides differ
    (sp.exp(1 / X), X, ZERO),  # infinite from the right
    (1 / X**2, X, ZERO),
    (X, X, sp.oo),
    (sp.sin(X), X, sp.oo),
    (sp.log(A), A, ZERO),
    (sp.exp(-X + sp.sin(X)), X, sp.oo),
    (sp.Piecewise((X, X > 0), (ZERO, True)), X, ZERO),
    (sp.Abs(X - Y), X, ZERO),  # the sign of y is not known
]


@pytest.mark.parametrize(("expression", "variable", "at", "expected"), FOUND, ids=str)
def test_limit_is_the_true_one(expression: sp.Expr, variable: sp.Symbol, at: sp.Expr, expected: sp.Expr) -> None:
    """The expansion gives the value that a textbook gives."""
    assert sp.expand(limit_of(expression, variable, at) - expected) == 0


@pytest.mark.parametrize(("expression", "variable", "at"), NOT_FOUND, ids=str)
def test_limit_that_is_not_known_has_no_value(expression: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> None:
    """Where the sides differ, the function grows, oscillates or leaves the scale, nothing is claimed."""
    assert limit_of(expression, variable, at) is None


def test_division_by_a_parameter_is_a_condition() -> None:
    """A limit that holds for nonzero y only says so."""
    with collecting() as conditions:
        assert limit_of(Y / (Y + X), X, ZERO) == 1
    assert ("nonzero", Y) in conditions


def test_value_at_infinity_of_a_wrong_expansion_would_be_seen() -> None:
    """Evaluation far out agrees with the limit: an expansion with a wrong coefficient would fail here."""
    far = sp.Integer(1000)
    for expression, variable, at, expected in FOUND:
        if at == sp.oo and len(expression.free_symbols) == 1:
            assert abs((expression - expected).evalf(30, subs={variable: far})) < sp.Rational(1, 100)


def test_entries_of_a_simplex_sum_to_one() -> None:
    """The limit of (1 - p^x - q^x)/(x - 1) at one is finite where q is one minus p, and nowhere else."""
    p, q, x = *sp.symbols("p q", positive=True), sp.Symbol("x", real=True)
    quotient = (1 - p**x - q**x) / (x - 1)
    assert limit_of(quotient, x, sp.S.One) is None
    with knowing(Facts({q: 1 - p})):
        found = limit_of(quotient, x, sp.S.One)
    assert found is not None
    assert sp.expand(found + p * sp.log(p) + q * sp.log(q)) == 0


@pytest.mark.parametrize(
    ("claim", "conditions"),
    [
        ("limit(sin(x)/x, x, 0) == 1", []),
        ("limit((a**x - 1)/x, x, 0) == log(a)", []),
        ("limit(sqrt(x - 1)**2, x, 2) == 1", []),
        ("limit(sqrt(x - 1)**2, x, 0) == -1", ["x - 1 >= 0"]),  # negative around 0, where it has no square root
        ("limit(x*log(x), x, m) == m*log(m)", ["x > 0", "m >= 0", "m > 0"]),
        ("limit(x/(m*x), x, 0) == 1/m", ["m*x != 0", "m != 0"]),
    ],
)
def test_what_holds_around_the_point_is_no_condition_on_the_variable(claim: str, conditions: list[str]) -> None:
    """The variable of a limit is bound: it meets the conditions that hold close to the point; what is not certain there stays."""
    assert decided(claim, {"x": "real", "a": "positive", "m": "real"})["side_conditions"] == conditions
