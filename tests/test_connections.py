"""Connection coefficients and curvature: each alpha-connection is what its own coordinate system and the metric say it is."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
import sympy as sp
from symbolic_members import Member, exponential_names, member, smooth_names

from derivations.connection import christoffel, connection, metric_connection
from derivations.cubic import cubic
from derivations.curvature import gaussian_curvature, riemann_tensor
from derivations.errors import DerivationError
from derivations.families import families
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from derivations.language.words.calculus import jac
from derivations.log_partition import mean_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE, ZERO, MINUS = Tensor.scalar(1), Tensor.scalar(0), Tensor.scalar(-1)
CURVATURES = {
    "Normal": -sp.Rational(1, 2),
    "LogNormal": -sp.Rational(1, 2),
    "InverseGaussian": -sp.Rational(1, 2),
    "Cauchy": sp.Integer(-2),
    "Gumbel": -6 / sp.pi**2,
    "Weibull": -6 / sp.pi**2,
    "Logistic": -9 / (3 + sp.pi**2),
}


def differences(left: Tensor, right: Tensor) -> tuple[sp.Expr, ...]:
    """What must vanish for two arrays to be equal."""
    return left.combine(right, lambda a, b: a - b).entries


@pytest.mark.parametrize("name", smooth_names())
def test_the_connection_of_alpha_zero_is_that_of_the_metric(name: str) -> None:
    """The Levi-Civita coefficients are derivatives of the Fisher matrix; those of alpha = 1 only where the cubic tensor vanishes."""
    found = member(name)
    metric = metric_connection(fisher(found.law, found.v), found.v)
    assert found.zero(differences(connection(found.law, found.v, ZERO), metric))
    symmetric = found.zero(cubic(found.law, found.v).entries)
    assert bool(found.zero(differences(connection(found.law, found.v, ONE), metric))) is bool(symmetric)


@pytest.mark.parametrize("name", smooth_names())
def test_exponential_and_mixture_connection_are_dual(name: str) -> None:
    """The derivative of F_jk along i is Gamma^(1)_ij,k + Gamma^(-1)_ik,j, for opposite alpha only."""
    found = member(name)
    size, metric = range(len(found.v.entries)), fisher(found.law, found.v)
    e, m = (connection(found.law, found.v, alpha) for alpha in (ONE, MINUS))

    def gaps(first: Tensor, second: Tensor) -> Iterator[sp.Expr]:
        for i, j, k in itertools.product(size, repeat=3):
            yield sp.diff(metric[j, k].item, found.v.entries[i]) - first[i, j, k].item - second[i, k, j].item

    assert found.zero(gaps(e, m))
    assert bool(found.zero(gaps(e, e))) is bool(found.zero(cubic(found.law, found.v).entries))


def flat_coefficients(found: Member, straight: Tensor, dual: Tensor) -> Tensor:
    """The coefficients in ``v`` of the connection that vanishes in the coordinates ``straight``: sum_a d_i d_j straight_a d_k dual_a."""
    size, v = range(len(found.v.entries)), found.v.entries
    turn = jac(dual, found.v)
    pairs = list(zip(straight.entries, turn, strict=True))
    entries = (sp.Add(*(sp.diff(entry, v[i], v[j]) * row[k].item for entry, row in pairs)) for i, j, k in itertools.product(size, repeat=3))
    return Tensor((len(v),) * 3, tuple(entries))


@pytest.mark.parametrize("name", exponential_names())
def test_each_flat_connection_vanishes_in_its_own_coordinates(name: str) -> None:
    """The one of alpha = 1 is the connection in which natural parameters are straight, -1 that of the mean parameters, not the reverse."""
    found = member(name)
    eta, mean = found.law.natural(), mean_parameters(found.law)
    assert found.zero(differences(connection(found.law, found.v, ONE), flat_coefficients(found, eta, mean)))
    assert found.zero(differences(connection(found.law, found.v, MINUS), flat_coefficients(found, mean, eta)))
    assert found.zero(differences(connection(found.law, found.v, ONE), flat_coefficients(found, mean, eta))) is False


@pytest.mark.parametrize("name", exponential_names())
def test_exponential_families_are_flat(name: str) -> None:
    """The curvature tensors of alpha = 1 and alpha = -1 vanish."""
    found = member(name)
    assert found.zero(riemann_tensor(found.law, found.v, ONE).entries)
    assert found.zero(riemann_tensor(found.law, found.v, MINUS).entries)


def test_a_scale_family_outside_is_curved() -> None:
    """The Cauchy laws are no exponential family: the curvature of alpha = 1 does not vanish."""
    found = member("Cauchy")
    assert found.zero(riemann_tensor(found.law, found.v, ONE).entries) is False


@pytest.mark.parametrize("name", sorted(CURVATURES))
def test_surfaces_have_the_curvature_of_the_literature(name: str) -> None:
    """The Gaussian curvature is a known constant; the Normal law has -1/2."""
    found = member(name)
    assert found.zero([gaussian_curvature(found.law, found.v).item - CURVATURES[name]])


def test_the_simplex_is_a_sphere_of_radius_two() -> None:
    """Three classes have Gaussian curvature 1/4."""
    found = member("Categorical")
    assert found.zero([gaussian_curvature(found.law, found.v).item - sp.Rational(1, 4)])


def test_coefficients_vanish_in_natural_and_in_mean_coordinates() -> None:
    """Poisson: alpha = 1 vanishes in the logarithm of the rate, alpha = -1 in the rate, and neither in the other."""
    t, r = sp.Symbol("t", real=True), sp.Symbol("r", positive=True)
    natural, mean = families()["Poisson"].law(sp.exp(t)), families()["Poisson"].law(r)
    assert connection(natural, Tensor.vector([t]), ONE).entries == (0,)
    assert connection(mean, Tensor.vector([r]), MINUS).entries == (0,)
    assert connection(natural, Tensor.vector([t]), MINUS).entries != (0,)
    assert connection(mean, Tensor.vector([r]), ONE).entries != (0,)


def test_the_christoffel_symbols_of_the_normal_law() -> None:
    """The half-plane: Gamma^m_ms = -1/s, Gamma^s_mm = 1/(2 s), Gamma^s_ss = -1/s."""
    found = member("Normal")
    s = found.v.entries[1]
    symbols = christoffel(found.law, found.v, ZERO)
    known = {(0, 1, 0): -1 / s, (1, 0, 0): -1 / s, (0, 0, 1): 1 / (2 * s), (1, 1, 1): -1 / s}
    expected = Tensor((2, 2, 2), tuple(known.get(index, sp.S.Zero) for index in itertools.product(range(2), repeat=3)))
    assert found.zero(differences(symbols, expected))


def test_a_moving_kink_has_no_coefficients() -> None:
    """The location of a Laplace law is refused."""
    m, b = sp.Symbol("m", real=True), sp.Symbol("b", positive=True)
    with pytest.raises(DerivationError, match="kink"):
        connection(families()["Laplace"].law(m, b), Tensor.vector([m, b]), ZERO)
