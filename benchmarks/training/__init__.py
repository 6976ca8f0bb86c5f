"""How far methods come on CURVES: curvature for some gradient equivalents against gradient descent for ten times as many."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np

from numeric.optimizers.gradient_descent import GradientDescent
from numeric.tasks import methods, task
from numeric.training import Budget, begin, train
from verify.training.session import changed_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numeric.training import Run

SAMPLES, TRIAL_SAMPLES = 1000, 200
BUDGET = 500.0  # gradient equivalents
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


def descents(name: str) -> list[GradientDescent]:
    """Gradient descent with every pair of rate and momentum of the grid."""
    return [GradientDescent(rate, momentum=momentum) for rate, momentum in GRID[name]]


def plain(name: str, method: GradientDescent, seed: int, samples: int = SAMPLES) -> Reach:
    """Gradient descent for ten budgets: the recursion itself, as the reports of every step would take as long as the steps."""
    problem = task("curves", samples=samples, seed=seed)
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


def race(seeds: tuple[int, ...] = SEEDS, processes: int = 1) -> Iterator[Reach]:
    """All methods for all seeds, as they end, in so many processes; rates come lowest on fewer images with the first seed."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        trials = {name: [pool.submit(plain, name, method, seeds[0], TRIAL_SAMPLES) for method in descents(name)] for name in GRID}
        waiting = [pool.submit(curved, name, seed) for seed in seeds for name in CURVED]
        for name, found in trials.items():
            errors = [each.result().error for each in found]
            method = descents(name)[errors.index(min(errors))]
            waiting += [pool.submit(plain, name, method, seed) for seed in seeds]
        yield from (each.result() for each in as_completed(waiting))
