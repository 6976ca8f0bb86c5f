"""Columns, batches, memories and refinements in pieces: results do not depend on the pieces, and their sizes are those documented."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from numeric.curvature import matrices
from numeric.curvature import operator as operator_module
from numeric.curvature import output as output_module
from numeric.curvature.dual import Dual
from numeric.curvature.fisher import Fisher
from numeric.curvature.inverses import factored
from numeric.curvature.kronecker import Factors
from numeric.curvature.kronecker_factored_fisher import FactoredInverse
from numeric.curvature.operator import Curvature
from numeric.curvature.sample_space import SampleSpace
from numeric.curvature.structural_damping import StructuralDamping
from numeric.errors import SingularError
from numeric.layers import sensitivities as sensitivities_module
from numeric.losses.mahalanobis import Mahalanobis
from numeric.network import Network
from numeric.problem import Problem


def problem(sizes: tuple[int, ...] = (3, 4, 2), samples: int = 9, precision: str = "float64", **options: Any) -> tuple[Problem, Any]:
    """A squared error on random data, and parameters."""
    generator, network = np.random.default_rng(7), Network(sizes, ["tanh"] * (len(sizes) - 2))
    X = generator.standard_normal((samples, sizes[0])).astype(precision)
    return Problem(network, "squared", X, generator.standard_normal((samples, sizes[-1])), **options), network.initialise(generator)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", sorted(matrices()))
def test_dense_matrices_are_symmetric_to_the_last_bit(name: str, precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Formed at once or column by column; the diagonal by products is that of the matrix."""
    made, theta = problem((5, 8, 6, 3), 11, precision)
    operator = matrices()[name](made.at(theta.astype(precision)))
    whole = operator.to_dense()
    assert np.array_equal(whole, whole.T)
    monkeypatch.setattr(operator_module, "FLOOR", 1)
    monkeypatch.setattr(operator_module, "ALLOWANCE", 0)
    assert operator.columns_at_once == 1
    tolerance = 100 * np.finfo(precision).eps * np.abs(whole).max()
    assert np.allclose(operator.to_dense(), whole, rtol=0, atol=tolerance)
    assert np.allclose(Curvature.diagonal(operator), np.diag(whole), rtol=0, atol=tolerance)
    assert np.allclose(operator @ np.eye(len(whole), dtype=precision), whole, rtol=0, atol=tolerance)


def test_products_of_units_are_taken_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many columns as fit, the last piece fewer."""
    made, theta = problem()
    operator = Fisher(made.at(theta))
    monkeypatch.setattr(operator_module, "FLOOR", 4 * operator.features_at_once * 9 * 8)
    pieces = list(operator.unit_blocks())
    assert [units.shape for _, units in pieces] == [(26, 4)] * 6 + [(26, 2)]
    assert np.array_equal(np.hstack([units for _, units in pieces]), np.eye(26))
    assert [(place.start, place.stop) for place, _ in pieces][-2:] == [(20, 24), (24, 26)]


@pytest.mark.parametrize("fit", [1, 2, 3, 6])
def test_roots_are_taken_a_few_columns_at_a_time(fit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work space holds every layer's part and four times the widest; a column that does not fit is taken alone."""
    made, theta = problem((3, 7, 6), 5)
    operator = Fisher(made.at(theta))
    column = ((7 + 6) + 4 * 7) * 5 * 8
    monkeypatch.setattr(sensitivities_module, "ALLOWANCE", 0)
    monkeypatch.setattr(sensitivities_module, "FLOOR", fit * column)
    assert [roots[0].shape[1] for _, roots in operator.roots()] == [fit] * (6 // fit)
    monkeypatch.setattr(sensitivities_module, "FLOOR", fit * column - 1)
    assert next(roots[0].shape[1] for _, roots in operator.roots()) == max(fit - 1, 1)
    monkeypatch.setattr(sensitivities_module, "FLOOR", 1)
    monkeypatch.setattr(sensitivities_module, "ALLOWANCE", 3 / 2)
    activations = 8 * 5 * ((7 + 1) + 7 + 6)
    assert next(roots[0].shape[1] for _, roots in operator.roots()) == max(1, int(1.5 * activations) // column)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_the_pseudo_inverse_drops_what_rounding_left(scale: float) -> None:
    """With samples given twice the Gram matrix is singular, at whatever size; the solution is that of the dense pseudo-inverse."""
    generator, network = np.random.default_rng(1), Network([4, 2], [])
    X, law = np.repeat(generator.standard_normal((3, 4)), 2, axis=0), Mahalanobis(np.eye(2) / scale)
    theta = generator.standard_normal(network.size)
    operator = Fisher(Problem(network, law, X, generator.standard_normal((6, 2))).at(theta))
    g = operator.linearization.gradient
    dense = operator.to_dense()
    found = SampleSpace(operator).solve(g, 0.0)
    values, vectors = np.linalg.eigh(dense)
    kept = values > 1e-11 * values[-1]
    assert kept.sum() == 6
    wanted = vectors[:, kept] @ ((vectors[:, kept].T @ g) / values[kept])
    assert np.linalg.norm(found.x - wanted) <= 1e-7 * np.linalg.norm(wanted)
    assert found.residual < 1e-9


def test_a_matrix_of_nothing_has_no_pseudo_inverse() -> None:
    """Where every root is zero; with damping it is solved."""
    network = Network([2, 3, 2], ["relu"])
    theta = np.zeros(network.size)
    operator = matrices()["empirical_fisher"](Problem(network, "squared", np.ones((4, 2)), np.zeros((4, 2))).at(theta))
    with pytest.raises(SingularError, match=r"got zero\. Give a positive damping"):
        SampleSpace(operator).solve(np.ones(network.size), 0.0)  # type: ignore[arg-type]
    assert np.allclose(SampleSpace(operator).solve(np.ones(network.size), 0.5).x, 2.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(("miss", "refinements"), [(1e-1, 3), (1e-3, 3), (1e-5, 2), (1e-8, 1), (1e-15, 0)])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_solutions_are_refined_until_they_are_good(miss: float, refinements: int, scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solve that misses a part of its right-hand side is repeated on what is left, three times at most, and each is counted."""
    made, theta = problem(samples=4)
    operator = Fisher(made.at(theta))
    space, damping = SampleSpace(operator), 0.5
    inverse = np.linalg.inv(operator.to_dense() + damping * np.eye(operator.shape[0]))
    monkeypatch.setattr(space, "_pushed", lambda g, *_: (1 - miss) * (inverse @ g))
    g = scale * np.linspace(-1, 1, operator.shape[0])
    found = space.solve(g, damping)
    rest = g - (operator @ found.x + damping * found.x)
    assert found.refinements == refinements
    assert found.residual == pytest.approx(np.linalg.norm(rest) / np.linalg.norm(g), rel=1e-9)
    assert found.residual <= max(2 * miss ** (refinements + 1), 512 * np.finfo(float).eps)


def test_a_refinement_that_does_not_help_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The better of two solutions is kept."""
    made, theta = problem(samples=4)
    space = SampleSpace(Fisher(made.at(theta)))
    monkeypatch.setattr(space, "_pushed", lambda g, *_: 0 * g)
    found = space.solve(np.ones(26), 0.5)
    assert (found.refinements, found.residual) == (0, 1.0)
    assert not found.x.any()


def test_coefficients_in_sample_space_are_no_more_than_needed() -> None:
    """As many as the parts of all layers, and images as many as units times samples."""
    made, theta = problem((6, 4, 2), 5)
    dual = Dual(Fisher(made.at(theta)))
    gradient = dual.gradient()
    assert len(gradient) == 4 * 5 + 2 * 5
    assert [part.shape for part in dual.parts(gradient)] == [(4, 5), (2, 5)]
    assert len(dual.image(gradient)) == 6 * 5
    assert sum(part.size for part in dual.images(dual.image(gradient))) == 6 * 5
    assert np.allclose(dual.expand(gradient), made.at(theta).gradient, rtol=1e-12)


@pytest.mark.parametrize(("cache", "made", "held"), [(2**30, 3, 3), (0, 6, 0)])
def test_roots_are_kept_as_long_as_their_batch(cache: int, made: int, held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a kept batch what the factor becomes is computed once for all products, of any other anew, and nothing of it is held."""
    problem_at, theta = problem((30, 40, 1), samples=12, chunk=4, cache_bytes=cache)
    operator, calls = Fisher(problem_at.at(theta), route="root"), []
    original = output_module.sensitivities
    monkeypatch.setattr(output_module, "sensitivities", lambda run, columns: calls.append(1) or original(run, columns))
    list(operator.linearization.pieces())
    first, second = operator @ theta, operator @ theta
    assert np.array_equal(first, second)
    assert (len(calls), len(operator._roots)) == (made, held)
    assert np.allclose(first, Fisher(problem_at.at(theta), route="network") @ theta, rtol=1e-12, atol=1e-14)


def test_a_factor_of_nothing_is_inverted_by_its_damping() -> None:
    """Where no output is curved the damping is shared evenly; the other factor is inverted all the same."""
    made, _ = problem((3, 2))
    A = np.diag([4.0, 3.0, 2.0, 1.0])
    inverse = FactoredInverse(made.at(np.zeros(8)), [Factors(A, np.zeros((2, 2)))], 0.25)
    assert np.allclose(inverse @ np.ones(8), np.repeat(1 / (np.diag(A) + 0.5), 2) / 0.5, rtol=1e-13)


def test_deep_networks_take_more_columns_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as fit into one and a half of the activations."""
    made, theta = problem((3, *(6,) * 14), 5)
    monkeypatch.setattr(sensitivities_module, "FLOOR", 1)
    activations, column = 13 * (7 + 6) + 6, 14 * 6 + 4 * 6
    assert int(1.5 * activations) // column == 2
    assert [roots[0].shape[1] for _, roots in Fisher(made.at(theta)).roots()] == [2, 2, 2]


def test_units_that_are_off_are_no_descent() -> None:
    """A slope of zero is monotone: the matching metric takes rectified units, of which some are off, and leaves those out."""
    generator, network = np.random.default_rng(0), Network([3, 5, 1], ["relu"])
    made = Problem(network, "squared", generator.standard_normal((6, 3)), np.zeros((6, 1)))
    theta = generator.standard_normal(network.size)
    at = made.at(theta)
    slopes = next(at.pieces()).run.slopes[0]
    assert slopes is not None
    assert slopes.min() == 0
    assert np.allclose(StructuralDamping(at, "matching").to_dense(), StructuralDamping(at, "values").to_dense(), atol=1e-14)


def test_a_pivot_at_the_threshold_is_too_small() -> None:
    """Twice the root of the precision of the largest for a matrix of order two, with equality."""
    with pytest.raises(SingularError, match="expected full rank"):
        factored(np.diag([1.0, 2.0**-50]), 0.0, "a matrix")
    assert factored(np.diag([1.0, 2.0**-48]), 0.0, "a matrix")[0][1, 1] == 2.0**-24
