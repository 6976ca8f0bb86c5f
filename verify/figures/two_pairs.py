"""Two pairs of Gaussians, equally far apart in their parameters and not in divergence."""

from __future__ import annotations

import numpy as np

from numeric.kernels.kl_normal import kl_normal
from reports.figures.isolines import knots
from reports.figures.plane import Curve, Plane
from verify.figures import Figure, Panel

PLACE = 4
MEAN = 2.0
WIDE, NARROW = 2.0, 1.0
CAPTION = """Means -2 and 2 as in the essay, which states neither variance. As drawn it needs two hypotheses that are not said: each pair
shares one variance, and the right pair has the smaller one. Then the divergence is 8/sigma^2 (H6.14): {wide:g} nats on the left,
{narrow:g} on the right, at the Euclidean distance 4 in (mu, log sigma). Third picture: where the variances of a pair differ, the
divergence depends on its direction, {there:.2f} nats against {back:.2f}, so it is no metric (H5.1)."""


def draw() -> Figure:
    """Wide, narrow, and one of each."""
    wide, narrow = float(kl_normal(-MEAN, WIDE, MEAN, WIDE)), float(kl_normal(-MEAN, NARROW, MEAN, NARROW))
    there, back = float(kl_normal(-MEAN, NARROW, MEAN, WIDE)), float(kl_normal(MEAN, WIDE, -MEAN, NARROW))
    panels = [
        _panel("wide", (WIDE, WIDE), f"Divergence {wide:g} nats", "sigma = 2 in both."),
        _panel("narrow", (NARROW, NARROW), f"Divergence {narrow:g} nats", "sigma = 1 in both."),
        _panel("unequal", (NARROW, WIDE), f"Divergence {there:.2f} or {back:.2f} nats", "sigma = 1 in the first, 2 in the second."),
    ]
    return Figure("The same Euclidean distance, two divergences", panels, CAPTION.format(wide=wide, narrow=narrow, there=there, back=back))


def density(mean: float, scale: float, at: float) -> float:
    """The normal density."""
    return float(np.exp(-(((at - mean) / scale) ** 2) / 2) / (scale * np.sqrt(2 * np.pi)))


def _panel(name: str, scales: tuple[float, float], title: str, told: str) -> Panel:
    places = knots(-8, 8, 161)
    curves = [
        Curve(f"p{index + 1}: mu = {mean:g}, sigma = {scale:g}", [(at, density(mean, scale, at)) for at in places])
        for index, (mean, scale) in enumerate(zip((-MEAN, MEAN), scales, strict=True))
    ]
    return Panel(
        f"pair-{name}",
        Plane(title, f"Two bell curves around -2 and 2. {told}", "x", "density", (-8, 8), (0, 0.45), curves=curves, tall=0.7),
    )
