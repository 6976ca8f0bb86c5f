"""Multiply-adds are counted where they happen: a wrong formula, another route and a wrong matrix all show."""

from __future__ import annotations

import pytest

from numeric.curvature.generalized_gauss_newton import GeneralizedGaussNewton
from numeric.layers import adjoint, forward, tangent
from verify.experiments import product_cost
from verify.experiments.product_cost import SHAPES, costs, counted, example, predicted


@pytest.mark.parametrize("sizes", SHAPES)
def test_the_counts_follow_the_shape(sizes: list[int]) -> None:
    """The counts are those of the formula for the shape, and not those for a network without its last layer."""
    assert costs(sizes) == predicted(sizes)
    assert costs(sizes) != predicted([*sizes, 1])


def test_another_route_has_another_cost() -> None:
    """A product by a kept root is not what the formula counts."""
    problem, theta, direction = example([5, 8, 4])
    operator = GeneralizedGaussNewton(problem.at(theta), route="root")
    operator @ direction
    with counted() as tally:
        operator @ direction
    assert tally[0] // product_cost.CASES != predicted([5, 8, 4])[2]


def test_counting_ends_with_the_block() -> None:
    """The kernels are the plain ones again afterwards, also after an error, and nothing more is counted."""
    before = [module.multiply for module in (forward, tangent, adjoint)]
    with pytest.raises(ZeroDivisionError), counted() as tally:
        raise ZeroDivisionError
    assert [module.multiply for module in (forward, tangent, adjoint)] == before
    problem, theta, _ = example([5, 4])
    _ = problem.at(theta).gradient
    assert tally == [0]


def test_a_wrong_formula_is_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The experiment says no when the counts are others than claimed."""
    monkeypatch.setattr(product_cost, "predicted", lambda sizes: (sum(sizes), 0, 0))
    assert product_cost.product_cost().verdict == "inconclusive"


def test_a_wrong_product_is_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The experiment says no when the product is off."""
    monkeypatch.setattr(product_cost, "discrepancy", lambda _: 1e-3)
    assert product_cost.product_cost().verdict == "inconclusive"
