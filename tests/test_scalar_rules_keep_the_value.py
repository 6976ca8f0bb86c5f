"""Scalar rules of the generator, each where its pattern stands and where something only resembles it: forms agree in balls of 256 bits."""

from __future__ import annotations

import pytest
import sympy as sp
import test_forms_have_positive_terms
import test_gamma_forms_have_positive_terms

from derivations.codegen.agreement import agrees
from derivations.codegen.domain import domain_of
from derivations.codegen.inputs import inputs_of
from derivations.codegen.passes import passes
from derivations.codegen.passes.truncated_normals import named
from derivations.codegen.primitives import primitives
from derivations.codegen.stable import meaning, stable
from derivations.language.types import parse_type

TYPES = dict.fromkeys("xyuv", "real") | dict.fromkeys("abc", "positive") | {"n": "natural", "i": "integer", "p": "unit", "q": "unit"}
INPUTS = inputs_of({name: parse_type(text) for name, text in TYPES.items()})
X, Y, U, V = sp.symbols("x y u v", real=True)
A, B, C, P, Q = sp.symbols("a b c p q", positive=True)
N, M = sp.Symbol("n", integer=True, nonnegative=True), sp.Symbol("i", integer=True)
HALF = sp.Rational(1, 2)


def s(argument: sp.Expr) -> sp.Expr:
    """The logistic function as a call of its primitive."""
    return stable("sigmoid", argument)


def softplus(argument: sp.Expr) -> sp.Expr:
    """The same of log(1 + exp(u))."""
    return stable("softplus", argument)


ODDS, E = sp.exp(X), sp.exp(Y)
DENSITY = X * sp.exp(-(X**2) / 2) / sp.sqrt(2 * sp.pi)
BELOW = stable("erfc", -X / sp.sqrt(2)) / 2
POISSON = A * (sp.log(A) - sp.log(B)) - A + B
BERNOULLI = P * (sp.log(P) - sp.log(Q)) + (1 - P) * (sp.log(1 - P) - sp.log(1 - Q))
HALF_NORMAL = A**2 / (2 * B**2) - sp.log(A) + sp.log(B) - HALF
SOFTPLUS = sp.log(1 + sp.exp(Y)) - sp.log(1 + sp.exp(X)) - ODDS / (1 + ODDS) * (Y - X)
LOCATION = (1 + A) ** 2 * sp.gamma(2 * A + 1)
EXTREME = [f"extreme_value_{name}" for name in ("scale", "location_scale", "location_shape", "scale_shape", "shape")]
LOGGAMMA = sp.loggamma(B) - sp.loggamma(A) - sp.polygamma(0, A) * (B - A)
DROP = s(X) * s(X - A) - s(-X) * s(A - X)
MOMENTS = [meaning(form) for form in named(U, V)]
FOUND = {
    "coefficients": [POISSON, BERNOULLI, HALF_NORMAL, A * sp.log(B) / (A + A * B) + sp.log(B) * C - A, 1 + sp.exp(POISSON)],
    "complements": [
        1 - sp.tanh(X) ** 2,
        X * (1 - sp.tanh(2 * X) ** 2),
        A * (sp.erf(X) + 1),
        sp.erf(X / 2) - 1,
        sp.erf(Y) + sp.tanh(X) ** 2,
    ],
    "extreme_values": [C * meaning(stable(name, A)) * LOCATION for name in EXTREME],
    "gamma_functions": [sp.polygamma(1, A), -C * sp.polygamma(1, A + B), LOGGAMMA, C * LOGGAMMA - A, 3 * LOGGAMMA + B],
    "largest_exponent": [
        ODDS / (1 + ODDS) ** 2,
        (ODDS - sp.exp(Y)) / (ODDS + sp.exp(Y)),
        1 / (1 + ODDS) - sp.exp(Y) / (1 + ODDS),
    ],
    "logarithms": [POISSON, C * POISSON, BERNOULLI, HALF_NORMAL, sp.log(A) - sp.log(B), X + C * (sp.log(A) - sp.log(B))],
    "normal_slopes": [BELOW + DENSITY, 3 * BELOW + 3 * DENSITY, A * (BELOW + DENSITY)],
    "paired_sigmoids": [
        ODDS * E / ((ODDS + E) * (E + 1)),
        3 * E**2 * ODDS / ((ODDS + E) * (E + 1) ** 2),
        A * (ODDS - E**2) / ((ODDS + E) * (E + 1)) + ODDS / (1 + ODDS),
        sp.sqrt(ODDS + E**2 + 2 * E) * sp.exp(X / 2) * sp.exp(Y / 2) / ((ODDS + E) * (E + 1)),
    ],
    "rational": [A / (A * B + A), (A**2 - B**2) / (A - B) ** 2, X**2 - 2 * X * Y + Y**2, 1 / A - 1 / B, (A + B) ** 2 - 4 * A * B],
    "scaled_bessel": [
        sp.besseli(0, A),
        sp.log(sp.besseli(0, A)) - A,
        sp.besselk(1, A) / sp.besselk(0, A),
        sp.log(sp.besselk(0, B)),
        sp.besseli(1, A) * sp.besselk(0, B),
    ],
    "sigmoid_drops": [DROP, -3 * DROP, X * (2 * s(-X) * s(A - X) - 2 * s(X) * s(X - A)), s(A) * s(A - B) - s(-A) * s(B - A)],
    "sigmoids": [1 / (1 + sp.exp(-X)), ODDS / (1 + ODDS) ** 2, C * sp.log(1 + ODDS), SOFTPLUS, A * SOFTPLUS, ODDS**3 / (1 + ODDS) ** 4],
    "truncated_normals": [C * moment for moment in MOMENTS],
    "whole_outcomes": [
        ODDS - N,
        3 * ODDS - 3 * N,
        ODDS - N * X,
        s(X) - N,
        M - s(X),
        softplus(X) - N * X,
        2 * softplus(X) - 2 * M * X,
        A * (s(X) - N),
    ],
}
NOT_FOUND = {
    "coefficients": [sp.exp(A) - B, A, sp.log(A) * sp.log(B) + sp.log(A)],
    "complements": [1 - sp.tanh(X), 1 - sp.tanh(X) ** 3, 1 - sp.cosh(X) ** 2, sp.sin(X) ** 2],
    "extreme_values": [
        meaning(stable("extreme_value_scale", A)) * sp.gamma(2 * A + 1) + 1,
        (meaning(stable("extreme_value_scale", A)) * LOCATION).xreplace({A: X}),
        sp.gamma(2 * A + 1) * A,
        A + 1,
    ],
    "gamma_functions": [
        sp.polygamma(1, X),
        sp.polygamma(0, A),
        sp.loggamma(A),
        sp.loggamma(B) - sp.loggamma(A),
        sp.loggamma(B) + sp.loggamma(A) - sp.polygamma(0, A) * (B - A),
        LOGGAMMA.subs(sp.polygamma(0, A), sp.polygamma(2, A)),
        sp.loggamma(B) - sp.loggamma(A) - 2 * sp.polygamma(0, A) * (B - A),
    ],
    "largest_exponent": [ODDS + sp.exp(Y), 1 / (1 + sp.exp(-A)), A + B, ODDS + A],
    "logarithms": [A + B, sp.exp(A), sp.sin(X) + A],
    "normal_slopes": [
        BELOW - DENSITY,
        BELOW + 2 * DENSITY,
        BELOW + DENSITY + 1,
        (BELOW + DENSITY).xreplace({X: 2 * X}),
        BELOW + DENSITY.xreplace({X: Y}),
        s(X) + DENSITY,
    ],
    "paired_sigmoids": [
        ODDS / (ODDS + E),
        ODDS**2 * E / ((ODDS + E) * (E + 1) ** 2) / A,
        ODDS**3 / ((ODDS + E) * (E + 1)),
        ODDS * E / ((ODDS + E + A) * (E + 1)),
        ODDS * E / ((ODDS + 2 * E) * (E + 3)),
        (ODDS + E) * (E + 1),
    ],
    "rational": [A, sp.exp(X)],
    "scaled_bessel": [sp.besseli(0, X), sp.besselj(0, A), A + 1],
    "sigmoid_drops": [
        s(X) * s(X - A) + s(-X) * s(A - X),
        s(X) * s(X - Y) - s(-X) * s(Y - X),
        s(X) * s(X - A) - s(-X) * s(-X - A),
        2 * s(X) * s(X - A) - s(-X) * s(A - X),
        s(X) * s(X - A) - softplus(-X) * s(A - X),
        s(2 * X) * s(2 * X - A) - s(-2 * X) * s(A - 2 * X),
        s(X) * s(X - 2 * A) - s(-X) * s(2 * A - X),
        s(X) - s(-X),
        1 - s(X) * s(X - A),
    ],
    "sigmoids": [sp.exp(X), sp.log(2 + ODDS), 1 / (1 - ODDS), 1 / (A + ODDS), A + B],
    "truncated_normals": [MOMENTS[0] + 1, sp.log(MOMENTS[0]), sp.erf(U) - sp.erf(V), 1 / (1 - sp.erf(U)), MOMENTS[0] * sp.exp(U), A],
    "whole_outcomes": [
        ODDS - A,
        ODDS - M,
        sp.exp(X + Y) - N,
        ODDS - N - A,
        ODDS - 1,
        ODDS - A * X,
        ODDS - M * X,
        s(X) - Y,
        s(X) - 1,
        softplus(X) - N * Y,
        softplus(X) - A * X,
        softplus(X + Y) - N * (X + Y),
        stable("log1mexp", A) - N,
    ],
}


def cases(table: dict[str, list[sp.Expr]]) -> list[tuple[str, sp.Expr]]:
    """One case an expression."""
    return [(name, expression) for name, expressions in table.items() for expression in expressions]


def forms_by(name: str, expression: sp.Expr) -> list[sp.Expr]:
    """What one rule makes of an expression, itself left out."""
    rewrite = next(step.rewrite for step in passes() if step.name == name)
    return [form for form in rewrite(expression, domain_of(INPUTS)) if form != expression]


@pytest.mark.parametrize(("name", "expression"), cases(FOUND), ids=str)
def test_forms_have_the_value(name: str, expression: sp.Expr) -> None:
    """The rule finds its pattern, and every form has the value of the expression."""
    forms = forms_by(name, expression)
    assert forms
    assert all(agrees(form, expression, INPUTS) for form in forms)


@pytest.mark.parametrize(("name", "expression"), cases(NOT_FOUND), ids=str)
def test_other_expressions_are_left_alone(name: str, expression: sp.Expr) -> None:
    """What only resembles the pattern is not rewritten."""
    assert forms_by(name, expression) == []


def test_every_rule_finds_something_and_leaves_something_alone() -> None:
    """No rule is without examples of both kinds, here or where the rules for sums of positive terms are tested."""
    tables = (test_forms_have_positive_terms, test_gamma_forms_have_positive_terms)
    for found, left in ((FOUND, NOT_FOUND), *((table.FOUND, table.NOT_FOUND) for table in tables)):
        assert set(found) == set(left)
    assert set(FOUND).union(*(table.FOUND for table in tables)) == {step.name for step in passes()}
    assert set(primitives()) >= {*EXTREME, "sigmoid_drop", "normal_cdf_and_moment_given"}
