"""Pictures of a plane: isocontours lie where the function has their level, points stand in their places, nonsense is refused."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from numeric.equidistant import equidistant_points
from numeric.errors import DomainError
from reports.errors import ReportError
from reports.figures.isolines import evaluated, isolines, knots
from reports.figures.plane import APART, LEFT, RIGHT, WIDTH, Curve, Plane, render

SPACE = "{http://www.w3.org/2000/svg}"
SIDE = WIDTH - LEFT - RIGHT
RANGE = (-3.0, 3.0)
LINE = Curve("a line", [(0.0, 0.0), (1.0, 1.0)])


def picture(**parts: Any) -> ET.Element:
    """A picture of the square from -3 to 3 as an XML tree."""
    return ET.fromstring(render(Plane("A <title>", "what & why", "x", "y", RANGE, RANGE, **parts)))  # noqa: S314 - our own


def lines(root: ET.Element, kind: str) -> list[list[tuple[float, float]]]:
    """The points of all polylines of a class, back in the plane's coordinates."""
    frame = root.find(f"{SPACE}clipPath/{SPACE}rect")
    assert frame is not None
    left, top = float(str(frame.get("x"))), float(str(frame.get("y")))
    found = [each for each in root.iter(f"{SPACE}polyline") if kind in str(each.get("class")).split()]
    texts = [[pair.split(",") for pair in str(each.get("points")).split()] for each in found]
    return [[(-3 + 6 * (float(x) - left) / SIDE, 3 - 6 * (float(y) - top) / SIDE) for x, y in text] for text in texts]


@pytest.mark.parametrize("level", [0.25, 1.0, 4.0, 12.0])
def test_a_point_of_an_isocontour_lies_on_it_within_a_pixel(level: float) -> None:
    """Every drawn point, and every middle between two, of x^2 + 4 y^2 + x y = c is less than a pixel from the curve."""
    grid = knots(*RANGE, 61)
    contours = isolines(grid, grid, evaluated(lambda x, y: x * x + 4 * y * y + x * y, grid, grid), level)
    drawn = lines(picture(contours=contours), "contour")
    assert drawn
    ends = [pair for line in drawn for pair in pairwise(line)]
    for x, y in [*(point for line in drawn for point in line), *(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in ends)]:
        slope = math.hypot(2 * x + y, 8 * y + x)
        assert abs(x * x + 4 * y * y + x * y - level) / slope * SIDE / 6 < 1


def test_a_contour_on_too_coarse_a_grid_is_off() -> None:
    """The distance above can exceed a pixel: with four cells it does."""
    grid = knots(*RANGE, 5)
    (line,) = isolines(grid, grid, evaluated(lambda x, y: x * x + y * y, grid, grid), 4.5)
    assert max(abs(math.hypot(x, y) - math.sqrt(4.5)) for x, y in line) * SIDE / 6 > 1


def test_closed_contours_close_and_open_ones_end_at_the_border() -> None:
    """A circle returns to its first point; a parabola's contour, upright or lying, starts and ends on the square."""
    grid = knots(*RANGE, 31)
    (circle,) = isolines(grid, grid, evaluated(lambda x, y: x * x + y * y, grid, grid), 2.1)  # through no knot
    assert circle[0] == circle[-1]
    assert len(set(circle)) == len(circle) - 1
    for function in (lambda x, y: y - x * x, lambda x, y: x - y * y):
        (parabola,) = isolines(grid, grid, evaluated(function, grid, grid), -1.03)
        assert all(3.0 in (abs(x), abs(y)) for x, y in (parabola[0], parabola[-1]))


@pytest.mark.parametrize(("level", "joined"), [(0.4, {(0.0, 0.4), (0.4, 0.0)}), (0.6, {(0.0, 0.6), (0.4, 1.0)})])
def test_a_saddle_is_cut_the_way_its_middle_says(level: float, joined: set[tuple[float, float]]) -> None:
    """With corners 0, 1, 0, 1 the middle is 1/2: above the level the low corners are cut off, below it the high ones."""
    found = [{(round(x, 9), round(y, 9)) for x, y in line} for line in isolines([0, 1], [0, 1], [[0, 1], [1, 0]], level)]
    assert len(found) == 2
    assert joined in found


def test_a_level_that_is_nowhere_has_no_lines() -> None:
    """Above the largest value there is nothing."""
    assert isolines([0, 1], [0, 1], [[0, 1], [2, 3]], 4.0) == []


def test_iterates_stand_in_their_places_and_start_with_a_ring() -> None:
    """The ring is the first point, dots are the later ones; a point outside of the frame has no dot, but its line goes there."""
    root = picture(curves=[Curve("path", [(2.0, 1.0), (-1.0, 0.5), (9.0, 0.0)], dots=True)])
    ring, dot = root.iter(f"{SPACE}circle")
    assert ring.get("fill") is None
    assert dot.get("fill") == "currentColor"
    assert [float(str(ring.get("cx"))), float(str(dot.get("cx")))] == pytest.approx([LEFT + SIDE * 5 / 6, LEFT + SIDE / 3], abs=0.06)
    assert lines(root, "line")[0] == pytest.approx(np.array([(2.0, 1.0), (-1.0, 0.5), (9.0, 0.0)]), abs=0.002)


def test_crowded_points_are_thinned_and_the_last_one_stays() -> None:
    """Of ten thousand points on a short line only those stay that are visibly apart, and the end."""
    line = lines(picture(curves=[Curve("slow", [(index / 1e4, 0.0) for index in range(10001)])]), "line")[0]
    assert SIDE / 6 / APART - 5 <= len(line) <= SIDE / 6 / APART + 2
    assert line[-1] == pytest.approx((1.0, 0.0), abs=0.002)


def test_an_arrow_has_its_tip_at_the_head() -> None:
    """The shaft runs from tail to head, and both barbs meet there."""
    (arrow,) = picture(arrows=[((0.0, 0.0), (1.0, 0.0))]).iter(f"{SPACE}path")
    places = [tuple(map(float, pair.split())) for pair in re.findall(r"[ML]([\d.]+ [\d.]+)", str(arrow.get("d")))]
    assert places[1] == places[3]
    assert places[1][0] - places[0][0] == pytest.approx(SIDE / 6, abs=0.11)
    assert all(places[at][0] < places[1][0] for at in (2, 4))


def test_title_and_description_are_text() -> None:
    """They are there for those who do not see, escaped."""
    root = picture(curves=[LINE])
    assert (root.find(f"{SPACE}title").text, root.find(f"{SPACE}desc").text) == ("A <title>", "what & why")  # type: ignore[union-attr]
    assert root.get("role") == "img"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, "Drawing 't': expected at least one point in the frame, got none of 0. Change the ranges."),
        ({"contours": [[]]}, "Drawing 't': expected at least one point in the frame, got none of 0. Change the ranges."),
        (
            {"curves": [Curve("far", [(7.0, 7.0)])]},
            "Drawing 't': expected at least one point in the frame, got none of 1. Change the ranges.",
        ),
        ({"curves": [Curve("c", [(0.0, math.nan)])]}, "Drawing 't': expected finite numbers, got nan. Leave out what diverged."),
        ({"arrows": [((0, 0), (math.inf, 0))]}, "Drawing 't': expected finite numbers, got inf. Leave out what diverged."),
        (
            {"width": (3.0, -3.0), "curves": [LINE]},
            "Drawing 't': expected increasing ranges, got (3.0, -3.0) and (-3.0, 3.0). Swap or widen them.",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(parts: dict[str, Any], told: str) -> None:
    """Nothing in the frame, numbers that are not finite, ranges that do not increase."""
    with pytest.raises(ReportError, match=f"^{re.escape(told)}$"):
        render(Plane(**({"title": "t", "description": "d", "across": "x", "up": "y", "width": RANGE, "height": RANGE} | parts)))


@pytest.mark.parametrize(
    ("grid", "got"),
    [
        (([0], [0, 1], [[1], [2]]), "1 columns, 2 rows and [1] values in 2 rows. Evaluate on the grid."),
        (([], [], []), "0 columns, 0 rows and [] values in 0 rows. Evaluate on the grid."),
        (([0, 1], [0, 1], [[1, 2], [3]]), "2 columns, 2 rows and [1, 2] values in 2 rows. Evaluate on the grid."),
        (([0, 1], [0, 1], [[1, 2], [3, math.inf]]), "expected finite numbers, got inf. Choose a range where the function is finite."),
        (([0, math.nan], [0, 1], [[1, 2], [3, 4]]), "expected finite numbers, got nan. Choose a range where the function is finite."),
    ],
)
def test_a_grid_without_contours_is_refused(grid: tuple[Any, Any, Any], got: str) -> None:
    """Too few knots, missing values, numbers that are not finite."""
    with pytest.raises(ReportError, match=rf"^Tracing isocontours: .*{re.escape(got)}$"):
        isolines(*grid, 0.5)


@pytest.mark.parametrize("matrix", [[[1.0, -0.5], [-0.5, 1.0]], [[1.0, 0.0], [0.0, 1e-3]], [[3.0, 2.0], [2.0, 1.5]]])
def test_equidistant_points_are_at_their_distance(matrix: list[list[float]]) -> None:
    """The form is at its level at every point, all four quadrants of the parametrisation are there, and the curve closes."""
    points = equidistant_points(np.array(matrix), 2.5, 49)
    assert np.einsum("ki,ij,kj->k", points, np.array(matrix), points) == pytest.approx(np.full(49, 2.5), rel=1e-11)
    assert points[0] == pytest.approx(points[-1], rel=1e-11, abs=1e-11)
    assert points[12] == pytest.approx(-points[36], rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(
    "matrix", [[[1.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [2.0, 1.0]], [[1.0, 0.5], [0.0, 1.0]], [[1.0]], [[math.nan] * 2] * 2]
)
def test_there_is_no_ellipse_without_a_positive_definite_matrix(matrix: list[list[float]]) -> None:
    """Singular, indefinite, not symmetric, another shape, not finite."""
    with pytest.raises(DomainError, match=r"expected a symmetric positive definite \(2, 2\), got .* a pair of lines\.$"):
        equidistant_points(np.array(matrix), 1.0)


@pytest.mark.parametrize("level", [0.0, -1.0, math.nan, math.inf])
def test_there_is_no_ellipse_at_no_distance(level: float) -> None:
    """The squared distance is positive and finite."""
    with pytest.raises(DomainError, match=r"expected a squared distance above 0, got .*\. Square the distance\.$"):
        equidistant_points(np.eye(2), level)
