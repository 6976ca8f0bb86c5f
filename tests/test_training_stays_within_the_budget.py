"""A method with long steps counts a step before it is taken: the last one is cut to what is left, and none is taken that does not fit."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from small_objectives import network, quadratic

from numeric.krylov.conjugate_gradients import Stopping
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.kfac import Kfac
from numeric.optimizers.krylov_subspace_descent import KrylovSubspaceDescent
from numeric.optimizers.natural_gradient import NaturalGradient
from numeric.training import Budget, begin, train

BATCHED = {"batch": 10, "curvature_batch": 5}
ROUNDING = 1e-9
ENOUGH = 1e6  # gradients: no step is cut


@pytest.mark.parametrize("options", [{}, BATCHED, {"remember": False}, {"curvature_batch": 4, "exponent": 0.75}], ids=str)
@pytest.mark.parametrize("cost", [3.0, 11.0, 27.5, 60.0, 140.0])
def test_krylov_subspace_descent_stays_within_the_budget(cost: float, options: dict[str, float]) -> None:
    """What is left at the end is less than the shortest step, and but for the last steps all are those without a budget."""
    method = KrylovSubspaceDescent(dimension=6, searches=8, **options)  # type: ignore[arg-type]
    problem, theta = network("cross_entropy_logits")
    run = train(method, begin(method, problem, theta), Budget(cost))
    assert run.state.cost <= cost + ROUNDING
    assert cost - run.state.cost < method.shortest(run.state)
    free = train(method, begin(method, problem, theta), Budget(ENOUGH, steps=run.state.steps))
    assert all(a.loss == b.loss for a, b in zip(run.history[:-3], free.history[:-3], strict=True))
    assert run.history[-1].loss <= run.history[0].loss or "curvature_batch" in options


@pytest.mark.parametrize("least", [1, 3, 5])
def test_the_least_number_of_steps_shares_the_budget(least: int) -> None:
    """So many steps are taken within the budget; without one that holds them they are as short as they get."""
    method = KrylovSubspaceDescent(dimension=6, searches=8)
    problem, theta = network("cross_entropy_logits")
    run = train(method, begin(method, problem, theta), Budget(60.0, least=least))
    assert len(run.history) > least
    assert 60.0 - method.shortest(run.state) < run.state.cost <= 60.0 + ROUNDING
    assert run.history[1].cost <= 60 / least + ROUNDING
    poor = train(method, begin(method, problem, theta), Budget(1.0, least=least))
    assert poor.state.steps == least
    assert poor.state.cost <= least * method.shortest(run.state) + ROUNDING


@pytest.mark.parametrize("allowance", [0.0, 7.5, 12.0, 20.0, 36.0, math.inf])
def test_a_step_is_cut_to_its_allowance(allowance: float) -> None:
    """With one vector and two evaluations it is as short as it gets; with more it goes deeper, and without a limit to the end."""
    method, objective = KrylovSubspaceDescent(dimension=6, searches=50, remember=False, floor=1e-12), quadratic()
    state = replace(method.init(objective, np.ones(6)), allowance=allowance)
    shortest, after = method.shortest(state), method.step(state)
    assert shortest == pytest.approx(1 + 2 * 4 / 3 + 2 * 4 / 3)
    assert after.report.cost <= max(allowance, shortest) + ROUNDING
    assert (after.report.cg_iterations == 6) == (allowance > 1 + 2 * 7 * 4 / 3)
    assert (after.report.loss < objective.value(np.ones(6))) or allowance < shortest
    whole = method.step(method.init(objective, np.ones(6)))
    assert (after.report.cost == whole.report.cost) == (allowance >= whole.report.cost)


def test_the_best_point_seen_is_taken() -> None:
    """A search that is cut where the objective rose stays where it began."""
    method = KrylovSubspaceDescent(dimension=2, searches=20)

    class Wall:
        """Zero at the start and larger everywhere else."""

        def value(self, theta: np.ndarray) -> float:
            return float(theta.any())

        def gradient(self, theta: np.ndarray) -> np.ndarray:
            return np.ones_like(theta)

    weights, evaluations = method._search(Wall(), np.zeros(3), np.eye(3)[:, :2], 3.7)  # type: ignore[arg-type]
    assert evaluations == 3
    assert not weights.any()


METHODS: dict[str, Any] = {
    "hessian-free": HessianFree(),
    "hessian-free by batches": HessianFree(batch=10, curvature_batch=5),
    "hessian-free, two iterations": HessianFree(preconditioner="kronecker", augment=True, stopping=Stopping(2, progress=0)),
    "hessian-free, structural": HessianFree(structural=0.1, backtrack=False),
    "natural gradient": NaturalGradient(damping=1.0, solver="cg"),
    "natural gradient by batches": NaturalGradient(damping=1.0, solver="cg", batch=10, curvature_batch=5, preconditioner="diagonal"),
    "natural gradient, searched": NaturalGradient(
        damping=0.1, solver="cg", adaptive=True, search=True, decay=0.9, preconditioner="kronecker"
    ),
    "natural gradient, dense": NaturalGradient(damping=1.0),
    "gradient descent": GradientDescent(),
    "kfac": Kfac(),
}


@pytest.mark.parametrize("cost", [0.5, 2.5, 9.0, 31.0])
@pytest.mark.parametrize("name", METHODS)
def test_no_method_passes_its_budget(name: str, cost: float) -> None:
    """What would is not taken; the steps are those without a budget, and one more would not fit."""
    method, (problem, theta) = METHODS[name], network("cross_entropy_logits")
    run = train(method, begin(method, problem, theta), Budget(cost))
    assert run.state.cost <= cost + ROUNDING
    free = train(method, begin(method, problem, theta), Budget(ENOUGH, steps=run.state.steps + 1))
    assert free.state.cost > cost
    assert all(a.loss == b.loss for a, b in zip(run.history, free.history, strict=False))


def test_the_least_number_of_steps_is_taken_whatever_it_costs() -> None:
    """Only beyond it is a step dropped that passes the budget."""
    problem, theta = network("cross_entropy_logits")
    assert train(GradientDescent(), begin(GradientDescent(), problem, theta), Budget(2.5)).state.cost == 2.0
    assert train(GradientDescent(), begin(GradientDescent(), problem, theta), Budget(2.5, least=3)).state.cost == 3.0
    assert train(GradientDescent(), begin(GradientDescent(), problem, theta), Budget(0.5)).state.steps == 0
