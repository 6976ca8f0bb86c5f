"""One experiment a method: it lowers the loss, reports what it did, and its first step is the stated one, if :data:`STEPS` states one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.data.data_set import DataSet
from numeric.errors import NumericError
from numeric.optimizers import optimizers
from numeric.tasks import Task, methods
from verify.experiments import Evidence, experiment
from verify.experiments.dense_steps import CASES, SIZES, STEPS, Regression
from verify.experiments.table import judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.network_objective import NetworkObjective
    from numeric.optimizers.protocol import Optimizer, State

    Vector = NDArray[Any]

SEEDS, COUNT = (0, 1, 2), 5
SAME = 1e-12  # relative, of a loss that is computed again


@dataclass(frozen=True)
class Reversed:
    """An objective whose gradient has the wrong sign; all else is that of the objective."""

    objective: NetworkObjective

    def gradient(self, theta: Vector) -> Vector:
        """Uphill."""
        return -self.objective.gradient(theta)

    def __getattr__(self, name: str) -> Any:
        """Value, matrices, divergence and costs."""
        return getattr(self.objective, name)


def method_at(name: str, at: Regression) -> Optimizer:
    """A method with the settings of the command ``train`` for a network of this size."""
    data = DataSet("regression", *at.data, "drawn")
    found = methods(Task("regression", at.objective, at.theta, at.objective.value, "loss", data, 1.0))[name]
    if isinstance(found, str):
        raise TypeError(found)
    return found


def run(name: str) -> Evidence:
    """The evidence for one method; controls are a mistaken definition of its step, and gradients of the wrong sign."""
    rows, controls = [], []
    for seed in SEEDS:
        at = Regression(seed)
        method = method_at(name, at)
        states = _states(method, at.objective, at.theta)
        losses = [at.objective.value(state.theta) for state in states]
        honest = all(abs(state.report.loss - loss) <= SAME * losses[0] for state, loss in zip(states, losses, strict=True))
        rows.append((f"seed {seed}: loss {losses[0]:.4g} to {losses[-1]:.4g} in {COUNT} steps, as reported", honest and _falls(losses)))
        wrong = _ends(method, at)
        controls.append((f"seed {seed}, gradient of the wrong sign: loss {losses[0]:.4g} to {wrong:.4g}", wrong < losses[0]))
        if name in STEPS:
            moved = states[1].theta - at.theta
            away, other = (_away(name, moved, each(at, method)) for each in (STEPS[name].step, STEPS[name].wrong))
            rows.append((f"seed {seed}: first step {away:.1e} from its definition", away < STEPS[name].tolerance))
            controls.append((f"seed {seed}, a mistaken definition: {other:.1e}", other < STEPS[name].tolerance))
    shape = "-".join(map(str, SIZES))
    return judged(f"networks {shape} of tanh units with squared loss, {CASES} cases, seeds 0 to {SEEDS[-1]}", rows, controls)


def _states(method: Optimizer, objective: Any, theta: Vector) -> list[State]:
    """The start and what every step leads to."""
    states = [method.init(objective, theta)]
    for _ in range(COUNT):
        states.append(method.step(states[-1]))
    return states


def _falls(losses: list[float]) -> bool:
    """Whether the loss is lower at the end."""
    return losses[-1] < losses[0]


def _ends(method: Optimizer, at: Regression) -> float:
    """The loss after as many steps with gradients of the wrong sign; infinite where the method gives up."""
    try:
        return at.objective.value(_states(method, Reversed(at.objective), at.theta)[-1].theta)
    except NumericError:
        return float("inf")


def _away(name: str, moved: Vector, stated: Vector) -> float:
    """The relative distance of a step from what is stated, of their directions where only these are."""
    if STEPS[name].direction:
        moved, stated = moved / np.linalg.norm(moved), stated / np.linalg.norm(stated)
    return float(np.linalg.norm(moved - stated) / np.linalg.norm(stated))


for _name in optimizers():
    experiment(f"method-{_name}")(partial(run, _name))
