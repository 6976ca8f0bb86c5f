"""Every optimizer takes the step that its formula states: closed forms on quadratics, dense references on networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from small_objectives import LOSSES, minimum, network, quadratic

from numeric.errors import DomainError
from numeric.krylov.conjugate_gradients import Stopping
from numeric.objective import dense, subset
from numeric.optimizers import optimizers
from numeric.optimizers.amari_adaptive import AmariAdaptive, updated_inverse
from numeric.optimizers.gauss_newton import GaussNewton
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.kfac import Kfac
from numeric.optimizers.krylov_subspace_descent import KrylovSubspaceDescent
from numeric.optimizers.levenberg_marquardt import LevenbergMarquardt
from numeric.optimizers.natural_gradient import NaturalGradient, pseudo_solve
from numeric.optimizers.natural_gradient_flow import NaturalGradientFlow
from numeric.optimizers.newton import Newton
from numeric.optimizers.steepest_descent import SteepestDescent
from numeric.optimizers.tonga import compressed, low_rank_solve

if TYPE_CHECKING:
    from numeric.optimizers.protocol import Optimizer

START = np.linspace(-1, 2, 6)
EXACT = HessianFree(damping=1e-12, exponent=0, stopping=Stopping(60, 0, residual=1e-14))


def step(method: Optimizer, objective: object, theta: np.ndarray) -> np.ndarray:
    """The first step of a method."""
    return method.step(method.init(objective, theta)).theta - theta  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "method",
    [
        Newton(),
        Newton(solver="minres"),
        GaussNewton(),
        NaturalGradient(),
        NaturalGradient(solver="cg"),
        EXACT,
        KrylovSubspaceDescent(floor=1e-9),
    ],
    ids=str,
)
def test_exact_methods_solve_a_quadratic_in_one_step(method: Optimizer) -> None:
    """Where the curvature is exact and undamped, all second-order methods reach the minimum at once; half the curvature would not."""
    problem = quadratic()
    if isinstance(method, GaussNewton | KrylovSubspaceDescent | HessianFree) or method == Newton(solver="minres"):
        assert np.allclose(START + step(method, problem, START), minimum(problem), atol=2e-6)
    else:
        assert np.allclose(START + step(method, problem, START), minimum(problem), atol=1e-12)


@pytest.mark.parametrize(
    "method", [NaturalGradient(damping=0.7), NaturalGradient(damping=0.7, solver="cg"), LevenbergMarquardt(damping=0.7)], ids=str
)
def test_damping_adds_to_the_curvature(method: Optimizer) -> None:
    """The damped step is that of A + lambda I, and neither that of A - lambda I nor that of A."""
    problem = quadratic()
    gradient, identity = problem.gradient(START), np.eye(6)
    steps = {sign: -np.linalg.solve(problem.curvature + sign * 0.7 * identity, gradient) for sign in (-1, 0, 1)}
    found = step(method, problem, START)
    tolerance = 1e-3 if "cg" in str(method) else 1e-12
    assert np.allclose(found, steps[1], rtol=tolerance)
    assert not np.allclose(found, steps[-1], rtol=1e-2)
    assert not np.allclose(found, steps[0], rtol=1e-2)


def test_gradient_descent_with_momentum_is_the_recursion() -> None:
    """Three steps by hand, with the gradient at the point, or ahead of it for Nesterov."""
    problem = quadratic()
    for nesterov in (False, True):
        method = GradientDescent(0.01, 0.9, nesterov=nesterov)
        theta, velocity, state = START.copy(), np.zeros(6), method.init(problem, START)
        for _ in range(3):
            at = theta + 0.9 * velocity if nesterov else theta
            velocity = 0.9 * velocity - 0.01 * (problem.curvature @ at - problem.linear)
            theta, state = theta + velocity, method.step(state)
        assert np.allclose(state.theta, theta, rtol=1e-14)


def test_the_harmonic_schedule_divides_by_the_iteration() -> None:
    """With c/i and i counted from 1, step i covers the part c/i of the way to a quadratic's minimum."""
    problem = quadratic()
    method = NaturalGradient(rate=0.5, schedule="harmonic")
    state = method.init(problem, START)
    for count in (1, 2, 3):
        before = state.theta
        state = method.step(state)
        assert np.allclose(state.theta - before, -(0.5 / count) * (before - minimum(problem)), rtol=1e-10)


def test_a_metric_divides_the_gradient() -> None:
    """Steepest descent in a metric steps along its inverse; without the half in the divergence the step is half as long (claim H4.1)."""
    problem = quadratic()
    metric = quadratic(seed=3).curvature
    expected = -0.1 * np.linalg.solve(metric, problem.gradient(START))
    assert np.allclose(step(SteepestDescent(0.1, metric), problem, START), expected, rtol=1e-12)
    assert np.allclose(step(SteepestDescent(0.1, metric, half=False), problem, START), expected / 2, rtol=1e-12)
    numeric = SteepestDescent(0.1, divergence=lambda new, old: float((new - old) @ metric @ (new - old) / 2))
    assert np.allclose(step(numeric, problem, START), expected, rtol=1e-5)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_solvers_of_the_natural_gradient_agree(loss: str) -> None:
    """Dense, by conjugate gradients and in sample space the damped step is that of the dense Fisher matrix."""
    problem, theta = network(loss)
    expected = -np.linalg.solve(dense(problem, "fisher", theta) + 0.3 * np.eye(theta.size), problem.gradient(theta))
    for solver, tolerance in (("dense", 1e-11), ("samples", 1e-11), ("cg", 1e-2)):
        found = step(NaturalGradient(damping=0.3, solver=solver), problem, theta)  # type: ignore[arg-type]
        assert np.linalg.norm(found - expected) <= tolerance * np.linalg.norm(expected)


@pytest.mark.parametrize("loss", LOSSES)
def test_hessian_free_without_truncation_is_the_damped_gauss_newton_step(loss: str) -> None:
    """With all iterations and no backtracking the step is that of the dense matrix, structural damping included."""
    problem, theta = network(loss)
    curvature = dense(problem, "generalized_gauss_newton", theta) + 0.5 * np.eye(theta.size)
    for structural in (0.0, 0.8):
        matrix = curvature + 0.5 * structural * dense(problem, "structural_damping", theta)
        method = HessianFree(damping=0.5, structural=structural, backtrack=False, stopping=Stopping(200, 0))
        assert np.allclose(step(method, problem, theta), -np.linalg.solve(matrix, problem.gradient(theta)), rtol=1e-8, atol=1e-11)


def test_one_iteration_from_kronecker_factors_is_along_theirs() -> None:
    """With one iteration the step is the multiple of KFAC's direction that minimises the damped model; all iterations solve it."""
    problem, theta = network()
    gradient, identity = problem.gradient(theta), np.eye(theta.size)
    matrix = dense(problem, "generalized_gauss_newton", theta) + 0.5 * identity
    direction = -problem.kfac_solve(theta, gradient, 0.5)
    first = HessianFree(damping=0.5, preconditioner="kronecker", backtrack=False, stopping=Stopping(1))
    length = -(gradient @ direction) / (direction @ matrix @ direction)
    assert np.allclose(step(first, problem, theta), length * direction, rtol=1e-10)
    last = HessianFree(damping=0.5, preconditioner="kronecker", backtrack=False, stopping=Stopping(200, 0))
    assert np.allclose(step(last, problem, theta), -np.linalg.solve(matrix, gradient), rtol=1e-8, atol=1e-11)
    with pytest.raises(DomainError, match="a known preconditioner, got"):
        HessianFree(preconditioner="jacobi")  # type: ignore[arg-type]


@pytest.mark.parametrize("loss", LOSSES)
def test_the_natural_gradient_is_damped_by_structure(loss: str) -> None:
    """By conjugate gradients the step is that of the Fisher matrix plus both dampings; the other solvers refuse the second."""
    problem, theta = network(loss)
    plain = dense(problem, "fisher", theta) + 0.3 * np.eye(theta.size)
    expected = -np.linalg.solve(plain + 0.3 * 0.8 * dense(problem, "structural_damping", theta), problem.gradient(theta))
    found = step(NaturalGradient(damping=0.3, solver="cg", structural=0.8), problem, theta)
    assert np.linalg.norm(found - expected) <= 1e-2 * np.linalg.norm(expected)
    assert np.linalg.norm(found + np.linalg.solve(plain, problem.gradient(theta))) > 5e-2 * np.linalg.norm(expected)
    with pytest.raises(DomainError, match="expected no structural, decay or preconditioner for solvers other than 'cg'"):
        NaturalGradient(damping=0.3, solver="samples", structural=0.8)


def test_curvature_of_a_batch_leaves_the_gradient_whole() -> None:
    """With fewer samples for the curvature the step is that of their matrix and of the gradient of all."""
    problem, theta = network()
    part, portion = subset(problem, 5, (4, 0, 1))
    expected = -np.linalg.solve(dense(part, "fisher", theta) + 0.3 * np.eye(theta.size), problem.gradient(theta))
    found = step(NaturalGradient(damping=0.3, curvature_batch=5, seed=4), problem, theta)
    assert np.allclose(found, expected, rtol=1e-9)
    assert 0 < portion < 1


def test_kfac_rescales_its_direction_by_the_exact_model() -> None:
    """The first step is the multiple of the factored direction that minimises the damped model."""
    problem, theta = network()
    gradient = problem.gradient(theta)
    direction = -problem.kfac_solve(theta, gradient, 1.0)
    matrix = dense(problem, "generalized_gauss_newton", theta) + np.eye(theta.size)
    length = -(gradient @ direction) / (direction @ matrix @ direction)
    assert np.allclose(step(Kfac(), problem, theta), length * direction, rtol=1e-10)


def test_amaris_update_is_an_inverse() -> None:
    """The exact update inverts the new matrix; Amari's agrees to first order in the forgetting, and leaves the cone when that is large."""
    fisher, score = quadratic().curvature, np.linspace(0.5, 1.5, 6)
    inverse = np.linalg.inv(fisher)
    new = np.linalg.inv(0.7 * fisher + 0.3 * np.multiply.outer(score, score))
    assert np.allclose(updated_inverse(inverse, score, 0.3, first_order=False), new, rtol=1e-11)
    gaps = [
        np.abs(updated_inverse(inverse, score, e, first_order=True) - updated_inverse(inverse, score, e, first_order=False)).max()
        for e in (1e-3, 1e-4)
    ]
    assert gaps[0] / gaps[1] == pytest.approx(100, rel=0.05)
    assert np.linalg.eigvalsh(updated_inverse(np.eye(6), 10 * score, 0.3, first_order=True)).min() < 0


def test_amaris_estimate_uses_targets_of_the_model() -> None:
    """The mean of outer products of scores is the Fisher matrix, within five standard errors in every entry."""
    problem, theta = network(samples=4)
    scores = np.array([problem.score(theta, (7, draw)) for draw in range(3000)])
    outer = scores[:, :, None] * scores[:, None, :]
    error = outer.std(axis=0) / np.sqrt(len(scores))
    gap = np.abs(outer.mean(axis=0) - dense(problem, "fisher", theta))
    assert (gap <= 5 * error + 1e-12).all()
    assert (np.abs(outer.mean(axis=0) - dense(problem, "empirical_fisher", theta)) > 5 * error + 1e-12).any()


def test_tonga_solves_in_the_low_rank_metric() -> None:
    """The push-through solve is the dense one, and the compressed factor has the largest eigenvalues of the covariance."""
    factor = np.random.default_rng(0).standard_normal((9, 5))
    gradient = np.linspace(-1, 1, 9)
    assert np.allclose(low_rank_solve(factor, gradient, 0.2), np.linalg.solve(factor @ factor.T + 0.2 * np.eye(9), gradient), rtol=1e-11)
    kept = np.linalg.eigvalsh(compressed(factor, 3) @ compressed(factor, 3).T)[-3:]
    assert np.allclose(kept, np.linalg.eigvalsh(factor @ factor.T)[-3:], rtol=1e-11)


def test_a_flow_step_is_exponential_decay_on_a_quadratic() -> None:
    """The natural-gradient flow of a quadratic shrinks the distance to the minimum by exp(-t) in every direction."""
    problem = quadratic()
    found = START + step(NaturalGradientFlow(duration=0.5, tolerance=1e-9), problem, START)
    assert np.allclose(found, minimum(problem) + np.exp(-0.5) * (START - minimum(problem)), rtol=1e-7)


def test_a_singular_fisher_matrix_needs_the_gradient_in_its_range() -> None:
    """In the range the undamped step is that of the pseudo-inverse; outside it there is none, and the error says what to do."""
    matrix = np.diag([2.0, 1.0, 0.0])
    assert np.allclose(pseudo_solve(matrix, np.array([2.0, 3.0, 0.0]), 0.0), [1, 3, 0])
    with pytest.raises(DomainError, match=r"expected the gradient in the range of the matrix, got a part 1 outside\. Add damping\."):
        pseudo_solve(matrix, np.array([2.0, 3.0, 1.0]), 0.0)


def test_amari_refuses_an_indefinite_estimate() -> None:
    """When Amari's update has left the positive definite matrices along the gradient, the step is refused."""
    problem = quadratic()
    with pytest.raises(DomainError, match="expected a positive definite inverse"):
        step(AmariAdaptive(forgetting=0.5, first_order=True), problem, 50 * START)


@pytest.mark.parametrize("name", optimizers())
@pytest.mark.parametrize("bad", [np.full(6, np.nan), np.ones(5)])
def test_bad_starts_are_refused(name: str, bad: np.ndarray) -> None:
    """No optimizer starts from nan or from a vector of another size."""
    with pytest.raises(ValueError, match="Starting an optimizer: expected"):
        optimizers()[name]().init(quadratic(), bad)
