"""Where a loss is not convex its Gauss-Newton matrix may be indefinite: Levenberg-Marquardt damps it until it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from numeric.errors import DomainError
from numeric.losses import named
from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.objective import dense
from numeric.optimizers.levenberg_marquardt import LevenbergMarquardt
from numeric.problem import Problem
from numeric.quadratic import Quadratic


@pytest.mark.parametrize("scaled", [False, True])
def test_an_indefinite_matrix_is_damped_until_it_is_definite(*, scaled: bool) -> None:
    """The damping reported is the first of the multiples by four at which all eigenvalues are positive, and the step solves with it."""
    generator = np.random.default_rng(0)
    inputs, targets, network = generator.standard_normal((20, 3)), 100 * generator.standard_normal((20, 2)), Network([3, 4, 2], ["tanh"])
    problem, theta = NetworkObjective(Problem(network, named("student_t"), inputs, targets)), network.initialise(generator)
    curvature, method = dense(problem, "generalized_gauss_newton", theta), LevenbergMarquardt(damping=1e-9, scaled=scaled)
    scale = np.abs(np.diag(curvature)) if scaled else np.ones(theta.size)
    after = method.step(method.init(problem, theta))
    damping = after.report.damping
    least = [np.linalg.eigvalsh(curvature + factor * damping * np.diag(scale))[0] for factor in (0.25, 1)]
    assert least[0] < 0 < least[1]
    assert damping == pytest.approx(1e-9 * 4 ** round(np.log(damping / 1e-9) / np.log(4)))
    if np.array_equal(after.theta, theta):  # refused, since it did not descend: the next starts at a larger damping
        assert after.memory["damping"] == pytest.approx(4 * damping)
    else:
        step = -np.linalg.solve(curvature + damping * np.diag(scale), problem.gradient(theta))
        assert np.allclose(after.theta - theta, step, rtol=1e-8)
    for _ in range(8):
        after = method.step(after)
    assert after.report.loss < problem.value(theta)


def test_no_damping_at_all_is_raised() -> None:
    """A rule may have lowered it to zero, of which every multiple is zero."""
    method = LevenbergMarquardt(damping=1.0, matrix="hessian")
    state = method.init(Quadratic(np.diag([-1e-300, 1.0]), np.zeros(2)), np.array([1.0, 1.0]))
    after = method.step(replace(state, memory={"damping": 0.0}))
    assert 1e-300 < after.report.damping < 4e-300


def test_where_nothing_helps_it_is_an_error() -> None:
    """A matrix that stays indefinite however large the damping: its numbers are too large for any sum."""
    method = LevenbergMarquardt(damping=1e300, matrix="hessian")
    problem = Quadratic(np.diag([-8e307, -8e307]), np.zeros(2))
    with pytest.raises(DomainError, match="expected a matrix that damping makes positive definite"):
        method.step(method.init(problem, np.ones(2) * 1e-200))
