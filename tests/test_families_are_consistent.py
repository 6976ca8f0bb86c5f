"""Every family's density, kernel, score, Fisher matrices, natural parameters and domain agree with each other and with quadrature."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import mpmath
import pytest
import sympy as sp
from quadrature_oracle import close, digits_of, expected_values, number

from derivations.errors import DerivationError, DomainError, ShapeError
from derivations.expectation import expectation
from derivations.families import families
from derivations.families.gamma import FAMILY as GAMMA
from derivations.families.gamma import pivot as gamma_pivot
from derivations.fisher import fisher, fisher_hessian
from derivations.language.tensor import Tensor
from derivations.regularity import regularity
from derivations.score import pointwise_derivative, score

if TYPE_CHECKING:
    from derivations.family import Family
    from derivations.law import Law

FAMILIES = list(families().values())
IRREGULAR = {"GeneralizedPareto", "Laplace", "Pareto", "ShiftedExponential", "Triangular", "TruncatedNormal", "Uniform"}
CENTRED_ON_A_MOVING_SUPPORT = {"BetaBinomial", "Binomial", "DirichletMultinomial", "GeneralizedExtremeValue", "Multinomial", "Triangular"}
NO_CLOSED_FISHER = {("GeneralizedInverseGaussian", "order"), ("NegativeBinomial", "total")}
DIVERGENT = {("Triangular", "low"), ("Triangular", "high")}  # the second moment of the score is infinite
FINITE_SUMS = {"BetaBinomial", "DirichletMultinomial"}  # closed for a known total
half, third, quarter = sp.Rational(1, 2), sp.Rational(1, 3), sp.Rational(1, 4)
LOGITS = {
    "Categorical": (([0, half, -third],), ([1, quarter],), ([third, 0, half, -1],)),
    "Multinomial": ((3, [0, half, -third]), (2, [1, quarter]), (2, [third, 0, half, -1])),
}

by_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)


def symbolic(family: Family, point: tuple) -> tuple[Law, Tensor, dict[sp.Symbol, sp.Expr]]:
    """A law at free symbols, the symbols that vary smoothly and freely, and their values at a point.

    Probabilities of classes are not free: they are written as functions of logits.
    """
    if family.name in LOGITS:
        return _of_logits(family, LOGITS[family.name][family.valid.index(point)])
    given = family.law(*point)
    law = family.prototype([value.shape for value in given.parameters.values()], {})
    values: dict[sp.Symbol, sp.Expr] = {}
    for name, value in law.parameters.items():
        values |= dict(zip(value.entries, given.parameters[name].entries, strict=True))
    without = NO_CLOSED_FISHER | DIVERGENT
    fixed = {entry for name, value in law.parameters.items() if (family.name, name) in without for entry in value.entries}
    free = [symbol for symbol in values if not symbol.is_integer and symbol not in fixed]
    if family.name in FINITE_SUMS:
        law = law.map(lambda entry: values[entry] if entry.is_integer else entry)
    return law, Tensor.vector(free), values


def _of_logits(family: Family, point: tuple) -> tuple[Law, Tensor, dict[sp.Symbol, sp.Expr]]:
    *total, logits = point
    z = sp.symbols(f"z0:{len(logits)}", real=True)
    whole = sp.Add(*map(sp.exp, z))
    law = family.law(*total, [sp.exp(entry) / whole for entry in z]) if total else family.law(logits=list(z))
    return law, Tensor.vector(z), dict(zip(z, map(sp.sympify, logits), strict=True))


def disagreements(law: Law, v: Tensor, values: dict[sp.Symbol, sp.Expr]) -> list[str]:
    """The entries of the mean score and of both Fisher matrices that differ from quadrature."""
    y = law.variable()
    s, pairs = score(law, y, v).entries, list(itertools.combinations_with_replacement(range(len(v.entries)), 2))
    products = [s[i] * s[j] for i, j in pairs]
    hessians = [-pointwise_derivative(s[i], v.entries[j]) for i, j in pairs]
    integrands = [sp.Integer(1), *s, *products, *hessians]
    closed = [sp.Integer(1), *(expectation(entry, y, law) for entry in s)]
    closed += [matrix[i, j].item for matrix in (fisher(law, v), fisher_hessian(law, v)) for i, j in pairs]
    measured = expected_values(law.map(lambda entry: entry.xreplace(values)), y, [item.xreplace(values) for item in integrands])
    return [
        f"{what}: {mpmath.nstr(number(form, values), 25)} and {mpmath.nstr(value, 25)}"
        for what, form, value in zip(integrands, closed, measured, strict=True)
        if not close(number(form, values), value, digits_of(law))
    ]


@by_family
def test_mass_score_and_fisher_matrices_match_quadrature(family: Family) -> None:
    """The density has mass one, and the mean score and both Fisher matrices have the values that quadrature gives, at every example."""
    assert len(family.valid) >= 3
    for point in family.valid:
        law, v, values = symbolic(family, point)
        assert disagreements(law, v, values) == [], point


def test_a_wrong_kernel_is_seen() -> None:
    """A Gamma family whose kernel has a concentration off by one disagrees with quadrature."""
    wrong = dataclasses.replace(GAMMA, pivot=lambda concentration, rate: gamma_pivot(concentration + 1, rate))
    assert len(disagreements(*symbolic(wrong, wrong.valid[1]))) >= 4


def test_a_wrong_density_is_seen() -> None:
    """A Gamma density without its normaliser has another mass."""
    wrong = dataclasses.replace(GAMMA, log_density=lambda y, concentration, rate: (concentration - 1) * sp.log(y) - rate * y)
    assert "1: 1.0" in disagreements(*symbolic(wrong, wrong.valid[1]))[0]


@by_family
def test_the_kernel_has_mass_one(family: Family) -> None:
    """The moment of order zero is one."""
    pivot = family.law(*family.valid[0]).pivot
    assert pivot is None or pivot.kernel.moment(pivot.kernel.monomial()).value == 1


@by_family
def test_regularity_is_found_by_computation(family: Family) -> None:
    """The score is centred and both Fisher matrices agree, except for the families with a moving support or a kink."""
    law, v, _ = symbolic(family, family.valid[0])
    found = regularity(law, v)
    assert found.is_regular is (family.name not in IRREGULAR)
    assert found.score_is_centred is (not found.moving_support or family.name in CENTRED_ON_A_MOVING_SUPPORT)


def test_laplace_and_uniform_are_irregular_in_their_own_ways() -> None:
    """The Laplace score is centred but its mean Hessian is zero in the location; the uniform score has mean -1/theta."""
    mu, b, theta = sp.Symbol("mu", real=True), *sp.symbols("b theta", positive=True)
    laplace, uniform = families()["Laplace"].law(mu, b), families()["Uniform"].law(0, theta)
    found = regularity(laplace, Tensor.vector([mu, b]))
    assert (found.score_is_centred, found.hessian_agrees) == (True, False)
    assert fisher(laplace, Tensor.vector([mu, b])).entries == (b**-2, 0, 0, b**-2)
    assert fisher_hessian(laplace, Tensor.vector([mu, b])).entries == (0, 0, 0, b**-2)
    assert regularity(uniform, Tensor.vector([theta])).mean_score.entries == (-1 / theta,)
    assert fisher(uniform, Tensor.vector([theta])).entries == (theta**-2,)
    assert fisher_hessian(uniform, Tensor.vector([theta])).entries == (-(theta**-2),)


@pytest.mark.parametrize(("name", "parameter"), sorted(NO_CLOSED_FISHER))
def test_fisher_entries_without_a_closed_form_stay_sums(name: str, parameter: str) -> None:
    """An infinite series of trigamma values is left to quadrature."""
    law = families()[name].prototype([() for _ in families()[name].parameters], {})
    matrix = fisher(law, Tensor.vector(law.parameters[parameter].entries or (law.parameters[parameter].item,)))
    assert all(entry.has(sp.Sum, sp.Integral) for entry in matrix.entries)


@by_family
def test_valid_points_are_accepted_and_invalid_ones_refused(family: Family) -> None:
    """Example parameters build a law without side conditions that fail; parameters outside the domain are refused."""
    assert len(family.invalid) >= 2
    for point in family.valid:
        assert family.law(*point).side_conditions() == ()
    for point in family.invalid:
        with pytest.raises(DomainError, match=f"^Building {family.name}"):
            family.law(*point)


@by_family
def test_symbolic_parameters_are_accepted(family: Family) -> None:
    """Symbols without assumptions build a law whose side conditions say what they must satisfy."""
    shapes = [value.shape for value in family.law(*family.valid[0]).parameters.values()]
    law = family.prototype(shapes, {}).map(lambda entry: entry.xreplace({symbol: sp.Symbol(symbol.name) for symbol in entry.free_symbols}))
    assert law.side_conditions() or all(parameter.kind in {"real", "symmetric"} for parameter in family.parameters)


@by_family
def test_wrong_arguments_are_refused(family: Family) -> None:
    """Too many arguments, unknown names and wrong shapes are errors of shape."""
    with pytest.raises(ShapeError, match=rf"^Building a law: expected {family.name}\("):
        family.law(*family.valid[0], *(1,) * 5)
    with pytest.raises(ShapeError, match=rf"^Building a law: expected {family.name}\("):
        family.law(unknown=1)
    with pytest.raises(ShapeError, match=rf"^Building {family.name}: expected .* of shape"):
        family.law(*([[[[1]]]] * len(family.parameters)))


def test_infinite_parameters_are_refused() -> None:
    """A parameter is a finite number."""
    with pytest.raises(DomainError, match="expected finite values as loc"):
        families()["Normal"].law(sp.oo, 1)


@pytest.mark.parametrize(
    ("name", "parameters", "power", "exists"),
    [
        ("Frechet", (1, 3), 2, True),
        ("Frechet", (1, 3), 3, False),
        ("GeneralizedExtremeValue", (0, 1, third), 2, True),
        ("GeneralizedExtremeValue", (0, 1, half), 2, False),
        ("FisherSnedecor", (3, 5), 2, True),
        ("FisherSnedecor", (3, 4), 2, False),
        ("BetaPrime", (2, 3), 2, True),
        ("BetaPrime", (2, 2), 2, False),
        ("LogLogistic", (1, 2), 1, True),
        ("LogLogistic", (1, 2), 2, False),
        ("BurrXII", (1, 2, 1), 1, True),
        ("BurrXII", (1, 2, 1), 2, False),
        ("HalfCauchy", (1,), 1, False),
        ("StudentT", (3, 0, 1), 2, True),
        ("StudentT", (2, 0, 1), 2, False),
        ("Zeta", (4,), 2, True),
        ("Zeta", (3,), 2, False),
        ("InverseWishart", (5, [[1]]), 2, True),
        ("InverseWishart", (4, [[1]]), 2, False),
        ("MultivariateStudentT", (3, [0, 0], [[1, 0], [0, 1]]), 2, True),
        ("MultivariateStudentT", (2, [0, 0], [[1, 0], [0, 1]]), 2, False),
    ],
)
def test_moments_exist_where_they_should(name: str, parameters: tuple, power: int, exists: bool) -> None:  # noqa: FBT001 - a table
    """A moment has a closed form below the exponent of the tail, and none from it on."""
    law = families()[name].law(*parameters)
    y = law.variable()
    if exists:
        assert number(expectation(y.entries[0] ** power, y, law)) > 0
    else:
        with pytest.raises(DerivationError, match=r"expected .* for a moment"):
            expectation(y.entries[0] ** power, y, law)


def test_a_family_is_regular_in_some_of_its_parameters() -> None:
    """With its end or its kink held fixed, an irregular family is regular in what is left; with it free it is not."""
    a, b = sp.symbols("a b", positive=True)
    for name, parameters in (("Pareto", (2, a)), ("ShiftedExponential", (1, a)), ("Laplace", (1, a)), ("TruncatedNormal", (b, a, 0, 3))):
        law = families()[name].law(*parameters)
        assert regularity(law, Tensor.vector(sorted(law.free_symbols, key=str))).is_regular is True
    found = regularity(families()["Pareto"].law(b, a), Tensor.vector([b]))
    assert (found.score_is_centred, found.hessian_agrees) == (False, False)
