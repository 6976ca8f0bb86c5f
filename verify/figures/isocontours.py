"""The log likelihood of the essay's Gaussian: its isocontours, and its gradient as printed and as corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from numeric.gaussian_fit import GaussianFit
from reports.figures.isolines import evaluated, isolines, knots
from reports.figures.plane import Plane
from verify.figures import Figure, Panel

if TYPE_CHECKING:
    from collections.abc import Callable

    Point = tuple[float, float]

PLACE = 3
SIZE, SEED = 2000, 0
LEVELS, CELLS = 60, 60
LONG = 0.26  # of an arrow, in the plane's units
CAPTION = """First picture, as the listing draws it, with {levels} evenly spaced levels of f instead of its 200, for {size} standard
normal data (seed {seed}). It is the log likelihood of a sample (H7.2), where the essay's caption speaks of the isocontours of a Gaussian;
two units below the optimum in log sigma it is {steep:.1f} times as steep as two above (H6.12 has 54.6 for a sample of variance 1). The
listing also defines a gradient, and never calls it. Second picture, as printed: all arrows lead upwards, above the peak away from it and
beside it along the contours, and at the peak the gradient does not vanish (H7.2-mugrad, H7.2-lamgrad). Third, corrected (H7.2-mugrad-c,
H7.2-lamgrad-c). Arrows show directions only; both axes have one scale there, and the distances of the levels from the peak have evenly
spaced square roots."""


@dataclass(frozen=True)
class Sample:
    """What the listing's f depends on: the size, the sum and the sum of squares of the data."""

    size: int
    total: float
    squares: float

    def fit(self) -> GaussianFit:
        """The law with the sample's moments: f is a constant minus ``size`` times the divergence from it."""
        mean = self.total / self.size
        return GaussianFit(mean, float(np.sqrt(self.squares / self.size - mean**2)))

    def f(self, mu: float, lam: float) -> float:
        """The log likelihood, in nats."""
        best = self.fit()
        peak = -self.size * (np.log(2 * np.pi) / 2 + np.log(best.scale) + 0.5)
        return float(peak - self.size * best.value(np.array([mu, lam])))

    def corrected(self, mu: float, lam: float) -> Point:
        """The gradient of f."""
        first, second = -self.size * self.fit().gradient(np.array([mu, lam]))
        return float(first), float(second)

    def printed(self, mu: float, lam: float) -> Point:
        """The listing's ``fgrad``."""
        spread = self.squares - 2 * mu * self.total + self.size * mu**2
        precision = float(np.exp(-2 * lam))
        return -0.5 * precision * (2 * mu * self.total + self.size * mu), self.size + precision * spread


def sample() -> Sample:
    """The data of the picture."""
    data = np.random.default_rng(SEED).standard_normal(SIZE)
    return Sample(SIZE, float(data.sum()), float((data**2).sum()))


def draw() -> Figure:
    """The isocontours, and two fields of directions."""
    data = sample()
    steep = abs(data.corrected(0.0, -2.0)[1] / data.corrected(0.0, 2.0)[1])
    panels = [
        Panel("gaussian-isocontours", _likelihood(data)),
        Panel(
            "gaussian-gradient-printed",
            _field(data, data.printed, "The listing's fgrad, as printed", "They cross the contours at any angle."),
        ),
        Panel(
            "gaussian-gradient-corrected",
            _field(data, data.corrected, "Its gradient, corrected", "All cross the contours at right angles."),
        ),
    ]
    return Figure("Isocontours of the log likelihood", panels, CAPTION.format(levels=LEVELS, size=SIZE, seed=SEED, steep=steep))


def _likelihood(data: Sample) -> Plane:
    """The listing's picture, with its ranges."""
    across, up = knots(-1, 1, CELLS + 1), knots(-2, 2, 2 * CELLS + 1)
    values = evaluated(data.f, across, up)
    low, high = min(map(min, values)), max(map(max, values))
    contours = [line for index in range(LEVELS) for line in isolines(across, up, values, low + (high - low) * (index + 0.5) / LEVELS)]
    told = "The isocontours crowd together at small log sigma and are far apart at large."
    return Plane("Log likelihood of 2,000 data", told, "mu", "log sigma", (-1, 1), (-2, 2), contours)


def _field(data: Sample, slope: Callable[[float, float], Point], title: str, told: str) -> Plane:
    """Directions of a gradient over isocontours of f."""
    across = up = knots(-1.5, 1.5, 2 * CELLS + 1)
    values = evaluated(data.f, across, up)
    peak = data.f(data.total / data.size, float(np.log(data.fit().scale)))
    contours = [line for index in range(1, 13) for line in isolines(across, up, values, peak - SIZE * 0.02 * index**2)]
    tails = [(x, y) for x in knots(-1.2, 1.2, 7) for y in knots(-1.2, 1.2, 7)]
    arrows = [(tail, _ahead(tail, slope(*tail))) for tail in tails]
    return Plane(title, f"Arrows over isocontours of f. {told}", "mu", "log sigma", (-1.5, 1.5), (-1.5, 1.5), contours, arrows=arrows)


def _ahead(tail: Point, slope: Point) -> Point:
    """The head of an arrow of one length for all slopes."""
    norm = float(np.hypot(*slope))
    return tail[0] + LONG * slope[0] / norm, tail[1] + LONG * slope[1] / norm
