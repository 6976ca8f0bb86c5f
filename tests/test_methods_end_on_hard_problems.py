"""Whatever overflows, is singular or goes on for ever ends every method with an error that names the cure, or with finite parameters."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.errors import DomainError, NumericError, SingularError
from numeric.losses import named
from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.objective import dense
from numeric.optimizers import optimizers
from numeric.optimizers.natural_gradient_flow import NaturalGradientFlow
from numeric.optimizers.tonga import low_rank_solve
from numeric.problem import Problem
from numeric.quadratic import Quadratic


def overflowing() -> NetworkObjective:
    """Laplace noise on inputs of 1e30 in single precision: value and gradient are finite, the square of the inputs is not."""
    inputs = np.full((4, 2), 1e30, np.float32) * np.array([[1, 2], [2, 1], [1, 1], [3, 1]], np.float32)
    return NetworkObjective(Problem(Network([2, 2], []), "laplace", inputs, np.ones((4, 2))))


@pytest.mark.parametrize("name", optimizers())
def test_curvature_that_overflows_is_told(name: str) -> None:
    """No error of a library, no parameters that are not finite."""
    method, problem = optimizers()[name](), overflowing()
    with np.errstate(all="ignore"):
        try:
            state = method.step(method.init(problem, np.zeros(problem.size)))
        except NumericError:
            return
    assert np.isfinite(state.theta).all()


def test_a_matrix_that_overflows_is_not_formed() -> None:
    """The dense solvers of LAPACK refuse such a matrix with errors of their own, or return nan."""
    problem = overflowing()
    with np.errstate(all="ignore"), pytest.raises(DomainError, match="computing the matrix of a step: expected finite numbers"):
        dense(problem, "fisher", np.zeros(problem.size))


def test_a_running_covariance_without_inverse_is_told() -> None:
    """A damping below the rounding of a singular covariance leaves it singular."""
    with pytest.raises(SingularError, match=r"got a singular one at damping 1e-300\. Raise it\."):
        low_rank_solve(np.ones((2, 2)), np.ones(2), 1e-300)


def test_a_flow_that_would_go_on_for_ever_is_told() -> None:
    """A step of the flow is bounded by evaluations, so that budgets in seconds can end a run."""
    problem, method = Quadratic(np.eye(2), np.zeros(2)), NaturalGradientFlow(duration=1e9)
    state = method.init(problem, np.ones(2))
    with pytest.raises(DomainError, match=r"expected to last 1000000000\.0, got .* after 5000 evaluations\. Shorten it, or raise"):
        method.step(state)


def test_counts_that_no_generator_draws_are_told() -> None:
    """Above 9e18 a count does not fit into its integers; probabilities that are not numbers belong to nothing."""
    generator = np.random.default_rng(0)
    assert named("poisson_log_rate").sample(np.full((1, 3), 43.0), generator).min() > 4e18
    with pytest.raises(DomainError, match=r"drawing counts: expected rates up to 9e\+18, got inf\."):
        named("poisson_log_rate").sample(np.full((1, 3), 1e3), generator)
    with np.errstate(invalid="ignore"), pytest.raises(DomainError, match="the probabilities that targets are drawn by"):
        named("multinomial").sample(np.full((2, 3), np.inf), generator)


def test_a_newton_step_of_any_rate_is_a_number() -> None:
    """The square of a rate that overflows is no error of Python's floats: the step is refused where it is not finite."""
    problem = Quadratic(np.diag([1.0, 2.0]), np.ones(2))
    method = optimizers()["newton"](rate=1e200, solver="minres")
    with np.errstate(all="ignore"):
        state = method.step(method.init(problem, np.ones(2)))
    assert state.report.model_decrease == -np.inf
