"""Scatter plots on logarithmic axes: one panel a group, side by side, with one vertical axis for all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from reports.errors import ReportError
from reports.figures.axis import Axis, shown
from reports.figures.svg import opening

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = 2
PANEL_WIDTH, PANEL_HEIGHT = 380, 240
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 40, 50
HEAD = 30
MARK = "M{x:.1f} {y:.1f}m-2.4 0a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0 -4.8 0"
STYLE = (
    "font:13px ui-sans-serif,system-ui,sans-serif;color:#1d1b18;background:#fffdf9;max-width:100%;height:auto",
    "color:#e8e4db;background:#16171a",
)


@dataclass(frozen=True)
class Group:
    """One panel: its name, the label of its horizontal axis, and pairs of positive numbers."""

    name: str
    across: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Scatter:
    """What a plot shows; ``line`` is a height worth a line in every panel."""

    title: str
    description: str
    up: str
    groups: Sequence[Group]
    line: float


def render(plot: Scatter, identifier: str = "scatter") -> str:
    """The plot as one SVG element that carries its own style.

    Raises:
        ReportError: no group has a point that can be drawn.
    """
    groups = [(each, [(x, y) for x, y in each.points if 0 < x < math.inf and 0 < y < math.inf]) for each in plot.groups]
    heights = [y for _, found in groups for _, y in found]
    if not heights:
        message = f"Drawing {plot.title!r}: expected at least one positive finite point, got none. Measure where the kernel has values."
        raise ReportError(message)
    rows = [f'<text class="title" x="{LEFT}" y="20">{escape(plot.title)}</text>']
    for place, (group, points) in enumerate(group for group in groups if group[1]):
        corner = PANEL_WIDTH * (place % COLUMNS), HEAD + PANEL_HEIGHT * (place // COLUMNS)
        rows += [f'<g transform="translate({corner[0]} {corner[1]})">', *_panel(plot, group, points, heights), "</g>"]
    count = sum(1 for _, points in groups if points)
    size = PANEL_WIDTH * min(count, COLUMNS), HEAD + PANEL_HEIGHT * math.ceil(count / COLUMNS)
    return "\n".join([*_head(plot, identifier, size), *rows, "</svg>"]) + "\n"


def _axis(values: Sequence[float], ends: tuple[float, float]) -> Axis:
    """Whole decades around the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    low, high = max(low, -307), min(max(high, low + 1), 308)
    return Axis(10.0**low, 10.0**high, *ends, logarithmic=True)


def _head(plot: Scatter, identifier: str, size: tuple[int, int]) -> list[str]:
    light = (
        f".{identifier}{{{STYLE[0]}}}.{identifier} text{{fill:currentColor}}.{identifier} .title{{font-weight:600}}"
        f".{identifier} .axis{{stroke:#5a554c}}.{identifier} .grid{{stroke:#ddd6c9}}"
        f".{identifier} .bound{{stroke:#a61e1a;stroke-dasharray:6 3}}.{identifier} .mark{{fill:none;stroke:#1b4f8f;opacity:.75}}"
    )
    dark = (
        f".{identifier}{{{STYLE[1]}}}.{identifier} .axis{{stroke:#aaa498}}"
        f".{identifier} .grid{{stroke:#3a3c41}}.{identifier} .bound{{stroke:#ff8f86}}.{identifier} .mark{{stroke:#93bdf2}}"
    )
    return opening(identifier, size, (plot.title, plot.description), light, dark)


def _panel(plot: Scatter, group: Group, points: Sequence[tuple[float, float]], heights: Sequence[float]) -> list[str]:
    """Ticks, hairlines and labels, the line, and all marks as one path."""
    right, bottom = PANEL_WIDTH - RIGHT, PANEL_HEIGHT - BOTTOM
    across, up = _axis([x for x, _ in points], (LEFT, right)), _axis([*heights, plot.line], (bottom, TOP))
    rows = [f'<text x="{LEFT}" y="{TOP - 12}">{escape(group.name)}: {escape(plot.up)}</text>']
    for tick in up.ticks(5):
        y = up.place(tick)
        rows.append(f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        rows.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{shown(tick)}</text>')
    for tick in across.ticks(4):
        x = across.place(tick)
        rows.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom + 6}" y2="{bottom + 11}"/>')
        rows.append(f'<text x="{x:.1f}" y="{bottom + 24}" text-anchor="middle">{shown(tick)}</text>')
    level = up.place(plot.line)
    rows.append(f'<line class="axis" x1="{LEFT}" x2="{right}" y1="{bottom + 6}" y2="{bottom + 6}"/>')
    rows.append(f'<line class="bound" x1="{LEFT}" x2="{right}" y1="{level:.1f}" y2="{level:.1f}"/>')
    rows.append(f'<text x="{(LEFT + right) / 2:.0f}" y="{bottom + 41}" text-anchor="middle">{escape(group.across)}</text>')
    path = "".join(MARK.format(x=across.place(x), y=up.place(y)) for x, y in points)
    return [*rows, f'<path class="mark" d="{path}"/>']
