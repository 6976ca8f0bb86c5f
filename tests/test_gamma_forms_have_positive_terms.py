"""Passes for gamma functions and their derivatives find sums of positive terms where their pattern stands, and do nothing elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp

from derivations.codegen.agreement import agrees
from derivations.codegen.domain import domain_of
from derivations.codegen.inputs import inputs_of
from derivations.codegen.passes import passes
from derivations.codegen.request import read_request
from derivations.codegen.wishart_divergence import wishart_divergence
from derivations.language.types import parse_type

if TYPE_CHECKING:
    from derivations.codegen.inputs import Inputs

X = sp.Symbol("x", real=True)
A, B, C, D, F, G = sp.symbols("a b c d f g", positive=True)
TYPES = {"x": "real", "a": "positive", "b": "positive", "c": "positive", "d": "positive", "f": "positive", "g": "positive"}


def psi(argument: sp.Expr) -> sp.Expr:
    """The trigamma function."""
    return sp.polygamma(1, argument)


BETA = psi(A) * psi(B) - psi(A + B) * (psi(A) + psi(B))
DIRICHLET = psi(A) * psi(B) * psi(C) - psi(A + B + C) * (psi(A) * psi(B) + psi(A) * psi(C) + psi(B) * psi(C))
SNEDECOR_DROP = (psi(A) - psi(A + B)) - B * (A + B + 2) / (A * (A + B) * (A + B + 1))
SNEDECOR_END = psi(A + B) - (A + B + 2) / ((A + B) * (A + B + 1))
SNEDECOR = SNEDECOR_DROP * SNEDECOR_DROP.xreplace({A: B, B: A}) - SNEDECOR_END**2


def divergence(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    """That of log gamma."""
    return sp.loggamma(y) - sp.loggamma(x) - sp.polygamma(0, x) * (y - x)


BETA_DIVERGENCE = divergence(C, A) + divergence(D, B) - divergence(C + D, A + B)
DIRICHLET_DIVERGENCE = divergence(C, A) + divergence(D, B) + divergence(G, F) - divergence(C + D + G, A + B + F)
STUDENT = psi(A / 2) / 4 - psi(A / 2 + sp.Rational(1, 2)) / 4 - (A + 5) / (2 * A * (A + 1) * (A + 3))

SCORE = sp.polygamma(0, A) + sp.EulerGamma - 1
KUMARASWAMY = A * (SCORE**2 + sp.pi**2 / 6 - psi(A)) - 2

FOUND = {
    "named_sums": [
        KUMARASWAMY / (A - 2) / B,
        A * SCORE + 1,
        X * SCORE,
        A * (SCORE**2 + psi(A) + sp.pi**2 / 6) + 2 * SCORE + 2,
        B / (KUMARASWAMY / (A - 2) - ((A * SCORE + 1) / (A - 1)) ** 2),
        (A * psi(A) - 1) * B,
    ],
    "beta_divergences": [BETA_DIVERGENCE, X * BETA_DIVERGENCE + A, DIRICHLET_DIVERGENCE],
    "trigammas": [
        3 * X * (psi(A) - psi(A + B)),
        STUDENT,
        psi(A) / B - psi(A + C) / B + A,
        (psi(B) - psi(A + B)) / BETA,
        psi(A + B) * X / BETA,
        A * BETA,
        psi(A) * psi(A + B + C) / DIRICHLET,
        (psi(A) * psi(B) - psi(A + B + C) * (psi(A) + psi(B))) / DIRICHLET,
        SNEDECOR_DROP,
        X * SNEDECOR_END,
        SNEDECOR,
        2 / A + 2 / A**2 - 2 * psi(A),
    ],
    "shifts": [
        sp.gamma(A + 3) / sp.gamma(A + 1) + B,
        B * sp.gamma(2 * A + 3) - (2 * A + 1) * B * sp.gamma(2 * A + 2),
        sp.polygamma(0, A + 1) - sp.polygamma(0, A),
        (sp.polygamma(0, A + 2) - sp.polygamma(0, A)) ** 2 + psi(B),
        psi(A / 2 + 3) - psi(A / 2 + 1) + 2 / (A / 2 + 1) ** 2,
    ],
}
NOT_FOUND = {
    "named_sums": [KUMARASWAMY + 1, SCORE + A, sp.polygamma(0, A) - 1, SCORE + psi(B), sp.polygamma(0, X) + sp.EulerGamma, psi(A), A],
    "beta_divergences": [
        divergence(C, A) - divergence(C + D, A + B),
        divergence(C, A) + divergence(D, B) + divergence(C + D, A + B),
        divergence(C, A) + divergence(D, B) - divergence(C + B, A + B),
        divergence(C, A) + divergence(D, B) - divergence(A + B, C + D),
        divergence(C, A) - 2 * divergence(D, B),
        divergence(X, A) + divergence(D, B) - divergence(X + D, A + B),
    ],
    "trigammas": [
        psi(A) + psi(A + B),
        psi(A) - psi(B),
        psi(A) - psi(A + X),
        2 * psi(A) - psi(A + B),
        psi(A) - psi(A + B) - 1 / A,
        psi(A) * psi(B) - psi(A + B) * psi(C),
        psi(X) * psi(B) - psi(X + B) * (psi(X) + psi(B)),
        sp.polygamma(2, A) - sp.polygamma(2, A + B),
        psi(A),
        psi(A) - 2 / A - 1 / (A + 1),
        A + B,
    ],
    "shifts": [
        sp.gamma(A + 1) - sp.gamma(B),
        sp.gamma(A) + psi(A + 1),
        psi(A + sp.Rational(1, 2)) - psi(A),
        psi(A + 1) + sp.polygamma(0, A),
        psi(A + 9) + psi(A),
        psi(A + B) - psi(A),
        A,
    ],
}


TAKING_OFF = ("beta_divergences",)  # these leave one small part to be taken off


def arguments() -> Inputs:
    """Those of every expression above."""
    return inputs_of({name: parse_type(text) for name, text in TYPES.items()})


def forms_by(name: str, expression: sp.Expr) -> list[sp.Expr]:
    """What one pass makes of an expression."""
    rewrite = next(step.rewrite for step in passes() if step.name == name)
    return [form for form in rewrite(expression, domain_of(arguments())) if form != expression]


def cases(table: dict[str, list[sp.Expr]]) -> list[tuple[str, sp.Expr]]:
    """Every expression of a table with its pass."""
    return [(name, expression) for name, expressions in table.items() for expression in expressions]


@pytest.mark.parametrize(("name", "expression"), cases(FOUND))
def test_pattern_is_found_and_the_value_kept(name: str, expression: sp.Expr) -> None:
    """Some form loses no digits, and every form has the value of the expression."""
    found = forms_by(name, expression)
    domain = domain_of(arguments())
    assert min(domain.risk(form) for form in found) == 0 or name in TAKING_OFF
    assert all(agrees(form, expression, arguments()) for form in found)


@pytest.mark.parametrize(("name", "expression"), cases(NOT_FOUND))
def test_other_expressions_are_left_alone(name: str, expression: sp.Expr) -> None:
    """Where a sign, a coefficient or an argument differs, the pass does nothing."""
    assert forms_by(name, expression) == []


@pytest.mark.parametrize(("name", "expression"), cases(FOUND))
def test_wrong_form_is_noticed(name: str, expression: sp.Expr) -> None:
    """A form that is off by a billionth disagrees."""
    assert not agrees(forms_by(name, expression)[0] * (1 + sp.Rational(1, 10**9)), expression, arguments())


WISHART = {"n": "positive", "m": "positive", "V": "spd[2]", "W": "spd[2]"}


@pytest.mark.parametrize("law", ["Wishart", "InverseWishart"])
def test_divergence_of_wishart_laws_is_a_sum_of_positive_terms(law: str) -> None:
    """Every term is nonnegative, and the value is that of the derivation."""
    request = read_request(f"kl({law}(n, V), {law}(m, W))", WISHART)
    found = wishart_divergence(request)
    assert found is not None
    assert all(term.is_nonnegative for term in sp.Add.make_args(found.entry))
    assert not agrees(found.entry + sp.Rational(1, 10**9), request.value.item, request.inputs, dict(found.definitions))


@pytest.mark.parametrize("claim", ["kl(Wishart(n, V), Wishart(m, 2*W))", "kl(Wishart(n, V), Wishart(m, W)) + n", "n*m"])
def test_other_divergences_are_left_to_the_search(claim: str) -> None:
    """A scale that is computed, or anything that is no divergence of two such laws, has no form by factors."""
    assert wishart_divergence(read_request(claim, WISHART)) is None
