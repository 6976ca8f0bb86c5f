"""A race on the essay's Gaussian: iterations that gradient descent and natural gradient need, each with its best constant step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from numeric.errors import NumericError
from numeric.gaussian_fit import GaussianFit
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.natural_gradient import NaturalGradient
from verify.experiments import Evidence, experiment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from numeric.objective import Objective
    from numeric.optimizers.protocol import Optimizer, State

SCALES = (0.05, 1.0, 20.0)
RATES = tuple(float(rate) for rate in np.geomspace(1e-4, 2e2, 40))
TOLERANCE = 1e-8  # nats
LONGEST = 1000
DIVERGED = 1e12


@dataclass(frozen=True)
class IdentityFisher:
    """The negative control: the same objective with the Fisher matrix replaced by the identity."""

    inner: GaussianFit

    @property
    def size(self) -> int:
        """Two parameters."""
        return self.inner.size

    def value(self, theta: NDArray[np.float64]) -> float:
        """The divergence, unchanged."""
        return self.inner.value(theta)

    def gradient(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """The gradient, unchanged."""
        return self.inner.gradient(theta)

    def fisher(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """The identity, shape ``(2, 2)``."""
        return np.eye(theta.size)


def race(optimizers: Sequence[Optimizer], objective: Objective, start: NDArray[np.float64], longest: int) -> int | None:
    """The fewest steps until the objective is below the tolerance; ``None`` if all diverge or take longer than ``longest``.

    All runs go side by side, so that none is followed further than the first to arrive.
    """
    states = [optimizer.init(objective, start) for optimizer in optimizers]
    with np.errstate(all="ignore"):
        for steps in range(longest):
            values = [objective.value(state.theta) for state in states]
            if any(value < TOLERANCE for value in values):
                return steps
            running = [(run, state) for run, state, value in zip(optimizers, states, values, strict=True) if value <= DIVERGED]
            moved = [(run, after) for run, state in running if (after := _moved(run, state)) is not None]
            optimizers, states = [run for run, _ in moved], [state for _, state in moved]
            if not states:
                return None
    return None


def _moved(optimizer: Optimizer, state: State) -> State | None:
    """The state after a step; ``None`` for a step that left the domain: the Fisher matrix underflows."""
    try:
        return optimizer.step(state)
    except (np.linalg.LinAlgError, NumericError):
        return None


def best(make: Callable[[float], Optimizer], objective: Objective, start: NDArray[np.float64], rates: Sequence[float]) -> int | None:
    """The fewest iterations over constant steps."""
    return race([make(rate) for rate in rates], objective, start, LONGEST)


@experiment("gaussian-race")
def gaussian_race() -> Evidence:
    """Natural gradient needs fewer iterations than gradient descent at every scale; without the Fisher matrix it does not."""
    lines, wins, failed = [], 0, 0
    for scale in SCALES:
        fit = GaussianFit(0.0, scale)
        start = np.array([2.0 * scale, np.log(scale) + 0.5])
        plain = best(GradientDescent, fit, start, RATES)
        natural = best(NaturalGradient, fit, start, RATES)
        control = best(NaturalGradient, IdentityFisher(fit), start, RATES)
        wins += _beats(natural, plain)
        failed += not _beats(control, plain)
        counts = f"gradient descent {_shown(plain)}, natural gradient {_shown(natural)}, control {_shown(control)} iterations"
        lines.append(f"sigma = {scale:g}: {counts}")
    scope = f"sigma = {', '.join(f'{scale:g}' for scale in SCALES)}; best of {len(RATES)} constant steps; to {TOLERANCE:g} nats"
    if wins < len(SCALES):
        reason = f"natural gradient won {wins} of {len(SCALES)} races"
        return Evidence("inconclusive", "", scope, tuple(lines), len(SCALES), failed, reason)
    return Evidence("supported", "numeric", scope, tuple(lines), len(SCALES), failed)


def _beats(first: int | None, second: int | None) -> bool:
    return first is not None and (second is None or first < second)


def _shown(count: int | None) -> str:
    return f"more than {LONGEST}" if count is None else str(count)
