"""Optimizers, one a file. Each has ``init`` (a state from parameters) and ``step`` (the next state on an objective)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]


class Objective(Protocol):
    """What an optimizer may ask of the function it minimises."""

    def value(self, theta: Vector) -> float:
        """The value; ``theta`` has shape ``(n,)``."""

    def gradient(self, theta: Vector) -> Vector:
        """The gradient; shape ``(n,)``."""

    def fisher(self, theta: Vector) -> Vector:
        """The Fisher matrix of the model; shape ``(n, n)``."""


@dataclass(frozen=True)
class State:
    """Where an optimizer stands: its parameters, shape ``(n,)``, and the number of steps taken."""

    theta: Vector
    steps: int = 0


class Optimizer(Protocol):
    """The one protocol of all optimizers."""

    def init(self, theta: Vector) -> State:
        """The state before the first step."""

    def step(self, state: State, objective: Objective) -> State:
        """The state after one more step."""
