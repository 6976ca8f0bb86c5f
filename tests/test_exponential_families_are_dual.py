"""Exponential families: the log-partition gives the Fisher matrix in every coordinate system, and both systems are dual."""

from __future__ import annotations

import pytest
import sympy as sp
from symbolic_members import exponential_names, member

from derivations.cubic import cubic
from derivations.duality import fisher_mean, fisher_natural, legendre_dual, log_partition_derivative
from derivations.entropy import entropy
from derivations.errors import DerivationError
from derivations.expect import expected
from derivations.families import families
from derivations.fisher import fisher
from derivations.kl import kl
from derivations.language.tensor import Tensor
from derivations.language.words.calculus import jac
from derivations.log_partition import log_partition, mean_parameters
from derivations.natural_gradient import natural_gradient
from derivations.normal_form import decide_zero

NAMES = exponential_names(6)
WITH_LOG_PARTITION = [name for name in NAMES if families()[name].log_partition is not None]
MINIMAL = [name for name in exponential_names(5) if name not in {"Categorical", "Multinomial"}]  # their statistics sum to a constant
by_name = pytest.mark.parametrize("name", NAMES)


def difference(left: Tensor, right: Tensor) -> tuple[sp.Expr, ...]:
    """What must vanish for two arrays to be equal."""
    return left.combine(right, lambda a, b: a - b).entries


@by_name
def test_fisher_in_any_coordinates_is_the_pulled_back_covariance(name: str) -> None:
    """J^T Cov(T) J with the Jacobian J of the natural parameters is the Fisher matrix; without the Jacobian only where J is trivial."""
    found = member(name)
    jacobian = jac(found.law.natural(), found.v)
    pulled = jacobian.transpose().matmul(fisher_natural(found.law)).matmul(jacobian)
    assert found.zero(difference(pulled, fisher(found.law, found.v)))
    assert found.zero(difference(pulled.map(lambda entry: 2 * entry), fisher(found.law, found.v))) is False


@pytest.mark.parametrize("name", WITH_LOG_PARTITION)
def test_derivatives_of_the_log_partition_are_cumulants(name: str) -> None:
    """A' is the mean, A'' the covariance of the statistics, and A''' pulled back by J the third moment of the score."""
    found = member(name)
    eta, jacobian = found.law.natural(), jac(found.law.natural(), found.v)
    assert found.zero(difference(log_partition_derivative(name, eta, 1), mean_parameters(found.law)))
    assert found.zero(difference(log_partition_derivative(name, eta, 2), fisher_natural(found.law)))
    if len(found.v.entries) <= 3:
        third = log_partition_derivative(name, eta, 3)
        assert found.zero(difference(pulled_back(third, jacobian), cubic(found.law, found.v)))


def pulled_back(tensor: Tensor, jacobian: Tensor) -> Tensor:
    """A symmetric tensor of rank three in other coordinates: each contraction moves the last axis to the front."""
    for _ in range(3):
        tensor = turned(tensor.matmul(jacobian))
    return tensor


def turned(tensor: Tensor) -> Tensor:
    """The last axis first; shape ``(a, b, c)`` to ``(c, a, b)``."""
    a, b, c = tensor.shape
    return Tensor((c, a, b), tuple(tensor[i, j, k].item for k in range(c) for i in range(a) for j in range(b)))


@pytest.mark.parametrize("name", MINIMAL)
def test_mean_coordinates_invert_the_matrix(name: str) -> None:
    """In mean coordinates the Fisher matrix pulls back by the Jacobian of the means to the same matrix."""
    found = member(name)
    jacobian = jac(mean_parameters(found.law), found.v)
    pulled = jacobian.transpose().matmul(fisher_mean(found.law)).matmul(jacobian)
    assert found.zero(difference(pulled, fisher(found.law, found.v)))


def test_dependent_statistics_have_no_mean_coordinates() -> None:
    """The indicators of classes sum to one, so their covariance has no inverse."""
    with pytest.raises(DerivationError, match="affinely independent"):
        fisher_mean(member("Categorical").law)


@pytest.mark.parametrize("name", WITH_LOG_PARTITION)
def test_the_dual_has_the_natural_parameters_as_gradient(name: str) -> None:
    """In the mean the gradient of the dual is eta: in any coordinates, its gradient is J_mu^T eta, and the entropy differs by E[log h]."""
    found = member(name)
    dual, mean = legendre_dual(found.law).item, mean_parameters(found.law)
    gradient = found.v.map(lambda symbol: sp.diff(dual, symbol))
    assert found.zero(difference(gradient, jac(mean, found.v).transpose().matmul(found.law.natural())))
    assert found.zero(sp.diff(dual, symbol) for symbol in found.v.entries) is False


@pytest.mark.parametrize("name", ["Normal", "Gamma", "Exponential", "Bernoulli", "Beta"])
def test_the_dual_is_the_negative_entropy_up_to_the_base_measure(name: str) -> None:
    """A*(mu) = E[log p] - E[log h], with the base measures of the families' pages."""
    law = member(name).law
    y = law.variable()
    base = law.log_density(y) - law.natural().matmul(law.sufficient(y)).item + log_partition(name, law.natural())
    gap = legendre_dual(law).item + entropy(law) + expected(base, y, law)
    assert member(name).zero([gap])
    assert member(name).zero([gap + 1]) is False


def velocities(name: str) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """How mean and natural parameters move along the natural gradients of both divergences to another member, and how far it is."""
    found = member(name)
    other = found.moved()
    means, naturals = mean_parameters(found.law), found.law.natural()
    forward = natural_gradient(Tensor.scalar(kl(other, found.law)), found.law, found.v)
    backward = natural_gradient(Tensor.scalar(kl(found.law, other)), found.law, found.v)
    far = [left.combine(right, lambda a, b: a - b) for left, right in ((means, mean_parameters(other)), (naturals, other.natural()))]
    return jac(means, found.v).matmul(forward), far[0], jac(naturals, found.v).matmul(backward), far[1]


@pytest.mark.parametrize("name", [name for name in exponential_names() if name not in {"Categorical", "Multinomial"}])
def test_natural_gradient_flows_of_divergences_are_straight(name: str) -> None:
    """Along minus the natural gradient of KL(target || p) the means, and of KL(p || target) the natural parameters, head straight home."""
    mean_speed, mean_gap, natural_speed, natural_gap = velocities(name)
    found = member(name)
    assert found.zero(difference(mean_speed, mean_gap))
    assert found.zero(difference(natural_speed, natural_gap))
    assert found.zero(difference(mean_speed, natural_gap)) is False


def test_the_plain_gradient_flow_is_not_straight() -> None:
    """Without the inverse Fisher matrix the means of a Poisson law head home at another rate."""
    r, s = sp.symbols("r s", positive=True)
    slope = sp.diff(kl(families()["Poisson"].law(s), families()["Poisson"].law(r)), r)
    assert decide_zero([slope - (r - s)]).zero is False
