"""The essay's two listings, run as printed and as corrected, and its figures as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.divergences import mahalanobis_step
from numeric.equidistant import equidistant_points
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[Any]

CODE = np.array([[1.0, -0.5], [-0.5, 1.0]])  # A of the listing
TEXT = np.array([[1.0, 0.5], [0.5, 1.0]])  # A of the essay's text
START = np.array([8.0, 3.0])
STEPS = 10
EXACT, CLOSE, NEAR = 1e-12, 1e-2, 0.1  # rounding, differences, chance


def iterates(step: Callable[[Vector], Vector]) -> Vector:
    """The start and ten iterates, shape ``(11, 2)``."""
    points = [START]
    for _ in range(STEPS):
        points.append(points[-1] + step(points[-1]))
    return np.array(points)


def _slope(x: Vector) -> Vector:
    """The gradient of f = x'Ax with the listing's A."""
    slope: Vector = 2 * CODE @ x
    return slope


@experiment("mahalanobis-listing")
def mahalanobis_listing() -> Evidence:
    """The left figure bounces and halves its distance in each step; the right one goes straight, by 0.4 a step (claims H4.5 to H4.8)."""
    left = iterates(lambda x: -0.5 * _slope(x))
    right = iterates(lambda x: mahalanobis_step(CODE, _slope(x), 0.3))
    printed = np.array([[8, 3], [1.5, 4], [2, 0.75], [0.375, 1]])
    ratios = np.linalg.norm(left[2:], axis=1) / np.linalg.norm(left[:-2], axis=1)
    crossed = np.abs(right[:, 0] * START[1] - right[:, 1] * START[0]).max()
    last = np.linalg.norm(right[-1]) / np.linalg.norm(START)
    rows = [
        ("left: iterates (8, 3), (1.5, 4), (2, 0.75), (0.375, 1)", bool(np.array_equal(left[:4], printed))),
        (f"left: two steps quarter the distance, largest error {np.abs(ratios - 0.25).max():.1e}", bool(np.allclose(ratios, 0.25))),
        (f"right: on one line, cross product {crossed:.1e}", bool(crossed < EXACT)),
        (f"right: after ten steps {last:.4e} of the distance, 0.4**10 = {0.4**10:.4e}", bool(np.isclose(last, 0.4**10, rtol=1e-9))),
    ]
    mixed = iterates(lambda x: mahalanobis_step(TEXT, _slope(x), 0.3))
    cycle = iterates(lambda x: mahalanobis_step(CODE, _slope(x), 1.0))
    halved = iterates(lambda x: mahalanobis_step(CODE, _slope(x), 1.0, half=False))
    rows.append((f"the step without the half reaches 0 at once: {np.linalg.norm(halved[1]):.1e}", bool(np.linalg.norm(halved[1]) < EXACT)))
    away = np.linalg.norm(mixed[-1]) / np.linalg.norm(START)
    controls = [
        (f"A of the text with the gradient of the code: {away:.3f} of the distance", bool(np.isclose(away, 0.4**10, rtol=1e-2))),
        (f"A^-1 grad f as printed, without 1/2: back at {cycle[2].round(9).tolist()}", bool(np.linalg.norm(cycle[-1]) < CLOSE)),
    ]
    return judged("the first listing, ten steps from (8, 3)", rows, controls)


@experiment("gaussian-listing")
def gaussian_listing() -> Evidence:
    """The second listing's f is the log likelihood, its unused gradient is not that of f; contours are denser at low variance."""
    data = np.random.default_rng(0).standard_normal(2000)
    size, total, squares = data.size, data.sum(), (data**2).sum()

    def f(point: Vector) -> float:
        mu, lam = point
        return float(size * (-0.5 * np.log(2 * np.pi) - lam) - 0.5 * np.exp(-2 * lam) * (squares - 2 * mu * total + size * mu**2))

    def right(point: Vector) -> Vector:
        mu, lam = point
        spread = squares - 2 * mu * total + size * mu**2
        return np.array([np.exp(-2 * lam) * (total - size * mu), -size + np.exp(-2 * lam) * spread])

    def as_printed(point: Vector) -> Vector:
        mu, lam = point
        spread = squares - 2 * mu * total + size * mu**2
        return np.array([-0.5 * np.exp(-2 * lam) * (2 * mu * total + size * mu), size + np.exp(-2 * lam) * spread])

    points = np.array([[1.0, 0.0], [-0.5, 0.7], [0.3, -1.2]])
    likelihood = [-0.5 * ((data - mu) ** 2 * np.exp(-2 * lam) + 2 * lam + np.log(2 * np.pi)).sum() for mu, lam in points]
    same = bool(np.allclose([f(point) for point in points], likelihood, rtol=1e-11))
    gap = max(float(np.abs(right(point) - _differences(f, point)).max()) for point in points)
    steep = abs(right(np.array([0.0, -2.0]))[1]) / abs(right(np.array([0.0, 2.0]))[1])
    rows = [
        ("f is the log likelihood at three points", same),
        (f"the corrected gradient agrees with differences of f to {gap:.1e}", gap < CLOSE),
        (f"log sigma = -2 is {steep:.1f} times as steep as 2; e^4 = {np.exp(4):.1f}", bool(abs(steep / np.exp(4) - 1) < NEAR)),
    ]
    off = min(float(np.abs(as_printed(point) - _differences(f, point)).max()) for point in points)
    return judged("the second listing, seed 0, 2,000 data", rows, [(f"the gradient as printed is off by {off:.0f} at least", off < CLOSE)])


def _differences(f: Callable[[Vector], float], point: Vector) -> Vector:
    """Central differences, shape ``(2,)``."""
    return np.array([(f(point + e) - f(point - e)) / 2e-5 for e in np.eye(2) * 1e-5])


@experiment("equidistant-ellipses")
def equidistant_ellipses() -> Evidence:
    """The points at one Mahalanobis distance form an ellipse with semi-axes sqrt(c / eigenvalue) along the eigenvectors (claim H4.4)."""
    level = 4.0

    def spread(points: Vector) -> float:
        forms = np.einsum("ki,ij,kj->k", points, CODE, points)
        return float(np.abs(forms / level - 1).max())

    # the ellipse of A^2 at c^2 has the semi-axes c / eigenvalue
    good, wrong = spread(equidistant_points(CODE, level, 361)), spread(equidistant_points(CODE @ CODE, level**2, 361))
    rows = [(f"semi-axes sqrt(c / eigenvalue): largest relative error of x'Ax {good:.1e}", good < EXACT)]
    controls = [(f"semi-axes c / eigenvalue: {wrong:.2f}", wrong < EXACT)]
    return judged("A of the first listing, c = 4, 361 angles", rows, controls)
