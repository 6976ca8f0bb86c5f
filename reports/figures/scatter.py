"""Scatter plots on logarithmic axes: every group told apart by the shape of its marks as well as by colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from reports.errors import ReportError
from reports.figures.axis import Axis, shown
from reports.figures.line_chart import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 28, 52
SIZE = 3.0
SHAPES = (
    "M{x:.1f} {y:.1f}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",  # circle
    "M{x:.1f} {y:.1f}m-3 -3l6 6m0 -6l-6 6",  # cross
    "M{x:.1f} {y:.1f}m0 -3.6l3.4 6h-6.8z",  # triangle
    "M{x:.1f} {y:.1f}m-2.7 -2.7h5.4v5.4h-5.4z",  # square
    "M{x:.1f} {y:.1f}m0 -4l3.2 4l-3.2 4l-3.2 -4z",  # diamond
    "M{x:.1f} {y:.1f}m-3.5 0h7m-3.5 -3.5v7",  # plus
)


@dataclass(frozen=True)
class Group:
    """Marks of one shape: a name and positive numbers in pairs."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Scatter:
    """What a plot shows; both axes are logarithmic."""

    title: str
    description: str
    across: str
    up: str
    groups: Sequence[Group]


def render(plot: Scatter, identifier: str = "scatter") -> str:
    """The plot as one SVG element that carries its own style.

    Raises:
        ReportError: no group has a point that can be drawn.
    """
    groups = [(each.name, [(x, y) for x, y in each.points if 0 < x < math.inf and 0 < y < math.inf]) for each in plot.groups]
    points = [point for _, found in groups for point in found]
    if not points:
        message = f"Drawing {plot.title!r}: expected at least one positive finite point, got none. Measure where the kernel has values."
        raise ReportError(message)
    across = _axis([x for x, _ in points], (LEFT, WIDTH - RIGHT))
    up = _axis([y for _, y in points], (HEIGHT - BOTTOM, TOP))
    marks = [part for index, (name, found) in enumerate(groups) for part in _marks(index, name, found, across, up)]
    return "\n".join([*_head(plot, identifier, len(groups)), *_frame(plot, across, up), *marks, "</svg>"]) + "\n"


def _axis(values: Sequence[float], ends: tuple[float, float]) -> Axis:
    """Whole decades around the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    low, high = max(low, -307), min(max(high, low + 1), 308)
    return Axis(10.0**low, 10.0**high, *ends, logarithmic=True)


def _head(plot: Scatter, identifier: str, count: int) -> list[str]:
    light = "".join(f".{identifier} .c{index}{{color:{LIGHT[index % len(LIGHT)]}}}" for index in range(count))
    dark = "".join(f".{identifier} .c{index}{{color:{DARK[index % len(DARK)]}}}" for index in range(count))
    style = (
        f".{identifier}{{font:13px ui-sans-serif,system-ui,sans-serif;color:#1d1b18;background:#fffdf9;max-width:100%;height:auto}}"
        f".{identifier} text{{fill:currentColor}}.{identifier} .axis{{stroke:#5a554c}}.{identifier} .grid{{stroke:#ddd6c9}}"
        f".{identifier} .mark{{fill:none;stroke:currentColor;stroke-width:1}}{light}"
        f"@media(prefers-color-scheme:dark){{.{identifier}{{color:#e8e4db;background:#16171a}}"
        f".{identifier} .axis{{stroke:#aaa498}}.{identifier} .grid{{stroke:#3a3c41}}{dark}}}"
    )
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{identifier}" {size} role="img" aria-labelledby="{identifier}-t {identifier}-d">',
        f'<title id="{identifier}-t">{escape(plot.title)}</title>',
        f'<desc id="{identifier}-d">{escape(plot.description)}</desc>',
        f"<style>{style}</style>",
    ]


def _frame(plot: Scatter, across: Axis, up: Axis) -> list[str]:
    """Ticks, hairlines, labels and the title."""
    bottom, right, rows = HEIGHT - BOTTOM + 8, WIDTH - RIGHT, [f'<text x="{LEFT + 40}" y="{TOP - 12}">{escape(plot.title)}</text>']
    for tick in up.ticks():
        y = up.place(tick)
        rows.append(f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        rows.append(f'<text x="{LEFT - 12}" y="{y + 4:.1f}" text-anchor="end">{shown(tick)}</text>')
    for tick in across.ticks():
        x = across.place(tick)
        rows.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 5}"/>')
        rows.append(f'<text x="{x:.1f}" y="{bottom + 19}" text-anchor="middle">{shown(tick)}</text>')
    rows.append(f'<line class="axis" x1="{LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}"/>')
    rows.append(f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(plot.across)}</text>')
    rows.append(f'<text x="{LEFT - 6}" y="{TOP - 12}">{escape(plot.up)}</text>')
    return rows


def _marks(index: int, name: str, points: Sequence[tuple[float, float]], across: Axis, up: Axis) -> list[str]:
    """All marks of a group as one path, and its name beside a mark at the right."""
    shape, column, row = SHAPES[index % len(SHAPES)], WIDTH - RIGHT + 18, TOP + 10 + 20 * index
    path = "".join(shape.format(x=across.place(x), y=up.place(y)) for x, y in points)
    legend = shape.format(x=column, y=row)
    return [
        f'<path class="mark c{index}" opacity="0.7" d="{path}"/>',
        f'<path class="mark c{index}" d="{legend}"/><text class="c{index}" x="{column + 12}" y="{row + 4}">{escape(name)}</text>',
    ]
