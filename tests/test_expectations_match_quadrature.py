"""Closed-form expectations of many integrands agree with quadrature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sympy as sp
from quadrature_oracle import close, expected_values, number

from derivations.expectation import expectation
from derivations.families import families

if TYPE_CHECKING:
    from collections.abc import Callable

    import mpmath

    from derivations.law import Law

half, third, quarter = sp.Rational(1, 2), sp.Rational(1, 3), sp.Rational(1, 4)
exp, log, cos, sin = sp.exp, sp.log, sp.cos, sp.sin


def law(name: str, *arguments: Any, **keywords: Any) -> Law:
    """A law by its family's name."""
    return families()[name].law(*arguments, **keywords)


def matches(form: sp.Expr, measured: mpmath.mpf) -> bool:
    """Whether a closed form agrees with quadrature."""
    return close(number(form), measured)


SCALAR: list[tuple[Law, Callable[[sp.Symbol], sp.Expr]]] = [
    (law("Normal", third, half), lambda y: y**6 - 2 * y**3),
    (law("Normal", third, half), lambda y: (y - 2) ** 3 * exp(y / 3 - y**2 / 5)),
    (law("Normal", third, half), lambda y: exp(-2 * y) * y**2),
    (law("Normal", third, half), lambda y: sp.cosh(y) ** 2),
    (law("Normal", 0, half), lambda y: sp.Abs(3 * y)),
    (law("Normal", third, half), lambda y: (y - 1) ** 2 * cos(3 * y + 1) * exp(y / 2) * sin(y) ** 2),
    (law("Normal", third, half), lambda y: exp(-(y**2)) * y * sin(2 * y - third)),
    (law("LogNormal", quarter, half), lambda y: log(y) * cos(2 * log(y))),
    (law("LogNormal", quarter, half), lambda y: y**third * log(y) ** 3 + 1 / y),
    (law("LogNormal", quarter, half), lambda y: log(2 * y / 3) ** 2 * y**2),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: log(y) ** 3 / y),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: y ** sp.Rational(3, 2) * log(y / 2) * exp(-y)),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: exp(y) * (y - 1) ** 2),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: log(y**2 / 7)),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: sp.sqrt(y) * exp(y) * cos(2 * y - 1) * sin(y)),
    (law("Exponential", 2), lambda y: y**2 * sin(y + 1) * exp(-y)),
    (law("Exponential", 2), lambda y: y**4 * log(y)),
    (law("InverseGamma", 5, 2), lambda y: y**2 * log(y) + exp(-1 / y)),
    (law("Weibull", 2, sp.Rational(3, 2)), lambda y: y**3 + log(y) ** 2 + exp(-((y / 2) ** sp.Rational(3, 2)))),
    (law("Gumbel", half, 2), lambda y: y**2 * exp(-y / 2) + y**3),
    (law("Rayleigh", 3), lambda y: y**3 - log(y)),
    (law("Maxwell", 2), lambda y: y + 1 / y),
    (law("HalfNormal", 2), lambda y: y**3 + log(y)),
    (law("ChiSquared", 3), lambda y: sp.sqrt(y) + exp(-y / 4)),
    (law("Beta", 2, sp.Rational(5, 2)), lambda y: log(y) ** 2 * log(1 - y) / y),
    (law("Beta", 2, sp.Rational(5, 2)), lambda y: log(y / (1 - y)) * (1 - 2 * y + y**2)),
    (law("Beta", 2, 3 * half), lambda y: log(y) ** 2 / (1 - y) ** 2),
    (law("Kumaraswamy", 2, 3), lambda y: y**3 + log(1 - y**2) * log(y)),
    (law("Uniform", -1, 2), lambda y: y**5 + (y + 1) * log(2 - y) + log(y + 1) ** 2),
    (law("Uniform", -1, 2), lambda y: (y + 1) ** 2 * (2 - y) * exp(-y) * cos(2 * y)),
    (law("Uniform", -1, 2), lambda y: cos(y) ** 3 * sin(y - 1) + y * exp(y / 3)),
    (law("Laplace", half, 2), lambda y: y * sin(y / 3) + cos(y / 4) ** 2 * exp(-y / 4)),
    (law("Laplace", half, 2), lambda y: sp.Abs(y - half) ** 3 * sp.sign(y - half) + y**4),
    (law("Laplace", half, 2), lambda y: sp.Abs(y - 1) + exp(y / 3) * y),
    (law("Laplace", half, 2), lambda y: sp.Abs(2 * y + 3)),
    (law("Logistic", half, 2), lambda y: 1 / (1 + exp(-(y - half) / 2)) ** 2 + y**2),
    (law("Logistic", half, 2), lambda y: (y - half) / 2 * sp.tanh((y - half) / 4)),
    (law("StudentT", 5, half, 2), lambda y: (y - half) ** 4 + y**3),
    (law("StudentT", 5, half, 2), lambda y: log(20 + (y - half) ** 2) ** 2 / (20 + (y - half) ** 2)),
    (law("Cauchy", half, 2), lambda y: (y - half) ** 2 / (4 + (y - half) ** 2) ** 2),
    (law("Cauchy", half, 2), lambda y: log(1 + (y - 1) ** 2 / 9)),
    (law("Pareto", 2, 5), lambda y: y**2 * log(y) + log(y / 2) ** 2),
    (law("InverseGaussian", 2, 3), lambda y: y**3 + 1 / y**2),
    (law("InverseGaussian", 2, 3), lambda y: y * exp(y / 8 - 1 / y) + sp.sqrt(y)),
    (law("VonMises", half, 2), lambda y: cos(y) ** 2 * sin(y - 1) + cos(3 * y)),
    (law("GeneralizedPareto", 1, 2, quarter), lambda y: y**2 + log(7 + y)),
    (law("GeneralizedPareto", 1, 2, quarter), lambda y: log(1 + (y - 1) / 8) ** 2 / (1 + (y - 1) / 8)),
    (law("ContinuousBernoulli", third), lambda y: y**3 + exp(2 * y) * y),
    (law("Bernoulli", third), lambda y: (y + 1) ** half * exp(y)),
    (law("Categorical", [half, third, 1 - half - third]), lambda y: log(y + 1) + y**2),
    (law("Binomial", 5, third), lambda y: y**3 * exp(y / 2) + 2**y),
    (law("Binomial", 5, third), lambda y: log(y + 1)),
    (law("Poisson", 3 * half), lambda y: y**4 + y * exp(-y)),
    (law("Geometric", third), lambda y: y**2 * sp.Rational(5, 4) ** y),
    (law("NegativeBinomial", 5 * half, third), lambda y: y**3 + exp(y / 2)),
    (law("Logarithmic", third), lambda y: y**2 + y * 2**y),
]


def vector_cases() -> list[tuple[Law, Callable[[tuple[sp.Symbol, ...]], sp.Expr]]]:
    """Integrands of vector-valued variables."""
    normal = law("MultivariateNormal", [1, -half], [[2, half], [half, 1]])
    precise = law("MultivariateNormal", loc=[0, third], precision=[[2, 1], [1, 2]])
    return [
        (normal, lambda y: y[0] ** 3 * y[1] ** 2 - y[0] * y[1]),
        (normal, lambda y: exp(y[0] / 2 - y[1]) * y[0] ** 2 * y[1]),
        (normal, lambda y: cos(y[0] - 2 * y[1] + 1) * sin(y[1]) * y[0] * exp(y[1] / 2)),
        (precise, lambda y: (y[0] + 2 * y[1]) ** 4),
        (law("Dirichlet", [2, 3 * half]), lambda y: log(y[0]) * log(y[1]) * y[0] + 1 / y[0]),
        (law("Multinomial", 3, [half, third, 1 - half - third]), lambda y: y[0] ** 2 * y[1] * exp(y[2]) + y[0] * y[2]),
        (law("Multinomial", 3, [half, third, 1 - half - third]), lambda y: log(1 + y[0] * y[1])),
    ]


@pytest.mark.parametrize("position", range(len(SCALAR)))
def test_scalar_expectations_match_quadrature(position: int) -> None:
    """The closed form has the value of the integral or sum over the density."""
    member, integrand = SCALAR[position]
    y = member.variable()
    form = expectation(integrand(y.item), y, member)
    (measured,) = expected_values(member, y, [integrand(y.item)])
    assert not form.has(y.item)
    assert matches(form, measured)
    assert not matches(form * (1 + sp.Rational(1, 10**15)) + sp.Rational(1, 10**15), measured)


@pytest.mark.parametrize("position", range(len(vector_cases())))
def test_vector_expectations_match_quadrature(position: int) -> None:
    """The same for vectors."""
    member, integrand = vector_cases()[position]
    y = member.variable()
    (measured,) = expected_values(member, y, [integrand(y.entries)])
    assert matches(expectation(integrand(y.entries), y, member), measured)
