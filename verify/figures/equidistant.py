"""Points at distance 2 from the origin in four metrics."""

from __future__ import annotations

import numpy as np

from numeric.equidistant import equidistant_points
from reports.figures.plane import Curve, Plane
from verify.experiments.essay_listings import CODE
from verify.figures import Figure, Panel, pairs

PLACE = 1
LEVEL = 4.0
RANGE = (-4.0, 4.0)
DIAGONAL = np.diag([1.0, 4.0])
CAPTION = """The essay's three metrics; it does not say which matrices it took. A point lies on the line where x'Ax = 4, so the semi-axes
are 2/sqrt(eigenvalue of A) along the eigenvectors (H4.4). Corrected: the essay asks for a positive *semi*definite A, for which the fourth
picture is an example. Its points form no ellipse but two lines (H4.4-psd), and the update needs an inverse that does not exist (H4.1-psd,
H4.1-psd-c)."""


def draw() -> Figure:
    """Three ellipses and what becomes of them when A is singular."""
    lines = [((-2.0, RANGE[0]), (-2.0, RANGE[1])), ((2.0, RANGE[0]), (2.0, RANGE[1]))]
    panels = [
        _panel("euclidean", "Euclidean: A is the identity", np.eye(2), "A circle of radius 2."),
        _panel("diagonal", "Diagonal: A = diag(1, 4)", DIAGONAL, "An ellipse along the axes with semi-axes 2 and 1."),
        _panel("full", "Not diagonal: A = [[1, -1/2], [-1/2, 1]]", CODE, f"An ellipse along the diagonals with semi-axes {_axes()}."),
        Panel(
            "equidistant-singular",
            Plane(
                "Singular: A = diag(1, 0)",
                "Two vertical lines at -2 and 2: no bounded set.",
                "first coordinate",
                "second coordinate",
                RANGE,
                RANGE,
                curves=[Curve("x'Ax = 4", lines[0]), Curve("x'Ax = 4 as well", lines[1])],
            ),
        ),
    ]
    return Figure("Equidistant points under different metrics", panels, CAPTION)


def _axes() -> str:
    """The semi-axes of the listing's metric, the shorter first."""
    return " and ".join(f"{each:.2f}" for each in sorted(np.sqrt(LEVEL / np.linalg.eigvalsh(CODE))))


def _panel(name: str, title: str, matrix: np.ndarray, description: str) -> Panel:
    points = pairs(equidistant_points(matrix, LEVEL, 145))
    curve = Curve("x'Ax = 4", points)
    return Panel(f"equidistant-{name}", Plane(title, description, "first coordinate", "second coordinate", RANGE, RANGE, curves=[curve]))
