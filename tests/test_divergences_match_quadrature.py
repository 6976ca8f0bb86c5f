"""Divergences within and across families, entropies and third moments of the score agree with quadrature and with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
import pytest
import sympy as sp
from quadrature_oracle import DIGITS, close, digits_of, expected_values, number

from derivations.conditions import collecting
from derivations.cubic import cubic
from derivations.entropy import entropy
from derivations.errors import DerivationError, ShapeError
from derivations.families import families
from derivations.fisher import fisher
from derivations.kl import kl
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from derivations.law import Law

half, third, quarter = sp.Rational(1, 2), sp.Rational(1, 3), sp.Rational(1, 4)


def law(name: str, *arguments: Any, **keywords: Any) -> Law:
    """A law by its family's name."""
    return families()[name].law(*arguments, **keywords)


def matches(form: sp.Expr, measured: mpmath.mpf) -> bool:
    """Whether a closed form agrees with quadrature."""
    return close(number(form), measured)


PAIRS = [
    (law("Chi", 3), law("Chi", half)),
    (law("Erlang", 3, 2), law("Gamma", 2, 3)),
    (law("Nakagami", 2, 3), law("Nakagami", 1, half)),
    (law("Frechet", 2, 3), law("Frechet", 3, 4)),
    (law("BetaPrime", 2, 3), law("BetaPrime", half, 4)),
    (law("HalfCauchy", 2), law("HalfCauchy", 3)),
    (law("LogitNormal", half, 2), law("LogitNormal", -1, 3)),
    (law("ShiftedExponential", 1, 2), law("ShiftedExponential", half, 3)),
    (law("TruncatedNormal", half, 2, 0, 2), law("TruncatedNormal", 1, 3, -1, 3)),
    (law("TruncatedNormal", loc=half, scale=2, low=0), law("TruncatedNormal", loc=1, scale=3, low=-1)),
    (law("GeneralizedInverseGaussian", half, 2, 3), law("GeneralizedInverseGaussian", half, 1, 2)),
    (law("ZeroTruncatedPoisson", 2), law("ZeroTruncatedPoisson", 3)),
    (law("BetaBinomial", 3, 2, half), law("BetaBinomial", 3, 1, 1)),
    (law("DirichletMultinomial", 3, [2, half]), law("DirichletMultinomial", 3, [1, 1])),
    (law("Ising", [half, 0], [[0, 1], [1, 0]]), law("Ising", [0, third], [[0, 0], [0, 0]])),
    (law("NormalGamma", 0, 1, 3, 2), law("NormalGamma", half, 2, 2, 1)),
    (law("Wishart", 5, [[2, half], [half, 1]]), law("Wishart", 6, [[1, 0], [0, 1]])),
    (law("InverseWishart", 6, [[2, half], [half, 1]]), law("InverseWishart", 5, [[1, 0], [0, 1]])),
    (law("VonMisesFisher", [1, 0, 2]), law("VonMisesFisher", [0, 1, 1])),
    (law("MatrixNormal", [[0, 1]], [[2]], [[1, half], [half, 1]]), law("MatrixNormal", [[1, 1]], [[1]], [[1, 0], [0, 2]])),
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
    assert close(number(kl(p, q)), measured, digits_of(p))
    assert measured > mpmath.mpf(10) ** -DIGITS


@pytest.mark.parametrize(
    "name",
    [
        "Beta",
        "BetaPrime",
        "BurrXII",
        "Cauchy",
        "Chi",
        "ConwayMaxwellPoisson",
        "FisherSnedecor",
        "Frechet",
        "Gamma",
        "GeneralizedExtremeValue",
        "GeneralizedPareto",
        "Gumbel",
        "HalfCauchy",
        "InverseWishart",
        "Kumaraswamy",
        "Laplace",
        "LogLogistic",
        "Logistic",
        "MatrixNormal",
        "MultivariateStudentT",
        "NormalGamma",
        "StudentT",
        "Triangular",
        "TruncatedNormal",
        "VonMisesFisher",
        "Wishart",
        "Zeta",
    ],
)
def test_entropies_match_quadrature(name: str) -> None:
    """The entropy is the mean of the negative log-density."""
    member = law(name, *families()[name].valid[1])
    y = member.variable()
    (measured,) = expected_values(member, y, [-member.log_density(y)])
    assert close(number(entropy(member)), measured, digits_of(member))


def test_the_cubic_tensor_of_gamma_is_the_third_derivative_of_its_log_partition() -> None:
    """In natural coordinates the Amari-Chentsov tensor is the third derivative of the log-partition."""
    a, b = sp.symbols("a b", positive=True)
    tensor = cubic(law("Gamma", a, b), Tensor.vector([a, b]))
    flipped = [sp.diff(sp.loggamma(a) - a * sp.log(b), *index) for index in ((a, a, a), (a, b, b), (b, b, b))]
    assert [tensor[0, 0, 0].item, tensor[0, 1, 1].item, -tensor[1, 1, 1].item] == [flipped[0], flipped[1], -flipped[2]]
    assert (tensor[0, 0, 1].item, tensor.shape) == (0, (2, 2, 2))


def test_reparameterisation_is_composition() -> None:
    """Parameters may be expressions: the Fisher matrix of Normal(mu, sp.exp(lam)) in (mu, lam)."""
    mu, lam = sp.symbols("mu lam", real=True)
    assert fisher(law("Normal", mu, sp.exp(lam)), Tensor.vector([mu, lam])).entries == (sp.exp(-2 * lam), 0, 0, 2)


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
        assert kl(law("Uniform", 0, a), law("Uniform", 0, b)) == sp.log(b) - sp.log(a)
    assert conditions == [("nonnegative", b - a)]
