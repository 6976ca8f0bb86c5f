"""How far methods come on CURVES: curvature for some gradient equivalents against gradient descent for ten times as many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from numeric.optimizers.gradient_descent import GradientDescent
from numeric.tasks import methods, task
from numeric.training import Budget, begin, train
from verify.training.session import changed_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numeric.tasks import Task
    from numeric.training import Run

SAMPLES, TRIAL_SAMPLES = 1000, 200
BUDGET = 350.0  # gradient equivalents
FACTOR = 10
SEEDS = (0, 1, 2)
GRID = {  # (rate, momentum)
    "gradient descent": ((0.01, 0.0), (0.03, 0.0), (0.1, 0.0)),
    "momentum": ((0.003, 0.9), (0.01, 0.9), (0.03, 0.9), (0.001, 0.99)),
}
CURVED = ("hessian-free", "kfac", "natural-gradient")
EVERY = 25  # gradients between two looks at the error


@dataclass(frozen=True)
class Reach:
    """The least reconstruction error that a method showed within its gradient equivalents.

    ``curve`` has the error over the gradient equivalents; without a finite loss it ends.
    """

    method: str
    settings: str
    seed: int
    curve: tuple[tuple[float, float], ...]

    @property
    def error(self) -> float:
        """The least error met."""
        return min((error for _, error in self.curve if np.isfinite(error)), default=float("inf"))


def curved(name: str, seed: int) -> Reach:
    """A method with curvature, with the settings that ``fisherproof train`` gives it, within the budget."""
    problem = task("curves", samples=SAMPLES, seed=seed)
    method = methods(problem)[name]
    if isinstance(method, str):
        message = f"Racing {name}: expected a method that fits the problem, got one that {method}. Choose another."
        raise TypeError(message)
    curve: list[tuple[float, float]] = []

    def watch(run: Run) -> None:
        if run.state.cost <= BUDGET:
            curve.append((run.state.cost, problem.error(run.state.theta)))

    train(method, begin(method, problem.objective, problem.theta), Budget(BUDGET), watch)
    return Reach(name, changed_settings(method), seed, tuple(curve))


def best(name: str, seed: int) -> GradientDescent:
    """The rate and momentum of the grid with the least error after ten budgets on fewer images."""
    problem = task("curves", samples=TRIAL_SAMPLES, seed=seed)
    trials = [GradientDescent(rate, momentum=momentum) for rate, momentum in GRID[name]]
    return min(trials, key=lambda method: plain(name, problem, method, seed).error)


def plain(name: str, problem: Task, method: GradientDescent, seed: int) -> Reach:
    """Gradient descent for ten budgets: the recursion itself, as the reports of every step would take as long as the steps."""
    theta, velocity = problem.theta, np.zeros_like(problem.theta)
    curve: list[tuple[float, float]] = []
    with np.errstate(over="ignore", invalid="ignore"):
        for count in range(1, int(FACTOR * BUDGET) + 1):
            velocity = method.momentum * velocity - method.learning_rate * problem.objective.gradient(theta)
            theta = theta + velocity
            if count % EVERY == 0:
                curve.append((float(count), problem.error(theta)))
                if not np.isfinite(curve[-1][1]):
                    break
    return Reach(name, f"rate {method.learning_rate:g}, momentum {method.momentum:g}", seed, tuple(curve))


def race(seeds: tuple[int, ...] = SEEDS) -> Iterator[Reach]:
    """All methods for all seeds; the rates are chosen with the first seed."""
    for seed in seeds:
        for name in CURVED:
            yield curved(name, seed)
    chosen = {name: best(name, seeds[0]) for name in GRID}
    for seed in seeds:
        problem = task("curves", samples=SAMPLES, seed=seed)
        for name, method in chosen.items():
            yield plain(name, problem, method, seed)
