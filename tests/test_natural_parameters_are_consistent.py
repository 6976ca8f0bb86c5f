"""Natural parameters, sufficient statistics, log-partitions and alternative parameterisations agree with the log-density."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mpmath
import pytest
import sympy as sp
from quadrature_oracle import close, number

from derivations.families import families
from derivations.language.tensor import Tensor
from derivations.log_partition import log_partition, mean_parameters, natural, sufficient
from derivations.score import pointwise_derivative

if TYPE_CHECKING:
    from derivations.family import Family

FAMILIES = list(families().values())


@pytest.mark.parametrize("family", [family for family in FAMILIES if family.natural], ids=lambda family: family.name)
def test_log_density_is_linear_in_the_statistics(family: Family) -> None:
    """The log-density minus the natural parameters times the statistics plus the log-partition does not change with the parameters."""
    y, left = None, []
    for point in family.valid:
        law = family.law(*point)
        if y is None:
            y, shape = law.variable(), law.variable_shape
        if law.variable_shape != shape or law.parameters.get("total", 0) != family.law(*family.valid[0]).parameters.get("total", 0):
            continue
        inner = (
            Tensor.scalar(sp.Rational(3, 4)) if not shape else Tensor.vector([sp.Rational(k + 1, shape[0] + 3) for k in range(shape[0])])
        )
        place = (
            dict(zip(y.entries, inner.entries, strict=True))
            if not y.entries[0].is_integer
            else {entry: sp.Integer(1) for entry in y.entries}
        )
        linear = sum(a * t for a, t in zip(natural(law).entries, sufficient(law, y).entries, strict=True))
        partition = log_partition(family.name, natural(law)) if family.log_partition else 0
        left.append(number(law.log_density(y) - linear + partition, place))
    if family.log_partition:
        assert all(close(value, left[0]) for value in left)


@pytest.mark.parametrize("family", [family for family in FAMILIES if family.log_partition], ids=lambda family: family.name)
def test_mean_parameters_are_the_gradient_of_the_log_partition(family: Family) -> None:
    """The expectations of the statistics are the derivatives of the log-partition at the natural parameters."""
    for point in family.valid:
        law = family.law(*point)
        eta = sp.symbols(f"eta0:{natural(law).shape[0]}")
        family.require_natural(len(eta))
        place = dict(zip(eta, natural(law).entries, strict=True))
        partition = log_partition(family.name, Tensor.vector(eta))
        for mean, symbol in zip(mean_parameters(law).entries, eta, strict=True):
            assert close(number(mean, {}), number(pointwise_derivative(partition, symbol), place))


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("Bernoulli", {"logits": sp.log(sp.Rational(3, 2))}, {"probs": sp.Rational(3, 5)}),
        ("Categorical", {"logits": [0, sp.log(2), sp.log(5)]}, {"probs": [sp.Rational(k, 8) for k in (1, 2, 5)]}),
        ("MultivariateNormal", {"loc": [1, 2], "variances": [3, 5]}, {"loc": [1, 2], "covariance": [[3, 0], [0, 5]]}),
        ("MultivariateNormal", {"loc": [1, 2], "variance": 3}, {"loc": [1, 2], "covariance": [[3, 0], [0, 3]]}),
        ("VonMisesFisher", {"loc": [1, 0], "concentration": 2}, {"natural": [2, 0]}),
        ("MultivariateNormal", {"loc": [1, 2], "precision": [[2, 1], [1, 1]]}, {"loc": [1, 2], "covariance": [[1, -1], [-1, 2]]}),
    ],
)
def test_parameterisations_give_the_same_law(name: str, one: dict, other: dict) -> None:
    """The same law by another parameterisation has the same density, natural parameters and shapes."""
    left, right = families()[name].law(**one), families()[name].law(**other)
    y = left.variable()
    place = {entry: sp.Integer(k + 1) / (1 if entry.is_integer else 3) for k, entry in enumerate(y.entries)}
    assert close(number(left.log_density(y), place), number(right.log_density(y), place))
    difference = left.natural().combine(right.natural(), lambda a, b: a - b)
    shift = difference.entries[0] if name == "Categorical" else 0
    assert all(close(number(entry - shift, {}), mpmath.mpf(0)) for entry in difference.entries)
