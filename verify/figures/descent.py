"""Ten steps of steepest descent on the essay's quadratic, under the metrics that its text, its listing and the correction choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.divergences import mahalanobis_step
from numeric.equidistant import equidistant_points
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.quadratic import Quadratic
from reports.figures.plane import Curve, Plane
from verify.experiments.essay_listings import CODE, START, STEPS, TEXT, iterates
from verify.figures import Figure, Panel, pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]

PLACE = 2
RANGE = (-10.0, 10.0)
LEVELS = 30  # of the listing
ROUNDING = 1e-12
HIGHEST = 300.0  # of the listing's f on its square
CAPTION = """The isocontours are closed-form ellipses at the listing's {levels} levels; rings mark the start (8, 3). First pair, as the
listing draws them: gradient descent with rate 0.5 bounces and is at {bounced} of its distance after ten steps (H4.6), the Mahalanobis
metric with rate 0.3 leads straight to the minimum, to {straight} (H4.7). The titles of the essay's figures have these rates, its text has
none (H4.9, H4.9c). Second pair, the update of the text: as printed, without a rate and without one half, it jumps between (8, 3) and (-8,
-3) for ever (H4.5, H4.5-oscillates); corrected, with the half that the squared distance brings (H4.1c), it is Newton's method and ends in
one step (H4.5c). Third pair: the matrix of the text is not that of the listing, the valley runs along the other diagonal (H4.8, H4.8c),
and the text's matrix with the listing's loss leaves {mixed} of the distance (H4.8-mixed)."""


def draw() -> Figure:
    """Three pairs of pictures."""
    code, text = Quadratic(2 * CODE, np.zeros(2)), Quadratic(2 * TEXT, np.zeros(2))
    straight = iterates(lambda x: mahalanobis_step(CODE, code.gradient(x), 0.3))
    printed = iterates(lambda x: mahalanobis_step(CODE, code.gradient(x), 1.0))
    halved = iterates(lambda x: mahalanobis_step(CODE, code.gradient(x), 1.0, half=False))
    mixed = iterates(lambda x: mahalanobis_step(TEXT, code.gradient(x), 0.3))
    bounced, other = _descended(code), _descended(text)
    panels = [
        _panel("euclidean", "Listing: Euclidean metric", "x - 0.5 grad f", CODE, bounced),
        _panel("mahalanobis", "Listing: Mahalanobis metric", "x - 0.3 inv(A) grad f", CODE, straight),
        _panel("without-half", "Text as printed: no half, no rate", "x - inv(A) grad f", CODE, printed),
        _panel("with-half", "Text corrected: Newton's method", "x - inv(A) grad f / 2", CODE, halved),
        _panel("text-matrix", "Text's matrix: the other valley", "x - 0.5 grad f", TEXT, other),
        _panel("mixed", "Text's matrix, listing's loss", "x - 0.3 inv(A of the text) grad f", CODE, mixed),
    ]
    left = {"bounced": _left(bounced), "straight": _left(straight), "mixed": _left(mixed)}
    return Figure("Steepest descent under Euclidean and Mahalanobis metrics", panels, CAPTION.format(levels=LEVELS, **left))


def _descended(loss: Quadratic) -> Vector:
    """Ten steps of gradient descent with the listing's rate, shape ``(11, 2)``."""
    method = GradientDescent(0.5)
    state = method.init(loss, START)
    points = [state.theta]
    for _ in range(STEPS):
        state = method.step(state)
        points.append(state.theta)
    return np.array(points)


def _left(points: Vector) -> str:
    """The last distance from the minimum over the first."""
    share = np.linalg.norm(points[-1]) / np.linalg.norm(points[0])
    return f"{share:.2g}" if share > ROUNDING else "0"


def _panel(name: str, title: str, update: str, matrix: Vector, points: Vector) -> Panel:
    """The path over the isocontours of x'Ax, A the matrix of the loss."""
    contours = [pairs(equidistant_points(matrix, HIGHEST * index / LEVELS)) for index in range(1, LEVELS)]
    sign = "-" if matrix[0, 1] < 0 else "+"
    told = f"Quadratic with {sign}1/2 off the diagonal. Ten steps from (8, 3) leave {_left(points)} of the distance from the minimum."
    curve = Curve(update, pairs(points), dots=True)
    return Panel(f"descent-{name}", Plane(title, told, "first coordinate", "second coordinate", RANGE, RANGE, contours, [curve]))
