"""The reports of all optimizers agree with the objective: losses, model decreases, ratios, divergences, bounds, costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from small_objectives import LOSSES, network, quadratic

from numeric.errors import DomainError
from numeric.krylov.conjugate_gradients import Stopping
from numeric.objective import bound, costs, dense, moved, subset
from numeric.optimizers import optimizers
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.kfac import Kfac
from numeric.optimizers.levenberg_marquardt import LevenbergMarquardt
from numeric.optimizers.natural_gradient import NaturalGradient

if TYPE_CHECKING:
    from numeric.optimizers.protocol import Optimizer

SETTINGS: dict[str, dict[str, Any]] = {
    "natural-gradient": {"damping": 0.5, "adaptive": True},
    "natural-gradient-flow": {"damping": 0.1, "tolerance": 1e-4},
    "newton": {"saddle_free": True},
    "steepest-descent": {"rate": 0.1},
}


def method(name: str) -> Optimizer:
    """An optimizer with settings under which it descends on the small problems."""
    return optimizers()[name](**SETTINGS.get(name, {}))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", optimizers())
def test_every_optimizer_descends_and_reports(name: str, loss: str) -> None:
    """Five steps lower the loss; the reported loss, cost and steps are those of the state, and what is moved is not negative."""
    problem, theta = network(loss)
    optimizer = method(name)
    states = [optimizer.init(problem, theta)]
    for _ in range(5):
        states.append(optimizer.step(states[-1]))
    assert states[-1].report.loss < states[0].report.loss
    for count, state in enumerate(states):
        assert state.steps == count
        assert state.report.loss == pytest.approx(problem.value(state.theta), rel=1e-12)
    assert states[-1].cost == pytest.approx(sum(state.report.cost for state in states))
    assert all(state.report.kl >= 0 and state.report.bound > 0 and state.report.cost > 0 for state in states[1:])


@pytest.mark.parametrize("name", sorted(set(optimizers()) - {"gradient-descent", "steepest-descent", "tonga", "amari-adaptive"}))
def test_the_ratio_is_one_where_the_model_is_exact(name: str) -> None:
    """On a quadratic the model of a second-order method predicts the decrease; a curvature without its half would give another ratio."""
    if name in {"kfac", "natural-gradient-flow"}:
        problem, theta = network("squared")
        optimizer: Optimizer = Kfac(damping=1e5) if name == "kfac" else optimizers()[name](damping=1e5, duration=1.0)
        assert optimizer.step(optimizer.init(problem, theta)).report.reduction_ratio == pytest.approx(1, abs=1e-3)
        return
    optimizer = optimizers()[name](**({"damping": 0.5} if name in {"natural-gradient", "hessian-free"} else {}))
    state = optimizer.step(optimizer.init(quadratic(), np.linspace(-1, 2, 6)))
    assert state.report.reduction_ratio == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_no_model_decrease_exceeds_the_bound_of_section_11(loss: str) -> None:
    """The undamped Fisher model gains at most the bound (claim M11.8), and a nearly undamped step comes close where cases are few."""
    problem, theta = network(loss, samples=2)
    for damping in (1.0, 1e-2, 1e-6):
        optimizer = NaturalGradient(damping=damping)
        report = optimizer.step(optimizer.init(problem, theta)).report
        assert report.model_decrease <= report.bound * (1 + 1e-9)
    assert report.model_decrease >= 0.95 * report.bound  # the stacked Jacobian of two cases has full row rank


@pytest.mark.parametrize("loss", LOSSES)
def test_the_bound_is_the_mean_of_pseudo_inverse_forms(loss: str) -> None:
    """The closed forms agree with a dense pseudo-inverse case by case; a half that is missing would double it."""
    problem, theta = network(loss)
    inner = problem.problem
    (first, targets), *_ = list(inner.batches())
    z = inner.network.run(theta, first, inner.buffers).outputs
    s, F = inner.loss.gradient(z, targets), inner.loss.fisher(z).dense()
    total = sum(s[:, n] @ np.linalg.pinv(F[n], rcond=1e-12, hermitian=True) @ s[:, n] for n in range(problem.samples))
    assert bound(problem, theta) == pytest.approx(total / (2 * problem.samples), rel=1e-10)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_divergence_is_that_of_the_laws(loss: str) -> None:
    """The divergence is that of the predicted laws computed from probabilities or means, and half the Fisher form for small steps."""
    problem, theta = network(loss)
    other = theta + 0.3 * np.random.default_rng(1).standard_normal(theta.size)
    inputs = np.concatenate([first[:-1].T for first, _ in problem.problem.batches()])
    old, new = (problem.problem.network.forward(each, inputs) for each in (theta, other))
    if loss == "squared":
        expected = ((old - new) ** 2).sum(axis=1).mean() / 2
    elif loss == "cross_entropy_logits":
        p, q = (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) for z in (old, new))
        expected = (p * np.log(p / q)).sum(axis=1).mean()
    else:
        p, q = (1 / (1 + np.exp(-z)) for z in (old, new))
        expected = (p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))).sum(axis=1).mean()
    assert moved(problem, theta, other) == pytest.approx(expected, rel=1e-11)
    small = (other - theta) * 1e-4
    assert moved(problem, theta, theta + small) == pytest.approx(small @ dense(problem, "fisher", theta) @ small / 2, rel=1e-3)


def test_costs_count_multiply_adds() -> None:
    """For layers 3-4-3: 24 weights, 12 of them in the first layer; a gradient takes 60, a value 24, a product 72 multiply-adds."""
    problem, theta = network()
    price = costs(problem)
    assert (price.value, price.gradient, price.product) == (24 / 60, 1, 72 / 60)
    state = HessianFree(exponent=0).step(HessianFree(exponent=0).init(problem, theta))
    assert state.report.cost >= 1 + state.report.cg_iterations * 72 / 60


def test_batches_depend_on_the_seed_alone() -> None:
    """The same seed draws the same samples, another one others; a batch costs its part, and too large a one is refused."""
    problem, theta = network()
    values = [subset(problem, 5, seed)[0].value(theta) for seed in ((0, 1), (0, 1), (0, 2))]
    assert values[0] == values[1] != values[2]
    assert subset(problem, 5, (0,))[1] == 1 / 3
    assert subset(problem, 15, (0,))[0] is problem
    with pytest.raises(DomainError, match="expected between 1 and 15 samples, got 16"):
        subset(problem, 16, (0,))
    with pytest.raises(DomainError, match="expected between 1 and 0 samples"):
        subset(quadratic(), 1, (0,))


@pytest.mark.parametrize(
    "optimizer", [LevenbergMarquardt(damping=1e-9), NaturalGradient(damping=1e-9, adaptive=True), Kfac(damping=1e-9)], ids=str
)
def test_a_step_that_climbs_is_not_taken(optimizer: Optimizer) -> None:
    """Far from the minimum with hardly any damping the trial climbs: parameters stay, the damping grows, the report says what was tried."""
    problem, theta = network(seed=5)
    state = optimizer.init(problem, 6 * theta)
    for _ in range(40):
        following = optimizer.step(state)
        if np.array_equal(following.theta, state.theta):
            assert following.memory["damping"] == pytest.approx(4 * float(state.memory["damping"]))
            assert following.report.reduction_ratio < 0
            assert (following.report.loss, following.report.kl) == (pytest.approx(problem.value(state.theta)), 0)
            return
        state = following
    pytest.fail("no step was refused")


def test_unknown_curvature_is_an_error() -> None:
    """An objective without the matrix that a method needs is named in the error."""
    with pytest.raises(DomainError, match="expected an objective with a method 'empirical_fisher', got Quadratic"):
        dense(quadratic(), "empirical_fisher", np.ones(6))
    assert math.isnan(bound(quadratic(), np.ones(6)))


@pytest.mark.parametrize("loss", LOSSES)
def test_the_preconditioner_has_the_diagonal_of_the_empirical_fisher_matrix(loss: str) -> None:
    """The diagonal by one product a layer is that of the dense matrix; the square of the mean gradient is another one."""
    problem, theta = network(loss)
    exact = np.diag(dense(problem, "empirical_fisher", theta))
    assert np.allclose(problem.empirical_diagonal(theta), exact, rtol=1e-11, atol=1e-15)
    assert not np.allclose(problem.gradient(theta) ** 2, exact, rtol=0.1)


def test_kfac_reports_the_undamped_model() -> None:
    """The model decrease of KFAC is that of the Gauss-Newton model at its step, without the damping."""
    problem, theta = network("squared")
    state = Kfac(damping=0.5).step(Kfac(damping=0.5).init(problem, theta))
    step = state.theta - theta
    change = problem.gradient(theta) @ step + step @ dense(problem, "generalized_gauss_newton", theta) @ step / 2
    assert state.report.model_decrease == pytest.approx(-change, rel=1e-10)


def test_hessian_free_reports_the_model_without_any_damping() -> None:
    """Damped by structure or not, the promised decrease is that of the curvature alone at the step."""
    problem, theta = network()
    gradient, curvature = problem.gradient(theta), dense(problem, "generalized_gauss_newton", theta)
    for structural in (0.0, 0.5):
        method = HessianFree(damping=0.5, structural=structural)
        state = method.step(method.init(problem, theta))
        step = state.theta - theta
        promised = -(gradient @ step + step @ curvature @ step / 2)
        assert state.report.model_decrease == pytest.approx(promised, rel=1e-9)


def test_kronecker_factors_cost_what_they_multiply() -> None:
    """Layers 3-4-3 with biases, 31 weights: 15 below, factors of 4, 4, 5 and 3 units; Cholesky factors and solves shared by 15 samples."""
    problem, _ = network()
    each = 31 - 16 + (16 + 16) + (25 + 9)
    once = (64 + 64) / 6 + (125 + 27) / 6
    assert problem.factor_cost == pytest.approx((each + once / 15) / (3 * 31 - 16))
    assert problem.factor_product_cost == pytest.approx(((64 + 64) + (75 + 45)) / 15 / (3 * 31 - 16))


def test_hessian_free_pays_for_kronecker_factors() -> None:
    """The factors once, and the factored inverse at the start and after every iteration; nothing for the diagonal one."""
    problem, theta = network()
    method = HessianFree(damping=0.5, preconditioner="kronecker", stopping=Stopping(4, 0, residual=0))
    state = method.step(method.init(problem, theta))
    assert state.report.cg_iterations == 4
    price, values = costs(problem), (state.report.cost - 1 - 4 * costs(problem).product)
    values -= problem.factor_cost + 5 * problem.factor_product_cost
    assert values / price.value == pytest.approx(round(values / price.value))
    assert 1 <= round(values / price.value) <= 8
