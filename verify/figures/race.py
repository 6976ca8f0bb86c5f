"""Gradient descent against natural gradient on the essay's Gaussian at three scales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from numeric.errors import NumericError
from numeric.gaussian_fit import GaussianFit
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.natural_gradient import NaturalGradient
from reports.figures.isolines import evaluated, isolines, knots
from reports.figures.plane import Curve, Plane
from verify.experiments.gaussian_race import RATES, SCALES, TOLERANCE
from verify.figures import Figure, Panel, pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from numeric.optimizers.protocol import Optimizer

    Vector = NDArray[np.float64]

PLACE = 5
STEPS = 60
CELLS = 60
LEVELS = tuple(float(level) for level in np.geomspace(0.003, 30, 9))
CAPTION = """The essay calls the improvement over gradient descent drastic and shows no run. Here are runs of at most {steps} steps on the
divergence from N(0, sigma^2), from mu = 2 sigma and log sigma half a unit too large, to {tolerance:g} nats, each method with that
constant step out of the race's {rates} that gets there first or, where none does, ends lowest. The isocontours are at divergences from
{low:g} to {high:g} nats, evenly spaced in their logarithms, and look alike at every scale because mu is drawn in units of sigma. Natural
gradient takes the same path at every scale; what gradient descent does depends on it: {ends}. H6.13 measures the whole race, with as many
steps as are needed."""


@dataclass(frozen=True)
class Run:
    """A method's constant step, its points until it is there, shape ``(steps + 1, 2)``, and the divergence at the last."""

    rate: float
    points: Vector
    value: float

    def end(self) -> str:
        """Where it ends, in words."""
        return f"{len(self.points) - 1} steps" if self.value < TOLERANCE else f"{self.value:.2g} nats left"


def draw() -> Figure:
    """One picture a scale."""
    runs = [(scale, best(GradientDescent, scale), best(NaturalGradient, scale)) for scale in SCALES]
    ends = "; ".join(f"at sigma = {scale:g}: {plain.end()}, natural gradient {natural.end()}" for scale, plain, natural in runs)
    told = {"steps": STEPS, "tolerance": TOLERANCE, "rates": len(RATES), "low": LEVELS[0], "high": LEVELS[-1], "ends": ends}
    return Figure("Gradient descent against natural gradient", [_panel(*run) for run in runs], CAPTION.format(**told))


def best(make: Callable[[float], Optimizer], scale: float) -> Run:
    """The run that is there first or, where none arrives, ends lowest, of those that stay finite."""
    fit = GaussianFit(0.0, scale)
    found = [run for rate in RATES if (run := _followed(make(rate), fit, rate)) is not None]
    return min(found, key=lambda run: (len(run.points), run.value))


def _followed(method: Optimizer, fit: GaussianFit, rate: float) -> Run | None:
    """The steps; ``None`` where they diverge."""
    state = method.init(fit, np.array([2 * fit.scale, np.log(fit.scale) + 0.5]))
    points = [state.theta]
    with np.errstate(all="ignore"):
        while state.steps < STEPS and state.report.loss >= TOLERANCE:
            try:
                state = method.step(state)
            except (np.linalg.LinAlgError, NumericError):
                return None
            points.append(state.theta)
            if not np.isfinite(state.report.loss):
                return None
    return Run(rate, np.array(points), state.report.loss)


def _panel(scale: float, plain: Run, natural: Run) -> Panel:
    """Paths in the coordinates mu / sigma and log sigma."""
    fit, middle = GaussianFit(0.0, scale), float(np.log(scale))
    width, height = (-1.0, 3.0), (middle - 1.5, middle + 1.5)
    across, up = knots(*width, CELLS + 1), knots(*height, CELLS + 1)
    values = evaluated(lambda ratio, lam: fit.value(np.array([ratio * scale, lam])), across, up)
    contours = [line for level in LEVELS for line in isolines(across, up, values, level)]
    curves = [
        Curve(f"{name}, rate {run.rate:.2g}: {run.end()}", pairs(run.points / [scale, 1.0]), dots=True)
        for name, run in (("gradient", plain), ("natural", natural))
    ]
    told = f"Gradient descent: {plain.end()}. Natural gradient: {natural.end()}."
    plane = Plane(f"Target N(0, {scale:g}^2)", told, "mu / sigma of the target", "log sigma", width, height, contours, curves)
    return Panel(f"race-sigma-{scale:g}", plane)
