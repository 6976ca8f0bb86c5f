"""Closed-form expectations of many integrands agree with quadrature, say what they assume, and are declined where no rule applies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mpmath
import pytest
import sympy as sp
from quadrature_oracle import expected_values

from derivations.conditions import collecting
from derivations.cubic import cubic
from derivations.entropy import entropy
from derivations.errors import DerivationError, ShapeError
from derivations.expectation import expectation, integral_form
from derivations.families import families
from derivations.fisher import fisher
from derivations.kl import kl
from derivations.language.tensor import Tensor
from derivations.trace import tracing

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.law import Law

ROOT = Path(__file__).resolve().parent.parent
DIGITS = 20
half, third, quarter = sp.Rational(1, 2), sp.Rational(1, 3), sp.Rational(1, 4)
exp, log, cos, sin = sp.exp, sp.log, sp.cos, sp.sin


def law(name: str, *arguments: Any, **keywords: Any) -> Law:
    """A law by its family's name."""
    return families()[name].law(*arguments, **keywords)


SCALAR: list[tuple[Law, Callable[[sp.Symbol], sp.Expr]]] = [
    (law("Normal", third, half), lambda y: y**6 - 2 * y**3),
    (law("Normal", third, half), lambda y: (y - 2) ** 3 * exp(y / 3 - y**2 / 5)),
    (law("Normal", third, half), lambda y: exp(-2 * y) * y**2),
    (law("Normal", third, half), lambda y: sp.cosh(y) ** 2),
    (law("Normal", 0, half), lambda y: sp.Abs(3 * y)),
    (law("LogNormal", quarter, half), lambda y: y**third * log(y) ** 3 + 1 / y),
    (law("LogNormal", quarter, half), lambda y: log(2 * y / 3) ** 2 * y**2),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: log(y) ** 3 / y),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: y ** sp.Rational(3, 2) * log(y / 2) * exp(-y)),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: exp(y) * (y - 1) ** 2),
    (law("Gamma", sp.Rational(5, 2), 3), lambda y: log(y**2 / 7)),
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
        (precise, lambda y: (y[0] + 2 * y[1]) ** 4),
        (law("Dirichlet", [2, 3 * half]), lambda y: log(y[0]) * log(y[1]) * y[0] + 1 / y[0]),
        (law("Multinomial", 3, [half, third, 1 - half - third]), lambda y: y[0] ** 2 * y[1] * exp(y[2]) + y[0] * y[2]),
        (law("Multinomial", 3, [half, third, 1 - half - third]), lambda y: log(1 + y[0] * y[1])),
    ]


def agrees(form: sp.Expr, measured: mpmath.mpf) -> bool:
    """Agreement of a closed form with quadrature to the digits that are compared."""
    with mpmath.workdps(2 * DIGITS):
        return abs(mpmath.mpf(form.evalf(2 * DIGITS)) - measured) <= mpmath.mpf(10) ** -DIGITS * max(1, abs(measured))


@pytest.mark.parametrize("position", range(len(SCALAR)))
def test_scalar_expectations_match_quadrature(position: int) -> None:
    """The closed form has the value of the integral or sum over the density."""
    member, integrand = SCALAR[position]
    y = member.variable()
    form = expectation(integrand(y.item), y, member)
    (measured,) = expected_values(member, y, [integrand(y.item)])
    assert not form.has(y.item)
    assert agrees(form, measured)
    assert not agrees(form * (1 + sp.Rational(1, 10**15)) + sp.Rational(1, 10**15), measured)


@pytest.mark.parametrize("position", range(len(vector_cases())))
def test_vector_expectations_match_quadrature(position: int) -> None:
    """The same for vectors."""
    member, integrand = vector_cases()[position]
    y = member.variable()
    (measured,) = expected_values(member, y, [integrand(y.entries)])
    assert agrees(expectation(integrand(y.entries), y, member), measured)


PAIRS = [
    (law("Normal", half, 2), law("Normal", -1, 3)),
    (law("Normal", half, 2), law("Laplace", 1, 3)),
    (law("Laplace", half, 2), law("Normal", -1, 3)),
    (law("Laplace", half, 2), law("Laplace", -1, 3)),
    (law("LogNormal", half, 1), law("Gamma", 2, 3)),
    (law("Gamma", 2, 3), law("LogNormal", half, 1)),
    (law("Gamma", 2, 3), law("Exponential", 2)),
    (law("Gamma", 3, 3), law("InverseGamma", 2, 1)),
    (law("Gamma", 2, 3), law("Rayleigh", 2)),
    (law("Exponential", 2), law("Weibull", 2, sp.Rational(3, 2))),
    (law("Weibull", 2, 2), law("Rayleigh", 3)),
    (law("Weibull", 2, sp.Rational(3, 2)), law("Weibull", 3, 2)),
    (law("Gumbel", half, 2), law("Gumbel", 1, 3)),
    (law("Beta", 2, 3), law("Beta", half, 4)),
    (law("Beta", 2, 3), law("Uniform", 0, 1)),
    (law("Uniform", 0, 1), law("Beta", 2, 3)),
    (law("Uniform", 0, 1), law("Uniform", -1, 2)),
    (law("Uniform", 0, 1), law("Normal", half, 2)),
    (law("Kumaraswamy", 2, 3), law("Kumaraswamy", 2, 4)),
    (law("Cauchy", half, 2), law("Cauchy", -1, 3)),
    (law("Cauchy", half, 2), law("StudentT", 1, -1, 3)),
    (law("StudentT", 5, half, 2), law("Normal", 0, 1)),
    (law("Logistic", half, 2), law("Normal", 0, 1)),
    (law("Pareto", 3, 2), law("Pareto", 2, 4)),
    (law("InverseGaussian", 2, 3), law("InverseGaussian", 3, 2)),
    (law("VonMises", half, 2), law("VonMises", -1, 3)),
    (law("Bernoulli", third), law("Bernoulli", quarter)),
    (law("Categorical", [half, half]), law("Categorical", logits=[0, 1])),
    (law("Poisson", 2), law("Poisson", 3)),
    (law("Geometric", third), law("Geometric", half)),
    (law("Geometric", third), law("NegativeBinomial", 1, half)),
    (law("NegativeBinomial", 3, third), law("NegativeBinomial", 3, half)),
    (law("Binomial", 4, third), law("Binomial", 4, half)),
    (law("Logarithmic", third), law("Logarithmic", half)),
    (law("ContinuousBernoulli", third), law("ContinuousBernoulli", quarter)),
    (law("MultivariateNormal", [1, 0], [[2, 1], [1, 2]]), law("MultivariateNormal", loc=[0, 1], precision=[[3, 1], [1, 1]])),
    (law("Dirichlet", [2, 3]), law("Dirichlet", [1, 4])),
    (law("Multinomial", 3, [half, half]), law("Multinomial", 3, [third, 1 - third])),
]


@pytest.mark.parametrize("position", range(len(PAIRS)))
def test_divergences_match_quadrature(position: int) -> None:
    """KL(p, q) is the mean of log p - log q under p, also across families; it is positive for different laws."""
    p, q = PAIRS[position]
    y = p.variable()
    (measured,) = expected_values(p, y, [p.log_density(y) - q.log_density(y)])
    assert agrees(kl(p, q), measured)
    assert measured > mpmath.mpf(10) ** -DIGITS


@pytest.mark.parametrize(
    "name", ["Beta", "Cauchy", "Gamma", "GeneralizedPareto", "Gumbel", "Kumaraswamy", "Laplace", "Logistic", "StudentT"]
)
def test_entropies_match_quadrature(name: str) -> None:
    """The entropy is the mean of the negative log-density."""
    member = law(name, *families()[name].valid[1])
    y = member.variable()
    (measured,) = expected_values(member, y, [-member.log_density(y)])
    assert agrees(entropy(member), measured)


def test_the_cubic_tensor_of_gamma_is_the_third_derivative_of_its_log_partition() -> None:
    """In natural coordinates the Amari-Chentsov tensor is the third derivative of the log-partition."""
    a, b = sp.symbols("a b", positive=True)
    tensor = cubic(law("Gamma", a, b), Tensor.vector([a, b]))
    flipped = [sp.diff(sp.loggamma(a) - a * sp.log(b), *index) for index in ((a, a, a), (a, b, b), (b, b, b))]
    assert [tensor[0, 0, 0].item, tensor[0, 1, 1].item, -tensor[1, 1, 1].item] == [flipped[0], flipped[1], -flipped[2]]
    assert (tensor[0, 0, 1].item, tensor.shape) == (0, (2, 2, 2))


def test_reparameterisation_is_composition() -> None:
    """Parameters may be expressions: the Fisher matrix of Normal(mu, exp(lam)) in (mu, lam)."""
    mu, lam = sp.symbols("mu lam", real=True)
    assert fisher(law("Normal", mu, exp(lam)), Tensor.vector([mu, lam])).entries == (exp(-2 * lam), 0, 0, 2)


@pytest.mark.parametrize(
    ("member", "integrand"),
    [
        (law("Cauchy", 0, 1), lambda y: y),
        (law("Cauchy", 0, 1), lambda y: y**2),
        (law("StudentT", 1, 0, 1), lambda y: y),
        (law("StudentT", 2, 0, 1), lambda y: y**2),
        (law("StudentT", 4, 0, 1), lambda y: y**4),
        (law("Pareto", 1, 2), lambda y: y**2),
        (law("Gamma", 1, 2), lambda y: 1 / y),
        (law("Gamma", 1, 2), lambda y: exp(2 * y)),
        (law("InverseGamma", 2, 1), lambda y: y**3),
        (law("Normal", 0, 1), lambda y: exp(y**2 / 2)),
        (law("Laplace", 0, 1), lambda y: exp(-y)),
        (law("Geometric", half), lambda y: 2**y),
        (law("Beta", 1, 1), lambda y: 1 / (1 - y)),
    ],
)
def test_divergent_expectations_are_declined(member: Law, integrand: Callable[[sp.Symbol], sp.Expr]) -> None:
    """A moment that does not exist has no value, above all no finite one."""
    y = member.variable()
    with pytest.raises(DerivationError, match=r"expected .* for a moment to have a closed form"):
        expectation(integrand(y.item), y, member)


@pytest.mark.parametrize(
    ("member", "integrand"),
    [
        (law("Normal", 0, 1), lambda y: log(1 + y**2)),
        (law("Normal", 0, 1), lambda y: 1 / (1 + exp(-y))),
        (law("Gamma", 2, 1), lambda y: log(1 + y)),
        (law("Poisson", 2), lambda y: sp.loggamma(y + 1) * y),
        (law("VonMises", 0, 1), lambda y: y**2),
        (law("InverseGaussian", 1, 1), log),
        (law("Logistic", 0, 1), lambda y: exp(-((y - 1) ** 2))),
        (law("Uniform", 0, 1), lambda y: sp.Piecewise((1, y > half), (0, True))),
    ],
)
def test_unmatched_integrands_are_declined(member: Law, integrand: Callable[[sp.Symbol], sp.Expr]) -> None:
    """What no rule covers is an error that names the part, and its defining integral is at hand."""
    y = member.variable()
    with pytest.raises(DerivationError, match=r"expected (a combination of )?monomials .* got .*Leave the integral unevaluated"):
        expectation(integrand(y.item), y, member)
    assert integral_form(integrand(y.item), y, member).has(sp.Integral, sp.Sum)


def test_existence_conditions_are_required_and_recorded() -> None:
    """The mean of 1/y under Gamma(k, b) requires k > 1 of the caller and says so in the trace; a second call does so again."""
    k, b = sp.symbols("k b", positive=True)
    member = law("Gamma", k, b)
    y = member.variable()
    for _ in range(2):
        with collecting() as conditions, tracing() as trace:
            value = expectation(1 / y.item, y, member)
        assert sp.cancel(value - b / (k - 1)) == 0
        assert conditions == [("positive", k - 1)]
        assert (trace.steps[0].conditions, trace.steps[0].law, trace.steps[0].variable) == (("k - 1 > 0",), member, y)


def test_moments_that_exist_add_no_condition() -> None:
    """Assumptions decide where they can."""
    k, b = sp.symbols("k b", positive=True)
    member = law("Gamma", k, b)
    y = member.variable()
    with collecting() as conditions:
        assert expectation(y.item**2 * log(y.item), y, member).free_symbols == {k, b}
    assert conditions == []


def test_infinite_divergences_are_refused() -> None:
    """A law with values where the other has none is infinitely far from it; symbols make it a condition."""
    a, b = sp.symbols("a b", positive=True)
    with pytest.raises(DerivationError, match="KL is infinite"):
        kl(law("Uniform", 0, 2), law("Uniform", 0, 1))
    with pytest.raises(DerivationError, match="KL is infinite"):
        kl(law("Normal", 0, 1), law("Exponential", 1))
    with pytest.raises(ShapeError, match="expected values of one kind"):
        kl(law("Poisson", 1), law("Exponential", 1))
    with collecting() as conditions:
        assert kl(law("Uniform", 0, a), law("Uniform", 0, b)) == log(b) - log(a)
    assert conditions == [("nonnegative", b - a)]


def test_defining_integrals_hold_the_density_and_the_support() -> None:
    """The integral form of an expectation has the support as limits; a finite support is an explicit sum."""
    y = sp.Symbol("y", positive=True)
    form = integral_form(y, Tensor.scalar(y), law("Exponential", 2))
    assert (form.func, form.limits, form.doit()) == (sp.Integral, ((y, 0, sp.oo),), half)
    assert integral_form(log(1 + y), Tensor.scalar(y), law("Bernoulli", third)) == log(2) / 3
    pair = law("Dirichlet", [1, 1, 1]).variable()
    assert integral_form(pair.entries[2], pair, law("Dirichlet", [1, 1, 1])).doit() == third


def test_a_parameter_is_not_the_variable() -> None:
    """A variable that a parameter uses is refused, and a law's own variable avoids its parameters' names."""
    y = sp.Symbol("y", real=True)
    with pytest.raises(DerivationError, match="expected names that no parameter uses"):
        expectation(y, Tensor.scalar(y), law("Normal", y, 1))
    assert law("Normal", y, 1).variable().item.name == "y_"


def test_results_do_not_depend_on_the_hash_seed() -> None:
    """Two hash seeds give the same text for matrices, tensors and divergences."""
    program = (
        "import sympy as sp\n"
        "from derivations.families import families\n"
        "from derivations.fisher import fisher\n"
        "from derivations.cubic import cubic\n"
        "from derivations.language.tensor import Tensor\n"
        "from derivations.kl import kl\n"
        "for name in ('StudentT', 'Weibull', 'Kumaraswamy', 'Logistic'):\n"
        "    family = families()[name]\n"
        "    law = family.prototype([() for _ in family.parameters], {})\n"
        "    v = Tensor.vector([value.item for value in law.parameters.values()])\n"
        "    print(fisher(law, v), cubic(law, v) if name == 'Weibull' else '')\n"
        "p = families()['MultivariateNormal'].prototype([(2,), (2, 2)], {})\n"
        "print(kl(p, p.map(lambda e: e.xreplace({s: sp.Symbol(s.name + 'q') for s in e.free_symbols}))))\n"
    )
    outputs = [
        subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("0", "4711")
    ]
    assert outputs[0] == outputs[1]
    assert outputs[0]
