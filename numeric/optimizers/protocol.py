"""The one protocol of all optimizers: a state that can be saved, and a report of every step."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from numeric.damping import reduction_ratio
from numeric.errors import DomainError, ShapeError
from numeric.objective import bound, moved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]

NAN = float("nan")


@dataclass(frozen=True)
class Report:
    """What a step did; nan where a quantity has no meaning for the method or the objective.

    Args:
        loss: the objective after the step, in nats, on the data of the step.
        model_decrease: what the quadratic model predicted to gain; never negative for a minimiser of the model.
        reduction_ratio: the objective's decrease over the model's.
        damping: the shift that was in force.
        kl: the divergence of the model after the step from the one before, in nats.
        cg_iterations: iterations of the inner solver.
        bound: Section 11's bound on what any step can gain under the undamped Fisher model.
        cost: gradients of the whole data that the step is worth; reporting is not counted.
    """

    loss: float = NAN
    model_decrease: float = NAN
    reduction_ratio: float = NAN
    damping: float = NAN
    kl: float = NAN
    cg_iterations: int = 0
    bound: float = NAN
    cost: float = 0.0


@dataclass(frozen=True)
class State:
    """Where an optimizer stands.

    Args:
        problem: the objective.
        theta: the parameters, shape ``(n,)``.
        steps: how many were taken.
        cost: gradients of the whole data that they were worth.
        memory: whatever else the next step depends on: arrays and numbers, by name.
        report: of the last step.
        allowance: gradients of the whole data that the next step may be worth: a method that has ``shortest(state)``, what its shortest
            step is worth, cuts the step to it.
    """

    problem: Objective
    theta: Vector
    steps: int = 0
    cost: float = 0.0
    memory: Mapping[str, Any] = field(default_factory=dict)
    report: Report = field(default_factory=Report)
    allowance: float = math.inf


@runtime_checkable
class Optimizer(Protocol):
    """Settings of a method with its two functions."""

    name: ClassVar[str]

    def init(self, problem: Objective, theta: Vector) -> State:
        """The state before the first step."""

    def step(self, state: State) -> State:
        """The state after one more step."""


@dataclass(frozen=True)
class Model:
    """The quadratic model of a step: its change (negative is a decrease), the shift, and the inner solver's iterations."""

    change: float = NAN
    damping: float = NAN
    iterations: int = 0


def start(problem: Objective, theta: Vector, **memory: Any) -> State:
    """A state at theta.

    Raises:
        ShapeError: theta is not of the problem's size.
        DomainError: theta or the objective there is not finite.
    """
    vector = np.array(theta, dtype=np.float64)
    if vector.shape != (problem.size,):
        message = f"Starting an optimizer: expected parameters of shape ({problem.size},), got {vector.shape}. Ravel them."
        raise ShapeError(message)
    value = problem.value(vector) if np.isfinite(vector).all() else NAN
    if not math.isfinite(value):
        message = f"Starting an optimizer: expected finite parameters and a finite loss, got {value}. Start somewhere else."
        raise DomainError(message)
    return State(problem, vector, memory=memory, report=Report(loss=value))


def advance(  # noqa: PLR0913 - what a report is made of
    state: State,
    batch: Objective,
    step: Vector,
    before: float,
    *,
    model: Model | None = None,
    cost: float,
    **memory: Any,
) -> State:
    """The state after a step, shape ``(n,)``, on the objective ``batch``, with its report.

    Args:
        state: the state before.
        batch: the objective on the data that the step was computed from.
        step: the change of the parameters.
        before: the batch's objective before the step.
        model: the quadratic model of the step.
        cost: of the step, in gradients of the whole data.
        memory: replaces entries of the memory.

    Raises:
        DomainError: the step is not finite.
    """
    if not np.isfinite(step).all():
        message = f"Taking step {state.steps + 1}: expected finite numbers, got nan or infinity. Lower the rate or raise the damping."
        raise DomainError(message)
    model = model or Model()
    theta = state.theta + step
    loss = batch.value(theta)
    ratio = reduction_ratio(loss - before, model.change)
    gains = (loss, -model.change, ratio, model.damping, moved(batch, state.theta, theta), model.iterations, bound(batch, state.theta))
    return replace(
        state,
        theta=theta,
        steps=state.steps + 1,
        cost=state.cost + cost,
        memory={**state.memory, **memory},
        report=Report(*gains, cost),
    )


def refused(state: State, tried: State, before: float, **memory: Any) -> State:
    """The state that stays where it was after a step that is not taken; the report keeps what the model had promised."""
    report = replace(tried.report, loss=before, kl=0.0)
    return replace(tried, theta=state.theta, memory={**tried.memory, **memory}, report=report)


def positive(**settings: float) -> None:
    """Refuse settings that are not finite and above 0.

    Raises:
        DomainError: one is not.
    """
    for name, value in settings.items():
        if not (math.isfinite(value) and value > 0):
            message = f"Setting up an optimizer: expected {name} finite and above 0, got {value!r}. Change it."
            raise DomainError(message)
