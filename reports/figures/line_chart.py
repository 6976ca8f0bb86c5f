"""Line charts: every series labelled at its end, told apart by dashes as well as by colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from reports.errors import ReportError
from reports.figures.axis import Axis, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 800, 430
LEFT, RIGHT, TOP, BOTTOM = 70, 236, 28, 52
LINE = 15.0  # between labels
MOST_POINTS = 300
LIGHT = ("#1b4f8f", "#a61e1a", "#0a6847", "#7a5200", "#7d2a86", "#00626e", "#8a3b12", "#4a4a9c", "#5c6200", "#93225c", "#2f5d2a", "#56504a")
DARK = ("#93bdf2", "#ff8f86", "#62c99c", "#e2b455", "#d99ae3", "#5fc6d3", "#f0a278", "#aeb0f5", "#c5cc5a", "#f08fc0", "#9fd08f", "#bdb6ac")
DASHES = ("none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2")


@dataclass(frozen=True)
class Series:
    """A line: its name and its points; points that are not finite, or not positive on a logarithmic axis, are left out."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """What a chart shows.

    Args:
        title: what is drawn, for those who see it and those who hear it.
        description: the finding in words.
        across: label of the horizontal axis.
        up: label of the vertical axis.
        series: the lines.
        log_across: a logarithmic horizontal axis.
        log_up: a logarithmic vertical axis.
    """

    title: str
    description: str
    across: str
    up: str
    series: Sequence[Series]
    log_across: bool = False
    log_up: bool = True


def render(chart: Chart, identifier: str = "chart") -> str:
    """The chart as one SVG element that carries its own style.

    Raises:
        ReportError: no series has a point that can be drawn.
    """
    drawable = [(index, each.name, _points(chart, each)) for index, each in enumerate(chart.series)]
    lines = [(index, name, points) for index, name, points in drawable if points]
    if not lines:
        message = f"Drawing {chart.title!r}: expected at least one finite point, got none. Train for at least one step."
        raise ReportError(message)
    across = _axis([x for *_, points in lines for x, _ in points], (LEFT, WIDTH - RIGHT), logarithmic=chart.log_across)
    up = _axis([y for *_, points in lines for _, y in points], (HEIGHT - BOTTOM, TOP), logarithmic=chart.log_up)
    body = [*_frame(chart, across, up), *(_line(index, points, across, up) for index, _, points in lines), *_labels(lines, across, up)]
    return "\n".join([*_head(chart, identifier), *body, "</svg>"]) + "\n"


def _points(chart: Chart, series: Series) -> list[tuple[float, float]]:
    """The points that can be drawn, thinned evenly by their places in the list, ends kept."""
    found = [
        (x, y)
        for x, y in series.points
        if math.isfinite(x) and math.isfinite(y) and (x > 0 or not chart.log_across) and (y > 0 or not chart.log_up)
    ]
    if len(found) <= MOST_POINTS:
        return found
    return [found[round(place * (len(found) - 1) / (MOST_POINTS - 1))] for place in range(MOST_POINTS)]


def _axis(values: list[float], ends: tuple[float, float], *, logarithmic: bool) -> Axis:
    low, high = min(values), max(values)
    if low == high:
        low, high = (low / 2, high * 2) if logarithmic else (low - 0.5, high + 0.5)
    return Axis(low, high, *ends, logarithmic)


def _head(chart: Chart, identifier: str) -> list[str]:
    """Title and description for readers of any kind, and the two sets of colours."""
    light = "".join(f".{identifier} .c{index}{{color:{color}}}" for index, color in enumerate(LIGHT))
    dark = "".join(f".{identifier} .c{index}{{color:{color}}}" for index, color in enumerate(DARK))
    style = (
        f".{identifier}{{font:13px ui-sans-serif,system-ui,sans-serif;color:#1d1b18;background:#fffdf9;max-width:100%;height:auto}}"
        f".{identifier} text{{fill:currentColor}}.{identifier} .axis{{stroke:#5a554c}}.{identifier} .grid{{stroke:#ddd6c9}}"
        f".{identifier} .line{{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linejoin:round}}{light}"
        f"@media(prefers-color-scheme:dark){{.{identifier}{{color:#e8e4db;background:#16171a}}"
        f".{identifier} .axis{{stroke:#aaa498}}.{identifier} .grid{{stroke:#3a3c41}}{dark}}}"
    )
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    names = f"{identifier}-title {identifier}-desc"
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{identifier}" {size} role="img" aria-labelledby="{names}">',
        f'<title id="{identifier}-title">{escape(chart.title)}</title>',
        f'<desc id="{identifier}-desc">{escape(chart.description)}</desc>',
        f"<style>{style}</style>",
    ]


def _frame(chart: Chart, across: Axis, up: Axis) -> list[str]:
    """Axes that span the data's range only, with ticks, hairlines and labels."""
    bottom, rows = HEIGHT - BOTTOM + 8, []
    for tick in up.ticks():
        y = up.place(tick)
        rows.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        rows.append(f'<text x="{LEFT - 12}" y="{y + 4:.1f}" text-anchor="end">{shown(tick)}</text>')
    for tick in across.ticks():
        x = across.place(tick)
        rows.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 5}"/>')
        rows.append(f'<text x="{x:.1f}" y="{bottom + 19}" text-anchor="middle">{shown(tick)}</text>')
    rows.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{bottom}" y2="{bottom}"/>')
    rows.append(f'<line class="axis" x1="{LEFT - 6}" x2="{LEFT - 6}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
    rows.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(chart.across)}</text>')
    rows.append(f'<text x="{LEFT - 6}" y="{TOP - 12}">{escape(chart.up)}</text>')
    return rows


def _line(index: int, points: Sequence[tuple[float, float]], across: Axis, up: Axis) -> str:
    """The line, and a dot where it ends: all that there is of a line with one point."""
    places = [f"{across.place(x):.1f},{up.place(y):.1f}" for x, y in points]
    x, y = places[-1].split(",")
    color = f"c{index % len(LIGHT)}"
    dot = f'<circle class="{color}" cx="{x}" cy="{y}" r="2.6" fill="currentColor"/>'
    return f'<polyline class="line {color}" stroke-dasharray="{dash(index)}" points="{" ".join(places)}"/>{dot}'


def dash(index: int) -> str:
    """Neighbours differ, and no two of seventy-two series have both colour and dashes in common."""
    return DASHES[(index + index // len(LIGHT)) % len(DASHES)]


def _labels(lines: Sequence[tuple[int, str, Sequence[tuple[float, float]]]], across: Axis, up: Axis) -> list[str]:
    """The names at the right, in the order of the lines' ends, moved apart and joined to their ends by hairlines."""
    ends = sorted((up.place(points[-1][1]), across.place(points[-1][0]), index, name) for index, name, points in lines)
    places = _apart([end[0] for end in ends])
    column, rows = WIDTH - RIGHT + 16, []
    for (y, x, index, name), place in zip(ends, places, strict=True):
        color = f"c{index % len(LIGHT)}"
        rows.append(f'<polyline class="grid" fill="none" points="{x:.1f},{y:.1f} {column - 6},{place:.1f} {column - 3},{place:.1f}"/>')
        swatch = f'x1="{column}" x2="{column + 22}" y1="{place:.1f}" y2="{place:.1f}"'
        rows.append(f'<line class="line {color}" stroke-dasharray="{dash(index)}" {swatch}/>')
        rows.append(f'<text class="{color}" x="{column + 27}" y="{place + 4:.1f}">{escape(name)}</text>')
    return rows


def _apart(places: list[float]) -> list[float]:
    """Places at least one line apart, as near to the wanted ones as one pass down and one up leave them."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + LINE) if found else max(place, TOP))
    lowest = HEIGHT - BOTTOM + 10.0
    for index in range(len(found) - 1, -1, -1):
        found[index] = min(found[index], lowest - LINE * (len(found) - 1 - index))
    return found
