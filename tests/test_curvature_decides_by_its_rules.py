"""The curvature core keeps its own rules: routes, thresholds, stopping, lending memory again, ends of supports, what is positive."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from numeric.curvature import matrices
from numeric.curvature.dual import Dual
from numeric.curvature.fisher import Fisher
from numeric.curvature.generalized_gauss_newton import GeneralizedGaussNewton
from numeric.curvature.inverses import factored
from numeric.curvature.output import STREAMING
from numeric.curvature.sample_space import SampleSpace
from numeric.errors import DomainError, SingularError
from numeric.layers.buffers import Buffers
from numeric.losses import named
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
        assert lower
        assert np.allclose(np.tril(factor) @ np.tril(factor).T, wanted, rtol=1e-14, atol=0)
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


def test_work_space_is_lent_again() -> None:
    """The same memory for as much or less, new memory for more; what is held is counted."""
    buffers = Buffers(np.dtype(float))
    first = buffers.take("a", 3, 4)
    assert np.shares_memory(first, buffers.take("a", 4, 3))
    assert np.shares_memory(first, buffers.take("a", 2))
    assert not np.shares_memory(first, buffers.take("b", 3, 4))
    assert not np.shares_memory(first, buffers.take("a", 13))
    assert buffers.nbytes == 8 * (12 + 13)


REFUSED: dict[str, tuple[str, Any]] = {
    "negative count": ("poisson_log_rate", [[-1.0], [2.0]]),
    "negative probability": ("bernoulli_logits", [[-0.25], [1.0]]),
    "probability above one": ("bernoulli_logits", [[0.5], [1.25]]),
    "negative class": ("cross_entropy_logits", [-1, 0]),
    "class beyond the last": ("cross_entropy_logits", [0, 1]),
    "fractional class": ("cross_entropy_logits", [0.0, 0.5]),
    "class below the first": ("ordinal", [[-1], [0]]),
    "class above the last": ("ordinal", [[3], [0]]),
    "class between": ("ordinal", [[0.5], [0]]),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_targets_outside_of_the_support_are_refused(name: str) -> None:
    """One number beyond an end is enough."""
    loss, Y = REFUSED[name]
    with pytest.raises(DomainError, match="reading targets"):
        named(loss).targets(np.array(Y), 1, np.dtype(float))


@pytest.mark.parametrize(("loss", "Y"), [
    ("poisson_log_rate", [[0.0], [0.5]]), ("bernoulli_logits", [[0.0], [1.0]]), ("bernoulli_logits", [[0.25], [0.5]]),
    ("ordinal", [[0], [2]]), ("cross_entropy_logits", [0, 0]),
])  # fmt: skip
def test_targets_at_the_ends_of_the_support_are_taken(loss: str, Y: Any) -> None:
    """The ends belong to it, and so does what lies between for means of a batch."""
    found = named(loss).targets(np.array(Y), 1, np.dtype(float))
    assert np.array_equal(np.ravel(found), np.ravel(Y))
