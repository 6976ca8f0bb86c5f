"""The isocontours of the essay's log likelihood as they are drawn: they lie at their levels, and its gradient stands upright on them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from reports.figures.isolines import evaluated, isolines, knots
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged
from verify.figures.isocontours import SIZE, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Vector = NDArray[Any]
    Slope = Callable[[float, float], tuple[float, float]]

RANGE, KNOTS, CONTOURS = 1.5, 241, 12
OFF, UPRIGHT = 0.01, 0.05  # of a level's distance from the peak, and cosines: what linear interpolation leaves, in ends and directions
SHORT = 0.2  # of a cell's width: the ends of shorter pieces are off by as much as the pieces are long
DENSER = ((np.exp(4) - 1) / 2 - 2) / (2 - (1 - np.exp(-4)) / 2)  # what f loses from log sigma = 0 to -2 over that to 2, for variance one
NEAR = 0.1  # chance: the sample's variance


def _pieces(contours: Sequence[Sequence[tuple[float, float]]]) -> tuple[Vector, Vector]:
    """The midpoints of the straight pieces and their unit directions, ``(k, 2)`` each."""
    ends = np.array([pair for contour in contours for pair in pairwise(contour)])
    directions = ends[:, 1] - ends[:, 0]
    lengths = np.linalg.norm(directions, axis=1)
    kept = lengths > SHORT * 2 * RANGE / (KNOTS - 1)
    return ends[kept].mean(axis=1), directions[kept] / lengths[kept, None]


def _leaning(middles: Vector, directions: Vector, slope: Slope) -> float:
    """The largest cosine of the angles between the pieces and a field of gradients."""
    slopes = np.array([slope(*middle) for middle in middles])
    return float(np.abs((slopes * directions).sum(axis=1) / np.linalg.norm(slopes, axis=1)).max())


@experiment("isocontours")
def isocontours() -> Evidence:
    """Contours of the second listing's f lie at their levels, its corrected gradient stands on them; they crowd at low variance (H7.2)."""
    data = sample()
    across = up = knots(-RANGE, RANGE, KNOTS)
    values = evaluated(data.f, across, up)
    peak = data.f(data.total / data.size, float(np.log(data.fit().scale)))
    depths = [SIZE * 0.02 * index**2 for index in range(1, CONTOURS + 1)]
    contours = {depth: isolines(across, up, values, peak - depth) for depth in depths}
    off = max(abs((peak - data.f(*point)) / depth - 1) for depth, lines in contours.items() for line in lines for point in line)
    middles, directions = _pieces([line for lines in contours.values() for line in lines])
    right, printed = (_leaning(middles, directions, slope) for slope in (data.corrected, data.printed))
    low, high = (abs(data.f(0.0, end) - data.f(0.0, 0.0)) for end in (-2.0, 2.0))
    rows = [
        (f"{len(middles)} pieces of {CONTOURS} contours lie within {off:.1e} of their level's distance from the peak", off < OFF),
        (f"the corrected gradient stands upright on them, largest cosine {right:.1e}", right < UPRIGHT),
        (
            f"{low / high:.1f} times as many even levels from log sigma = -2 to 0 as from 0 to 2, at mu = 0; {DENSER:.1f} for variance one",
            bool(np.isclose(low / high, DENSER, rtol=NEAR)),
        ),
    ]
    controls = [
        (f"the gradient as printed: largest cosine {printed:.2f}", printed < UPRIGHT),
        (f"as many even levels on both sides: {low / high:.1f} to 1", bool(np.isclose(low, high, rtol=NEAR))),
    ]
    return judged(f"{SIZE} data, seed 0, mu and log sigma from {-RANGE} to {RANGE} in {KNOTS - 1} cells", rows, controls)
