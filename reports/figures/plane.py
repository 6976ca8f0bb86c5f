"""Pictures of a plane: isocontours, paths of iterates and arrows in one frame, narrow enough for a telephone."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.errors import ReportError
from reports.figures.axis import Axis, shown
from reports.figures.line_chart import DARK, LIGHT, dash
from reports.figures.svg import line_colors, opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Point = tuple[float, float]

WIDTH = 350
LEFT, RIGHT = 54, 14
HEAD, ROW, BELOW = 12, 17, 44  # margin of the title, a line of text, ticks and label of the horizontal axis
LETTERS = 46  # a line of text
APART, DOTS = 0.4, 3.0  # user units between kept points of a line, and between dots
BARB = 4.0
DIGITS = 6  # above the rounding of any computation, below what is drawn


@dataclass(frozen=True)
class Curve:
    """A named line; with ``dots``, the iterates of a descent: a ring where it starts and a dot at every later point."""

    name: str
    points: Sequence[Point]
    dots: bool = False


@dataclass(frozen=True)
class Plane:
    """What a picture shows; lines that leave the frame are cut at it.

    Args:
        title: what is drawn, above the frame and for those who hear it.
        description: the finding in words.
        across: label of the horizontal axis.
        up: label of the vertical axis.
        width: the horizontal range.
        height: the vertical range.
        contours: hairlines without names.
        curves: lines with names, listed below the frame.
        arrows: pairs of tail and head.
        tall: the height of the frame over its width.
    """

    title: str
    description: str
    across: str
    up: str
    width: tuple[float, float]
    height: tuple[float, float]
    contours: Sequence[Sequence[Point]] = ()
    curves: Sequence[Curve] = ()
    arrows: Sequence[tuple[Point, Point]] = ()
    tall: float = 1.0


@dataclass(frozen=True)
class Frame:
    """Where the plane stands in the picture, in user units."""

    across: Axis
    up: Axis

    def place(self, point: Point) -> Point:
        """The place of a point, also of one outside the frame."""
        return _linear(self.across, point[0]), _linear(self.up, point[1])

    def holds(self, point: Point) -> bool:
        """Whether a point lies within."""
        return self.across.low <= point[0] <= self.across.high and self.up.low <= point[1] <= self.up.high


def render(plane: Plane, identifier: str = "plane") -> str:
    """The picture as one SVG element that carries its own style.

    Raises:
        ReportError: nothing lies in the frame, the frame has no extent, or a number is not finite.
    """
    _check(plane)
    titles = textwrap.wrap(plane.title, LETTERS)
    names = [textwrap.wrap(each.name, LETTERS - 4) for each in plane.curves]
    top = HEAD + ROW * len(titles) + 22.0
    bottom = top + (WIDTH - LEFT - RIGHT) * plane.tall
    frame = Frame(Axis(*plane.width, LEFT, WIDTH - RIGHT), Axis(*plane.height, bottom, top))
    total = math.ceil(bottom + BELOW + ROW * sum(map(len, names)) + HEAD)
    rows = [f'<text class="title" x="8" y="{HEAD + ROW * place + 8}">{escape(line)}</text>' for place, line in enumerate(titles)]
    rows += [*_axes(plane, frame), f'<g clip-path="url(#{identifier}-frame)">', *_drawn(plane, frame), "</g>", *_legend(names, bottom)]
    return "\n".join([*_head(plane, identifier, frame, total), *rows, "</svg>"]) + "\n"


def _linear(axis: Axis, value: float) -> float:
    """Unlike the axis' own place, it goes on beyond the ends; rounded once here, so that one decimal is the same on every machine."""
    return round(axis.start + (axis.end - axis.start) * (value - axis.low) / (axis.high - axis.low), DIGITS)


def _check(plane: Plane) -> None:
    """Refuse what cannot be drawn."""
    lines = [*plane.contours, *(each.points for each in plane.curves), *plane.arrows]
    points = [point for line in lines for point in line]
    wrong = [number for point in (plane.width, plane.height, *points) for number in point if not math.isfinite(number)]
    if wrong:
        message = f"Drawing {plane.title!r}: expected finite numbers, got {wrong[0]!r}. Leave out what diverged."
        raise ReportError(message)
    if not (plane.width[0] < plane.width[1] and plane.height[0] < plane.height[1]):
        message = f"Drawing {plane.title!r}: expected increasing ranges, got {plane.width} and {plane.height}. Swap or widen them."
        raise ReportError(message)
    frame = Frame(Axis(*plane.width, 0, 1), Axis(*plane.height, 0, 1))
    if not any(frame.holds(point) for point in points):
        message = f"Drawing {plane.title!r}: expected at least one point in the frame, got none of {len(points)}. Change the ranges."
        raise ReportError(message)


def _head(plane: Plane, identifier: str, frame: Frame, total: int) -> list[str]:
    """Title, description and colours, and the frame that lines are cut at."""
    light = (
        f".{identifier}{{font:13px ui-sans-serif,system-ui,sans-serif;color:#1d1b18;background:#fffdf9;max-width:100%;height:auto}}"
        f".{identifier} text{{fill:currentColor}}.{identifier} .title{{font-weight:600}}.{identifier} .axis{{stroke:#5a554c}}"
        f".{identifier} .contour{{fill:none;stroke:#8f877a;stroke-width:.8}}.{identifier} .arrow{{fill:none;stroke:currentColor}}"
        f".{identifier} .line{{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linejoin:round}}"
    )
    dark = f".{identifier}{{color:#e8e4db;background:#16171a}}.{identifier} .axis{{stroke:#aaa498}}.{identifier} .contour{{stroke:#7d7a72}}"
    light, dark = light + line_colors(identifier, LIGHT), dark + line_colors(identifier, DARK)
    inside = f'x="{LEFT}" y="{frame.up.end:.1f}" width="{WIDTH - LEFT - RIGHT}" height="{frame.up.start - frame.up.end:.1f}"'
    clip = f'<clipPath id="{identifier}-frame"><rect {inside}/></clipPath>'
    return [*opening(identifier, (WIDTH, total), (plane.title, plane.description), light, dark), clip]


def _axes(plane: Plane, frame: Frame) -> list[str]:
    """The frame's lower and left side with ticks and labels."""
    top, bottom, rows = frame.up.end, frame.up.start, []
    for tick in frame.up.ticks(5):
        y = frame.up.place(tick)
        rows.append(f'<line class="axis" x1="{LEFT - 10}" x2="{LEFT - 5}" y1="{y:.1f}" y2="{y:.1f}"/>')
        rows.append(f'<text x="{LEFT - 13}" y="{y + 4:.1f}" text-anchor="end">{shown(tick)}</text>')
    for tick in frame.across.ticks(5):
        x = frame.across.place(tick)
        rows.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom + 5:.1f}" y2="{bottom + 10:.1f}"/>')
        rows.append(f'<text x="{x:.1f}" y="{bottom + 23:.1f}" text-anchor="middle">{shown(tick)}</text>')
    rows.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{bottom + 5:.1f}" y2="{bottom + 5:.1f}"/>')
    rows.append(f'<line class="axis" x1="{LEFT - 5}" x2="{LEFT - 5}" y1="{top:.1f}" y2="{bottom:.1f}"/>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    rows.append(f'<text x="{middle:.0f}" y="{bottom + 40:.1f}" text-anchor="middle">{escape(plane.across)}</text>')
    rows.append(f'<text x="8" y="{top - 10:.1f}">{escape(plane.up)}</text>')
    return rows


def _drawn(plane: Plane, frame: Frame) -> Iterator[str]:
    """All lines, those without names below."""
    for contour in plane.contours:
        yield f'<polyline class="contour" points="{_text(_kept(contour, frame, APART))}"/>'
    for arrow in plane.arrows:
        yield _arrow(*map(frame.place, arrow))
    for index, curve in enumerate(plane.curves):
        color = f"c{index % len(LIGHT)}"
        line = _text(_kept(curve.points, frame, APART))
        yield f'<polyline class="line {color}" stroke-dasharray="{dash(index)}" points="{line}"/>'
        if curve.dots:
            first, *later = _kept([point for point in curve.points if frame.holds(point)], frame, DOTS)
            yield f'<circle class="line {color}" cx="{first[0]:.1f}" cy="{first[1]:.1f}" r="4.5"/>'
            yield from (f'<circle class="{color}" cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="currentColor"/>' for x, y in later)


def _kept(points: Sequence[Point], frame: Frame, apart: float) -> list[Point]:
    """The places of the points without those that are next to the last one kept; the ends stay."""
    found: list[Point] = []
    for place in map(frame.place, points):
        if not found or math.dist(found[-1], place) >= apart:
            found.append(place)
    return [*found, frame.place(points[-1])] if points and found[-1] != frame.place(points[-1]) else found


def _text(places: Sequence[Point]) -> str:
    texts = [f"{x:.1f},{y:.1f}" for x, y in places]
    return " ".join([*(before for before, after in pairwise(texts) if before != after), *texts[-1:]])


def _arrow(tail: Point, head: Point) -> str:
    """A shaft and two barbs."""
    angle = math.atan2(tail[1] - head[1], tail[0] - head[0])
    sides = ((head[0] + BARB * math.cos(angle + turn), head[1] + BARB * math.sin(angle + turn)) for turn in (0.5, -0.5))
    left, right = ((round(x, DIGITS), round(y, DIGITS)) for x, y in sides)
    pairs = " ".join(f"{letter}{x:.1f} {y:.1f}" for letter, (x, y) in zip("MLMLL", (tail, head, left, head, right), strict=True))
    return f'<path class="arrow" d="{pairs}"/>'


def _legend(names: Sequence[Sequence[str]], bottom: float) -> list[str]:
    """The curves' names under the frame, each with a piece of its line."""
    rows, place = [], bottom + BELOW + ROW
    for index, lines in enumerate(names):
        dashes, color = dash(index), f"c{index % len(LIGHT)}"
        rows.append(f'<line class="line {color}" stroke-dasharray="{dashes}" x1="8" x2="34" y1="{place - 4:.1f}" y2="{place - 4:.1f}"/>')
        for line in lines:
            rows.append(f'<text class="{color}" x="40" y="{place:.1f}">{escape(line)}</text>')
            place += ROW
    return rows
