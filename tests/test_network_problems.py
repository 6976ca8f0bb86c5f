"""A problem is its network, loss and data, whatever is kept between calls."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.linalg import cg

from numeric.errors import DomainError
from numeric.network import Network
from numeric.problem import Problem

NET = Network([3, 4, 3], ["tanh"])
GENERATOR = np.random.default_rng(0)
X, LABELS = GENERATOR.standard_normal((11, 3)), GENERATOR.integers(0, 3, 11)
THETA = NET.initialise(GENERATOR) + 0.1 * GENERATOR.standard_normal(NET.size)


@pytest.mark.parametrize("chunk", [1, 4, 11, 100])
@pytest.mark.parametrize("loss", ["cross_entropy_logits", "squared"])
def test_a_subset_is_the_problem_on_those_samples(chunk: int, loss: str) -> None:
    """Chosen samples keep their targets, in the order given, wherever they lie among the chunks."""
    Y = LABELS if loss == "cross_entropy_logits" else np.eye(3)[LABELS]
    chosen = np.array([10, 0, 7, 3, 3])
    part = Problem(NET, loss, X, Y, chunk=chunk).subset(chosen)
    wanted = Problem(NET, loss, X[chosen], Y[chosen])
    assert np.allclose(part.at(THETA).outputs, wanted.at(THETA).outputs, rtol=1e-14)
    assert part.value(THETA) == pytest.approx(wanted.value(THETA), rel=1e-14)
    assert np.allclose(part.gradient(THETA), wanted.gradient(THETA), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("wrong", [[], [11], [-1], [[0]], [0.5]])
def test_a_subset_needs_indices(wrong: list[float]) -> None:
    """What is no list of samples is refused."""
    with pytest.raises(DomainError, match="expected indices from 0 to 10"):
        Problem(NET, "cross_entropy_logits", X, LABELS).subset(np.array(wrong))


def test_a_linearisation_does_not_follow_its_parameters() -> None:
    """Parameters that are changed in place are other parameters; those of the linearisation stay, and cannot be written to."""
    problem, theta = Problem(NET, "cross_entropy_logits", X, LABELS), THETA.copy()
    before = problem.at(theta)
    gradient = before.gradient.copy()
    assert problem.at(theta) is before
    theta += 1
    assert problem.at(theta) is not before
    assert np.array_equal(before.gradient, gradient)
    assert not before.theta.flags.writeable
    assert not before.gradient.flags.writeable


def test_results_are_written_where_they_are_wanted() -> None:
    """With ``out`` the gradient is written there; without it the result belongs to the caller."""
    problem, out = Problem(NET, "cross_entropy_logits", X, LABELS), np.empty(NET.size)
    assert problem.gradient(THETA, out=out) is out
    mine = problem.gradient(THETA)
    mine[:] = 0
    assert np.array_equal(problem.gradient(THETA), out)


def test_products_at_two_points_do_not_disturb_each_other() -> None:
    """Two linearisations of one problem share work space, and their operators still give what they gave alone."""
    problem = Problem(NET, "cross_entropy_logits", X, LABELS, chunk=4)
    first, second = problem.fisher(THETA), problem.hessian(THETA + 1)
    v = np.linspace(-1, 1, NET.size)
    alone = first @ v, second @ v
    for _ in range(2):
        assert np.array_equal(first @ v, alone[0])
        assert np.array_equal(second @ v, alone[1])


def test_operators_serve_the_solvers_of_scipy() -> None:
    """Conjugate gradients of SciPy take a damped operator as it is, sums of operators included."""
    problem = Problem(NET, "cross_entropy_logits", X, LABELS)
    damped = problem.fisher(THETA) + 0.1 * problem.curvature("structural_damping", THETA)
    shift = problem.fisher(THETA).to_dense() + 0.1 * problem.curvature("structural_damping", THETA).to_dense()
    right = shift @ np.ones(NET.size)
    found, info = cg(damped, right, rtol=1e-12, maxiter=500)
    assert info == 0
    assert np.linalg.norm(shift @ found - right) <= 1e-9 * np.linalg.norm(right)


def test_initial_weights_keep_the_scale_of_the_signal() -> None:
    """Biases start at zero and weights with variance fan / n_in, within five standard errors."""
    network = Network([200, 300, 10], ["relu"])
    theta = network.initialise(np.random.default_rng(1))
    first, _ = network.views(theta)
    assert not first.bias.any()
    assert first.weight.var() == pytest.approx(2 / 200, abs=5 * np.sqrt(2 / first.weight.size) * 2 / 200)
