"""Passes that replace differences by sums of positive terms do so where their pattern stands, keep the value, and do nothing elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import sympy as sp
from ulps import worst

from derivations.codegen.agreement import agrees
from derivations.codegen.differences import by_differences
from derivations.codegen.domain import Domain, domain_of
from derivations.codegen.inputs import inputs_of
from derivations.codegen.passes import passes
from derivations.codegen.passes.rational import best, completed
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable
from derivations.language.types import parse_type

if TYPE_CHECKING:
    from derivations.codegen.inputs import Inputs

X, Y, Z = sp.symbols("x y z", real=True)
A, B, C = sp.symbols("a b c", positive=True)
N = sp.Symbol("n", integer=True, nonnegative=True)
P, Q = sp.symbols("p q", positive=True)
U, V = sp.symbols("u v", real=True)
PROBABILITIES = sp.symbols("s_0:3", positive=True)
TYPES = {
    "s": "simplex[3]",
    "u": "real",
    "v": "real",
    "p": "unit",
    "q": "unit",
    "x": "real",
    "y": "real",
    "z": "real",
    "a": "positive",
    "b": "positive",
    "c": "positive",
    "n": "natural",
}
LENGTH = sp.sqrt(X**2 + Y**2)
RATIO, LONG = (sp.besseli(1, u) / sp.besseli(0, u) for u in (A, LENGTH))
OTHER = sp.sqrt(U**2 + V**2)
TURNED = sp.log(sp.besseli(0, B)) - sp.log(sp.besseli(0, A)) + (A - B * sp.cos(X - Y)) * RATIO
APART = sp.log(sp.besseli(0, OTHER)) - sp.log(sp.besseli(0, LENGTH)) + (X**2 + Y**2 - X * U - Y * V) / LENGTH * LONG
SUM = sp.log(sp.exp(X) + sp.exp(Y) + sp.exp(Z))


def arguments() -> Inputs:
    """Those of every expression below."""
    return inputs_of({name: parse_type(text) for name, text in TYPES.items()})


def forms_by(name: str, expression: sp.Expr) -> list[sp.Expr]:
    """What one pass makes of an expression."""
    rewrite = next(step.rewrite for step in passes() if step.name == name)
    return [form for form in rewrite(expression, domain_of(arguments())) if form != expression]


POISSON = sp.log(sp.exp(A) - 1) - sp.log(sp.exp(B) - 1) + B * sp.log(B / A) / (1 - sp.exp(-B))
LOGITS = [sp.log(u) - sp.log(1 - u) for u in (P, Q)]
BERNOULLI = [sp.log((2 * u - 1) / (t * (1 - u))) for u, t in zip((P, Q), LOGITS, strict=True)]
STATES = [sp.exp(X + Y), sp.exp(X - Y), sp.exp(-X - Y), sp.exp(Y - X)]
WHOLE = sp.Add(*STATES)
MEANS = [(STATES[0] + sign * STATES[1] - STATES[2] - sign * STATES[3]) / WHOLE for sign in (1, -1)]
THREE = sp.exp(X) + sp.exp(Y) + sp.exp(Z)
FOUND = {
    "simplexes": [
        (A * PROBABILITIES[1] - PROBABILITIES[1] + 1) / (A * sp.Add(*PROBABILITIES) - sp.Add(*PROBABILITIES) + 1),
        1 - PROBABILITIES[0],
    ],
    "states": [1 - MEANS[0] ** 2, 1 - MEANS[1] ** 2, sp.exp(X) / THREE * (sp.exp(Y) - sp.exp(Z)) / THREE],
    "bessel_divergences": [TURNED, APART],
    "bessel_ratios": [
        1 - RATIO**2 - RATIO / A,
        2 * RATIO / A + RATIO**2 - 1,
        X * Y / LENGTH**2 * (1 - LONG**2 - 2 * LONG / LENGTH),
        A * RATIO,
    ],
    "log_sum_exp": [SUM - X, N * SUM - N * Y, A * SUM - A * X + 2 * SUM - 2 * Z],
    "excesses": [
        A * sp.exp(-B / A) - A + B,
        (sp.exp(A) - 1 - A) * sp.exp(A) / (sp.exp(A) - 1) ** 2,
        B * X - B * sp.log(1 + X) + C,
        (sp.log(1 - A) + A) / B,
    ],
    "gamma_moments": [
        sp.exp(X / B) * sp.gamma(1 + A / B) - 1 - X / B - sp.log(A / B) + sp.EulerGamma * (A / B - 1),
        (A / B) ** C * sp.gamma(1 + C / A) - 1 - C * sp.log(A) + C * sp.log(B) - sp.log(C) + sp.log(A) + sp.EulerGamma * (C / A - 1),
    ],
    "log_partitions": [
        POISSON,
        sp.log(-sp.log(1 - P)) - sp.log(-sp.log(1 - Q)) + Q * sp.log(P / Q) / ((1 - Q) * sp.log(1 - Q)),
        BERNOULLI[0] - BERNOULLI[1] - (Q / (2 * Q - 1) - 1 / LOGITS[1]) * (LOGITS[0] - LOGITS[1]),
        (sp.exp(A) - 1 - A) * sp.exp(A) / (A * (sp.exp(A) - 1) ** 2),
        -P * (1 - P) ** 2 * sp.log(1 - P) ** 2 / (P + sp.log(1 - P)),
        (1 / LOGITS[0] ** 2 - P * (1 - P) / (2 * P - 1) ** 2) / P**2,
    ],
    "logarithms_of_exponentials": [
        -sp.log(1 / (sp.exp(X - A) + 1) - 1 / (sp.exp(X) + 1)),
        sp.log(sp.exp(X) / (sp.exp(X) + sp.exp(Y))),
        sp.log(1 - sp.exp(-A)) + B,
        sp.Piecewise((sp.log(1 / (1 + sp.exp(-X))), X > Y), (0, True)),
    ],
    "odd_functions": [3 - 6 * stable("sigmoid", X), A * (2 * stable("sigmoid", -X) - 1)],
}
NOT_FOUND = {
    "simplexes": [A * PROBABILITIES[0] / PROBABILITIES[1], 1 - A, sp.log(PROBABILITIES[0]) - 1],
    "states": [sp.exp(X) / (sp.exp(X) + sp.exp(Y)), sp.log(WHOLE), WHOLE, WHOLE**-1 * sp.exp(A), sp.exp(2 * X) / THREE],
    "bessel_divergences": [TURNED + X, APART - U * LONG, TURNED.xreplace({A: C}) + RATIO, sp.log(sp.besseli(0, A)) - A],
    "bessel_ratios": [sp.besseli(1, A) + 1, sp.log(RATIO), sp.besseli(1, X) / sp.besseli(0, X), sp.besseli(2, A) / sp.besseli(0, A)],
    "log_sum_exp": [SUM - A, sp.log(sp.exp(X) + 2) - X, sp.log(A + B) - A, SUM - sp.log(sp.exp(X) + sp.exp(Y)), 2 * SUM - X - A],
    "excesses": [A + sp.log(1 + A), sp.exp(X) - 1 - Y, sp.exp(X) - X, A * sp.exp(X) - A - B * X, sp.exp(A) * B],
    "gamma_moments": [
        sp.exp(X / B) * sp.gamma(1 + A / B) - 1 - Y / B - sp.log(A / B) + sp.EulerGamma * (A / B - 1),
        sp.exp(X) * sp.gamma(1 + A / B) - 1 - X - sp.log(A / B) + A / B - 1,
        A * sp.gamma(1 + X) - 1,
    ],
    "log_partitions": [
        POISSON + A,
        2 * POISSON,
        BERNOULLI[0] - BERNOULLI[1],
        (sp.exp(A) - 1 - 2 * A) * sp.exp(A) / (sp.exp(A) - 1) ** 2,
        (sp.exp(X) - 1 - X) * sp.exp(X) / (sp.exp(X) - 1) ** 2,
        (A + sp.log(1 - A)) / sp.log(1 - A) ** 2,
    ],
    "logarithms_of_exponentials": [
        sp.log(sp.exp(X) - sp.exp(Y)),
        sp.log(1 + sp.exp(X) + sp.exp(Y)),
        sp.log(2 + sp.exp(X)),
        sp.log(A * sp.exp(X) + 1),
        sp.log(A + B),
    ],
    "odd_functions": [stable("sigmoid", X) - 1, 2 * stable("softplus", X) - 1, X + 1],
}


@pytest.mark.parametrize(("name", "expression"), [(name, expression) for name, cases in FOUND.items() for expression in cases], ids=str)
def test_pattern_is_found_and_keeps_its_value(name: str, expression: sp.Expr) -> None:
    """Where the pattern stands there is a form, every form agrees with the expression, and one has fewer terms that may cancel."""
    forms = forms_by(name, expression)
    domain: Domain = domain_of(arguments())
    assert forms
    assert all(agrees(form, expression, arguments()) for form in forms)
    assert min(map(domain.risk, forms)) <= domain.risk(expression)


@pytest.mark.parametrize(("name", "expression"), [(name, expression) for name, cases in NOT_FOUND.items() for expression in cases], ids=str)
def test_pass_leaves_other_expressions_alone(name: str, expression: sp.Expr) -> None:
    """What only resembles the pattern is not rewritten."""
    assert forms_by(name, expression) == []


def test_quadratic_factors_are_completed_where_they_have_no_root() -> None:
    """A square and a positive number lose no digits; what has roots, other degrees and more symbols stay as they are."""
    domain = domain_of(arguments())
    form = best(X * (X**3 + 2 * X**2 + 2 * X), domain)
    assert form == X**2 * ((X + 1) ** 2 + 1)
    assert domain.risk(form) == 0 < domain.risk(X**2 * (X**2 + 2 * X + 2))
    assert completed(in_factors(2 * X**2 - 2 * X + 3)) == 2 * (X - sp.Rational(1, 2)) ** 2 + sp.Rational(5, 2)
    assert completed(in_factors(-(X**2) - X - 1)) == -((X + sp.Rational(1, 2)) ** 2 + sp.Rational(3, 4))
    for other in (X**2 + 3 * X + 1, X**2 + 1, X**4 + X + 1, X**2 + X * Y + Y**2, X**2 + 2 * X + 1):
        assert completed(in_factors(other)) == in_factors(other).expression


def test_squares_that_were_multiplied_out_are_of_differences() -> None:
    """x^2 - 2 x y + y^2 depends on x and y by their difference; x^2 - x y + y^2 and products alone do not."""
    domain = domain_of(arguments())
    square, definitions = by_differences(X**2 / A - 2 * X * Y / A + Y**2 / A, domain)
    assert list(definitions.values()) in ([X - Y], [Y - X])
    assert square.free_symbols == {A, *definitions}
    for other in (X**2 - X * Y + Y**2, X * Y, X**2 - 2 * X * A + A**2):
        assert by_differences(other, domain) == (other, {})


@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0, 600.0])
def test_rounding_of_the_exponent_does_not_count(scale: float) -> None:
    """exp(a + b) - 1 - (a + b) is as accurate for summands of either sign as if their sum were exact."""
    a = np.random.default_rng(3).uniform(-1, 1, (2, 200)) * scale
    primitive = primitives()["excess_exp_of_sum"]
    assert worst(primitive, *a)[0] <= 4
    assert worst(primitive, a[0], a[1] * 1e-9 - a[0])[0] <= 4


@pytest.mark.parametrize("scale", [0.1, 2.0, 20.0, 1e5])
def test_divergence_of_log_sinhc_far_from_equality(scale: float) -> None:
    """For arguments of either sign that are far apart the divergence keeps its digits, too."""
    x, y = np.random.default_rng(5).uniform(-scale, scale, (2, 100))
    difference = y - x
    y = x + difference
    exact = y - x == difference
    primitive = primitives()["bregman_log_sinhc_given"]
    assert exact.sum() > 30
    assert worst(primitive, y[exact], x[exact], difference[exact])[0] <= 7


@pytest.mark.parametrize("scale", [0.1, 2.0, 20.0, 1e3])
def test_divergence_of_log_bessel_far_from_equality(scale: float) -> None:
    """Concentrations that are far apart give a divergence with all digits, too."""
    x, y = np.random.default_rng(6).uniform(0, scale, (2, 100))
    difference = y - x
    y = x + difference
    exact = y - x == difference
    assert exact.sum() > 30
    assert worst(primitives()["bregman_log_bessel_i0_given"], y[exact], x[exact], difference[exact])[0] <= 10
