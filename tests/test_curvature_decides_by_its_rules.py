"""The curvature core keeps its own rules: routes, thresholds, stopping, lending memory again, ends of supports, what is positive."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from numeric.curvature import matrices
from numeric.curvature import operator as operator_module
from numeric.curvature.dual import Dual
from numeric.curvature.fisher import Fisher
from numeric.curvature.generalized_gauss_newton import GeneralizedGaussNewton
from numeric.curvature.inverses import factored
from numeric.curvature.kronecker import Spectral, inverted
from numeric.curvature.output import STREAMING
from numeric.curvature.sample_space import SampleSpace
from numeric.curvature.structural_damping import StructuralDamping
from numeric.errors import CurvatureError, DomainError, SingularError
from numeric.layers.buffers import Buffers
from numeric.layers.tangent import tangent
from numeric.network import Network
from numeric.problem import Problem

INDEFINITE = {"hessian", "generalized_gauss_newton"}


def at(sizes: list[int], loss: Any = "squared", samples: int = 7, scale: float = 1.0) -> Any:
    """A problem with tanh units at random parameters."""
    generator = np.random.default_rng(2)
    network = Network(sizes, ["tanh"] * (len(sizes) - 2))
    targets = scale * generator.standard_normal((samples, sizes[-1]))
    Y = generator.integers(0, sizes[-1], samples) if loss == "cross_entropy_logits" else targets
    return Problem(network, loss, generator.standard_normal((samples, sizes[0])), Y).at(network.initialise(generator))


def test_positive_are_all_but_those_that_hold_a_hessian() -> None:
    """Only the Hessian and, for losses that are not convex, the generalised Gauss-Newton matrix may be indefinite."""
    assert {name for name, matrix in matrices().items() if not matrix.positive} == INDEFINITE


def test_gauss_newton_is_positive_where_the_loss_is_convex() -> None:
    """That it has a root depends on the loss."""
    assert GeneralizedGaussNewton(at([3, 4, 2])).positive_here
    assert not GeneralizedGaussNewton(at([3, 4, 2], "student_t")).positive_here


@pytest.mark.parametrize(("sizes", "loss", "root"), [
    ([64, 128, 128, 64, 1], "squared", True),
    ([30, 40, 50, 2], "squared", True),
    ([30, 40, 50, 3], "squared", False),
    ([200, 1], "squared", False),
    ([64, 128, 128, 64, 1], "student_t", False),
    ([20, 300, 1], "squared", True),
    ([400, 20, 20, 1], "squared", True),
])  # fmt: skip
def test_the_cheaper_route_is_taken(sizes: list[int], loss: str, root: bool) -> None:  # noqa: FBT001 - a row of the table
    """With one or two outputs, by the count of multiplications and of entries that stream through memory; without a root, never."""
    operator = GeneralizedGaussNewton(at(sizes, loss))
    piece = next(operator.linearization.pieces())
    assert operator.takes_root(piece.run, operator.blocks(piece)) == root


@pytest.mark.parametrize(
    "sizes", [[5, 40, 2], [9, 11, 1], [12, 3, 1], [300, 4, 2], [40, 6, 6, 1], [3, 90, 90, 2], [2, 2, 1], [24, 24, 24, 2]]
)
def test_routes_are_counted_layer_by_layer(sizes: list[int]) -> None:
    """The route is the cheaper one by the counts of the module's head, written out here layer by layer."""
    operator = Fisher(at(sizes))
    piece = next(operator.linearization.pieces())
    layers = [((rows + 1) * width, width) for rows, width in pairwise(sizes)]
    network = sum(4 * weights for weights, _ in layers) - 2 * layers[0][0] + 2 * STREAMING * sum(width for _, width in layers[:-1])
    root = sum(2 * weights + 2 * STREAMING * sizes[-1] * width for weights, width in layers)
    assert operator.takes_root(piece.run, operator.blocks(piece)) == (root < network)


def test_a_matrix_that_is_nearly_singular_needs_damping() -> None:
    """Pivots below the root of the precision are refused without damping and allowed with it; others are factored."""
    with pytest.raises(SingularError, match="expected full rank"):
        factored(np.diag([1.0, 1e-17]), 0.0, "a matrix")
    for matrix, damping in ((np.diag([1.0, 1e-6]), 0.0), (np.diag([1.0, 1e-18]), 1e-17), (np.diag([1.0, -0.5]), 1.0)):
        wanted = matrix + damping * np.eye(2)
        factor, lower = factored(matrix.copy(), damping, "a matrix")
        assert not lower
        assert np.allclose(np.triu(factor).T @ np.triu(factor), wanted, rtol=1e-14, atol=0)
    with pytest.raises(SingularError, match="positive definite"):
        factored(np.diag([1.0, -0.5]), 0.25, "a matrix")


def test_the_residual_of_the_pseudo_inverse_is_relative() -> None:
    """It does not change with the size of the right-hand side, and is one where nothing is solved."""
    space = SampleSpace(Fisher(at([4, 5, 2], samples=3)))
    g = space.operator.linearization.gradient
    small, large = space.solve(1e-6 * g, 0.0), space.solve(1e6 * g, 0.0)
    assert small.residual < 1e-11
    assert large.residual < 1e-11
    assert np.allclose(large.x, 1e12 * small.x, rtol=1e-9, atol=0)


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_conjugate_gradients_in_sample_space_stop_at_the_tolerance(scale: float) -> None:
    """At the first iterate whose residual, relative to the gradient, is below it, whatever the size of the gradient."""
    at_theta = at([6, 5, 3], samples=9, scale=scale)
    dual, gradient = Dual(Fisher(at_theta)), at_theta.gradient
    residuals = [dual.solve(1e-2, count)[1] for count in range(60)]
    found, residual = dual.solve(1e-2, 200, 1e-2)
    first = next(value for value in residuals if value <= 1e-2)
    assert residual == first
    true = gradient - (Fisher(at_theta) @ found + 1e-2 * found)
    assert np.linalg.norm(true) / np.linalg.norm(gradient) == pytest.approx(residual, rel=1e-6)
    assert residuals[0] == 1.0


def test_nothing_is_solved_for_a_gradient_that_is_zero() -> None:
    """Where all targets are met, the solution is zero and so is its residual."""
    network = Network([3, 2], [])
    X = np.random.default_rng(0).standard_normal((4, 3))
    theta = np.linspace(-1, 1, network.size)
    solution, residual = Dual(Fisher(Problem(network, "squared", X, network.forward(theta, X)).at(theta))).solve(0.1, 5)
    assert np.abs(solution).max() < 1e-15
    assert residual <= 1.0
    exact = Dual(Fisher(Problem(network, "squared", X, np.zeros((4, 2))).at(np.zeros(network.size))))
    assert exact.solve(0.1, 5)[1] == 0.0


@pytest.mark.parametrize(("samples", "used"), [(7, True), (8, False), (9, False)])
def test_a_layer_is_held_by_samples_where_they_are_fewer_than_twice_its_inputs(samples: int, used: bool) -> None:  # noqa: FBT001 - a row
    """With the bias among the inputs; at exactly twice as many the block itself is as small."""
    assert Dual(Fisher(at([3, 3, 2], samples=samples))).by_samples == [used, used]


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(("name", "features"), [("fisher", 3 * 40), ("hessian", 4 * 40 + 62), ("structural_damping", 3 * 40 + 62)])
def test_as_many_columns_are_multiplied_as_fit(name: str, features: int, precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work space is held to a floor of bytes, or to twice the activations and slopes where that is more; one column always fits."""
    network = Network([5, 40, 20, 2], ["tanh", "tanh"])
    generator, size = np.random.default_rng(0), np.dtype(precision).itemsize
    X, Y = generator.standard_normal((30, 5)).astype(precision), generator.standard_normal((30, 2))
    operator = matrices()[name](Problem(network, "squared", X, Y).at(network.initialise(generator).astype(precision)))
    monkeypatch.setattr(operator_module, "FLOOR", 17 * features * 30 * size + 5)
    assert operator.columns_at_once == 17
    monkeypatch.setattr(operator_module, "FLOOR", 1)
    assert operator.columns_at_once == max(1, 2 * 2 * 62 // features)
    monkeypatch.setattr(operator_module, "ALLOWANCE", 0)
    assert operator.columns_at_once == 1


def test_the_memory_of_activations_is_counted() -> None:
    """What every layer but the first takes in, with its row of ones, the slopes, and the outputs; not the data."""
    piece = next(at([5, 4, 3, 2], samples=10).pieces())
    assert piece.run.nbytes == 8 * 10 * ((5 + 4) + (4 + 3) + 2)
    assert Network([5, 4, 3, 2], ["tanh", "relu"]).held == (5 + 4) + (4 + 3) + 2


def test_kronecker_factors_of_full_rank_need_no_damping() -> None:
    """Eigenvalues below the precision of the largest are refused without damping, small ones are not; negative ones count as zero."""

    def layer(values: list[float]) -> Spectral:
        return Spectral(np.eye(1), np.eye(2), np.array([values]))

    assert np.allclose(inverted(layer([1.0, 1e-12]), 0.0).values, [[1.0, 1e12]])
    assert np.allclose(inverted(layer([1.0, -1e-3]), 0.5).values, [[1 / 1.5, 2.0]])
    for small in (1e-17, 0.0, -1.0):
        with pytest.raises(SingularError, match="expected full rank"):
            inverted(layer([1.0, small]), 0.0)


def test_no_direction_changes_no_output() -> None:
    """Whatever the work space holds, also where it holds no numbers."""
    run = next(at([3, 4, 2]).pieces()).run
    run.buffers.take("tangent 0", 10_000)[...] = np.nan
    assert not tangent(run, [None, None], 2).any()
    assert tangent(run, [None, None], 2).shape == (2, 2, 7)


@pytest.mark.parametrize(("activation", "slope"), [("sigmoid", lambda a: a * (1 - a)), ("softplus", lambda a: 1 - np.exp(-a))])
def test_the_matching_metric_is_the_slope(activation: str, slope: Any) -> None:
    """J^T diag(phi') J with the Jacobian of the arguments, formed here unit by unit; activations that turn back are refused."""
    generator = np.random.default_rng(3)
    X, network = generator.standard_normal((4, 3)), Network([3, 2, 1], [activation])
    theta = generator.standard_normal(network.size)
    at_theta = Problem(network, "squared", X, np.zeros((4, 1))).at(theta)
    (weight, bias), _ = network.views(theta)
    s = X @ weight + bias
    values = 1 / (1 + np.exp(-s)) if activation == "sigmoid" else np.log1p(np.exp(s))
    wanted = np.zeros((network.size, network.size))
    for x, row in zip(np.hstack([X, np.ones((4, 1))]), slope(values), strict=True):
        for unit, phi in enumerate(row):
            J = np.zeros((4, 2))
            J[:, unit] = x
            wanted[:8, :8] += phi * np.outer(J.ravel(), J.ravel()) / 4
    assert np.allclose(StructuralDamping(at_theta, "matching").to_dense(), wanted, rtol=1e-13, atol=1e-16)
    turning = Problem(Network([3, 9, 1], ["sin"]), "squared", 9 * X, np.zeros((4, 1)))
    with pytest.raises(CurvatureError, match="monotone"):
        StructuralDamping(turning.at(generator.standard_normal(turning.size)), "matching").to_dense()
    with pytest.raises(DomainError, match="Say which"):
        StructuralDamping(at_theta, "other")  # type: ignore[arg-type]


def test_work_space_is_lent_again() -> None:
    """The same memory for as much or less, new memory for more; what is held is counted."""
    buffers = Buffers(np.dtype(float))
    first = buffers.take("a", 3, 4)
    assert np.shares_memory(first, buffers.take("a", 4, 3))
    assert np.shares_memory(first, buffers.take("a", 2))
    assert not np.shares_memory(first, buffers.take("b", 3, 4))
    assert not np.shares_memory(first, buffers.take("a", 13))
    assert buffers.nbytes == 8 * (12 + 13)
