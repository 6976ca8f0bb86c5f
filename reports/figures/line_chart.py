"""Line charts: every series named in the order of the ends, at its end or below, told apart by dashes as well as by colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from reports.errors import ReportError
from reports.figures.axis import Axis, shown
from reports.figures.svg import line_colors, opening

if TYPE_CHECKING:
    from collections.abc import Sequence

    Lines = Sequence[tuple[int, str, Sequence[tuple[float, float]]]]  # number, name and points

TOP = 28
LINE = 15.0  # between labels
MOST_POINTS = 300
LIGHT = ("#1b4f8f", "#a61e1a", "#0a6847", "#7a5200", "#7d2a86", "#00626e", "#8a3b12", "#4a4a9c", "#5c6200", "#93225c", "#2f5d2a", "#56504a")
DARK = ("#93bdf2", "#ff8f86", "#62c99c", "#e2b455", "#d99ae3", "#5fc6d3", "#f0a278", "#aeb0f5", "#c5cc5a", "#f08fc0", "#9fd08f", "#bdb6ac")
DASHES = ("none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2")


@dataclass(frozen=True)
class Sheet:
    """Measures of a chart in user units, which are pixels where there is room.

    Args:
        width: of everything.
        height: of the plot with its axes; names below it come on top.
        left: of the plot's left end.
        right: from the plot's right end to the edge.
        across: about how many ticks there is room for.
        beside: whether names stand at the ends of their lines, or below.
    """

    width: int
    height: int
    left: int
    right: int
    across: int
    beside: bool

    @property
    def ends(self) -> tuple[int, int]:
        """Of the plot, from left to right."""
        return self.left, self.width - self.right

    @property
    def bottom(self) -> int:
        """Of the plot; its axis, numbers and label stand below."""
        return self.height - 52


WIDE = Sheet(800, 430, 70, 236, 6, beside=True)
NARROW = Sheet(354, 340, 60, 12, 4, beside=False)  # what a phone 390 pixels wide has between margins, so that text keeps its size


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


def render(chart: Chart, identifier: str = "chart", sheet: Sheet = WIDE) -> str:
    """The chart as one SVG element that carries its own style.

    Raises:
        ReportError: no series has a point that can be drawn.
    """
    drawable = [(index, each.name, _points(chart, each)) for index, each in enumerate(chart.series)]
    lines = [(index, name, points) for index, name, points in drawable if points]
    if not lines:
        message = f"Drawing {chart.title!r}: expected at least one finite point, got none. Train for at least one step."
        raise ReportError(message)
    across = _axis([x for *_, points in lines for x, _ in points], sheet.ends, logarithmic=chart.log_across)
    up = _axis([y for *_, points in lines for _, y in points], (sheet.bottom, TOP), logarithmic=chart.log_up)
    names = _beside(lines, across, up, sheet) if sheet.beside else _below(lines, up, sheet)
    body = [*_frame(chart, across, up, sheet), *(_line(index, points, across, up) for index, _, points in lines), *names]
    height = sheet.height if sheet.beside else sheet.height + round(LINE * (len(lines) + 1))
    return "\n".join([*_head(chart, identifier, sheet.width, height), *body, "</svg>"]) + "\n"


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


def _head(chart: Chart, identifier: str, width: int, height: int) -> list[str]:
    """Title, description and colours."""
    light = (
        f".{identifier}{{font:13px ui-sans-serif,system-ui,sans-serif;color:#1d1b18;background:#fffdf9;max-width:100%;height:auto}}"
        f".{identifier} text{{fill:currentColor}}.{identifier} .axis{{stroke:#5a554c}}.{identifier} .grid{{stroke:#ddd6c9}}"
        f".{identifier} .line{{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linejoin:round}}"
    )
    dark = f".{identifier}{{color:#e8e4db;background:#16171a}}.{identifier} .axis{{stroke:#aaa498}}.{identifier} .grid{{stroke:#3a3c41}}"
    light, dark = light + line_colors(identifier, LIGHT), dark + line_colors(identifier, DARK)
    return opening(identifier, (width, height), (chart.title, chart.description), light, dark)


def _frame(chart: Chart, across: Axis, up: Axis, sheet: Sheet) -> list[str]:
    """Axes that span the data's range only, with ticks, hairlines and labels."""
    (left, right), bottom, rows = sheet.ends, sheet.bottom + 8, []
    for tick in up.ticks():
        y = up.place(tick)
        rows.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        rows.append(f'<text x="{left - 12}" y="{y + 4:.1f}" text-anchor="end">{shown(tick)}</text>')
    for tick in across.ticks(sheet.across):
        x = across.place(tick)
        rows.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 5}"/>')
        rows.append(f'<text x="{x:.1f}" y="{bottom + 19}" text-anchor="middle">{shown(tick)}</text>')
    rows.append(f'<line class="axis" x1="{left}" x2="{right}" y1="{bottom}" y2="{bottom}"/>')
    rows.append(f'<line class="axis" x1="{left - 6}" x2="{left - 6}" y1="{TOP}" y2="{sheet.bottom}"/>')
    rows.append(f'<text x="{(left + right) / 2:.0f}" y="{sheet.height - 6}" text-anchor="middle">{escape(chart.across)}</text>')
    rows.append(f'<text x="{left - 6}" y="{TOP - 12}">{escape(chart.up)}</text>')
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


def _ordered(lines: Lines, up: Axis) -> list[tuple[float, float, int, str]]:
    """The lines in the order of their ends: where each ends, its place across, its number and its name."""
    return sorted((up.place(points[-1][1]), points[-1][0], index, name) for index, name, points in lines)


def _beside(lines: Lines, across: Axis, up: Axis, sheet: Sheet) -> list[str]:
    """The names at the right, moved apart and joined to their ends by hairlines."""
    ends = _ordered(lines, up)
    column, rows = sheet.ends[1] + 16, []
    for (y, end, index, name), place in zip(ends, _apart([end[0] for end in ends], sheet.bottom + 10.0), strict=True):
        x = across.place(end)
        rows.append(f'<polyline class="grid" fill="none" points="{x:.1f},{y:.1f} {column - 6},{place:.1f} {column - 3},{place:.1f}"/>')
        rows.append(_name(index, name, column, place))
    return rows


def _below(lines: Lines, up: Axis, sheet: Sheet) -> list[str]:
    """The names under the plot, the highest line first."""
    return [_name(index, name, sheet.left, sheet.height + LINE * (row + 1)) for row, (_, _, index, name) in enumerate(_ordered(lines, up))]


def _name(index: int, name: str, column: int, place: float) -> str:
    """A piece of the line, and its name."""
    color = f"c{index % len(LIGHT)}"
    swatch = f'x1="{column}" x2="{column + 22}" y1="{place:.1f}" y2="{place:.1f}"'
    line = f'<line class="line {color}" stroke-dasharray="{dash(index)}" {swatch}/>'
    return f'{line}<text class="{color}" x="{column + 27}" y="{place + 4:.1f}">{escape(name)}</text>'


def _apart(places: list[float], lowest: float) -> list[float]:
    """Places at least one line apart, as near to the wanted ones as one pass down and one up leave them."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + LINE) if found else max(place, TOP))
    for index in range(len(found) - 1, -1, -1):
        found[index] = min(found[index], lowest - LINE * (len(found) - 1 - index))
    return found
