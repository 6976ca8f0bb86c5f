"""Expectations say what they assume, and are declined where they do not exist or where no rule applies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sympy as sp

from derivations.conditions import collecting
from derivations.errors import DerivationError
from derivations.expectation import expectation, integral_form
from derivations.families import families
from derivations.language.tensor import Tensor
from derivations.trace import tracing

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.law import Law

ROOT = Path(__file__).resolve().parent.parent
half, third = sp.Rational(1, 2), sp.Rational(1, 3)
exp, log = sp.exp, sp.log


def law(name: str, *arguments: Any, **keywords: Any) -> Law:
    """A law by its family's name."""
    return families()[name].law(*arguments, **keywords)


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
        (law("Gamma", 1, 2), lambda y: exp(2 * y) * sp.cos(y)),
        (law("Laplace", 0, 1), lambda y: exp(-y) * sp.sin(y)),
        (law("Normal", 0, 1), lambda y: exp(y**2 / 2) * sp.cos(y)),
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


@pytest.mark.parametrize(
    ("member", "integrand"),
    [
        (law("Uniform", 0, 2 * sp.pi), lambda y: sp.Abs(sp.cos(y))),
        (law("Uniform", 0, 1), lambda y: sp.sqrt(2 + sp.cos(y))),
        (law("Uniform", 0, 1), lambda y: log(y) * sp.cos(y)),
        (law("Normal", 0, 1), lambda y: log(2 + sp.cos(y))),
        (law("Normal", 0, 1), lambda y: sp.sign(sp.sin(y))),
        (law("Normal", 0, 1), lambda y: sp.cos(y**2)),
        (law("Gamma", 2, 1), lambda y: sp.cos(log(y))),
        (law("Gamma", 2, 1), lambda y: log(y) * sp.sin(y)),
        (law("Gamma", 2, 1), lambda y: 1 / (2 + sp.cos(y))),
    ],
)
def test_waves_are_no_powers_of_positive_numbers(member: Law, integrand: Callable[[sp.Symbol], sp.Expr]) -> None:
    """Exponentials with imaginary rates are not positive: no absolute value, root or logarithm of them splits."""
    y = member.variable()
    with pytest.raises(DerivationError):
        expectation(integrand(y.item), y, member)
