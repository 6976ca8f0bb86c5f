"""Charts and the training page: valid, self-contained, legible without colour, numbers in their places."""

from __future__ import annotations

import itertools
import json
import math
import re
from xml.etree import ElementTree as ET

import pytest

from numeric.optimizers import optimizers
from reports.errors import ReportError
from reports.figures.axis import Axis
from reports.figures.line_chart import LIGHT, LINE, MOST_POINTS, NARROW, WIDE, Chart, Series, Sheet, dash, render
from reports.training import MethodRecord, TrainingRecord, as_json, page

GLYPH = 8.0  # pixels: letters of 13 pixels are narrower on the average
SPACE = "{http://www.w3.org/2000/svg}"


def chart(series: list[Series], *, log_up: bool = True, log_across: bool = False, sheet: Sheet = WIDE) -> ET.Element:
    """A chart as an XML tree."""
    made = Chart("A <title>", "what & why", "steps", "loss", series, log_across, log_up)
    return ET.fromstring(render(made, sheet=sheet))  # noqa: S314 - our own


def record() -> TrainingRecord:
    """Two methods that ran, one with a number that is not finite, and one that was left out."""
    row = {"step": 0, "cost": 0.0, "seconds": 0.0, "loss": 4.0, "kl": math.nan, "damping": math.nan, "bound": 2.0, "cg_iterations": 0}
    later = row | {"step": 1, "cost": 2.0, "seconds": 0.5, "loss": 1.0, "kl": 0.25, "cg_iterations": 3}
    return TrainingRecord(
        "a <problem>",
        "error",
        {"seed": "7"},
        [
            MethodRecord("slow", "rate 1", [row, later | {"loss": 3.0}], 0.5),
            MethodRecord("quick", "", [row, later], 0.25, "stopped: & why"),
            MethodRecord("large", "", reason="forms a matrix"),
        ],
        "fisherproof train x",
    )


@pytest.mark.parametrize("sheet", [WIDE, NARROW])
def test_series_are_named_and_told_apart_without_colour(sheet: Sheet) -> None:
    """Every line has its name, and no two of the first six share a dash pattern; labels do not overlap and lie on the sheet."""
    lines = [Series(f"method {index}", [(0, 1.0), (10, 1.0 + index / 100)]) for index in range(6)]
    root = chart(lines, sheet=sheet)
    texts = {element.text: element for element in root.iter(f"{SPACE}text")}
    assert all(f"method {index}" in texts for index in range(6))
    dashes = [each.get("stroke-dasharray") for each in root.iter(f"{SPACE}polyline") if each.get("stroke-dasharray")]
    assert len(set(dashes)) == 6
    places = sorted(float(str(texts[f"method {index}"].get("y"))) for index in range(6))
    assert all(after - before >= LINE - 0.11 for before, after in itertools.pairwise(places))
    assert places[-1] <= float(str(root.get("height")))
    assert (places[0] > sheet.height) != sheet.beside


def test_a_narrow_chart_fits_a_phone_and_keeps_its_text() -> None:
    """One pixel a unit on a screen 390 pixels wide; nothing is drawn beyond the edges, with the longest name of a method, too."""
    longest = max(len(name) for name in ("gradient-descent-momentum", *optimizers()))
    root = chart([Series("m" * longest, [(1, 1e-6), (1e6, 12000.0)]), Series("b", [(3, 2.0)])], log_across=True, sheet=NARROW)
    width = float(str(root.get("width")))
    assert width <= 390 - 2 * 18  # the page's margins
    assert str(root.get("viewBox")) == f"0 0 {root.get('width')} {root.get('height')}"
    for each in root.iter(f"{SPACE}text"):
        wide, x, anchor = GLYPH * len(str(each.text)), float(str(each.get("x"))), each.get("text-anchor", "start")
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        assert left >= 0
        assert left + wide <= width


def test_text_is_escaped_and_described() -> None:
    """Title and description are there for those who do not see, as text."""
    root = chart([Series("a & b", [(0, 1.0), (1, 2.0)])])
    assert (root.find(f"{SPACE}title").text, root.find(f"{SPACE}desc").text) == ("A <title>", "what & why")  # type: ignore[union-attr]
    assert root.get("role") == "img"
    assert set(str(root.get("aria-labelledby")).split()) == {"chart-t", "chart-d"}


def test_points_stand_where_the_axes_say() -> None:
    """On a logarithmic axis equal ratios are equal distances; points that cannot be drawn are left out, long lines thinned."""
    root = chart([Series("a", [(0, 1.0), (1, 10.0), (2, 100.0), (3, math.nan), (4, -1.0)])])
    line = next(each for each in root.iter(f"{SPACE}polyline") if "line" in str(each.get("class")))
    places = [tuple(map(float, pair.split(","))) for pair in str(line.get("points")).split()]
    assert len(places) == 3
    assert places[0][1] - places[1][1] == pytest.approx(places[1][1] - places[2][1], abs=0.11)
    assert places[1][0] - places[0][0] == pytest.approx(places[2][0] - places[1][0], abs=0.11)
    assert places[0][1] > places[2][1]
    long = chart([Series("a", [(step, 1.0 + step) for step in range(5000)])])
    line = next(each for each in long.iter(f"{SPACE}polyline") if "line" in str(each.get("class")))
    assert len(str(line.get("points")).split()) == MOST_POINTS


def test_lines_end_in_a_dot() -> None:
    """A method with one point that can be drawn is seen, too: a dot stands at the last point of every line."""
    root = chart([Series("long", [(1, 1.0), (2, 10.0), (9, 100.0)]), Series("short", [(0, 5.0), (3, 10.0)])], log_across=True)
    lines = [str(each.get("points")).split() for each in root.iter(f"{SPACE}polyline") if "line" in str(each.get("class"))]
    dots = [f"{each.get('cx')},{each.get('cy')}" for each in root.iter(f"{SPACE}circle")]
    assert [len(line) for line in lines] == [3, 1]
    assert dots == [line[-1] for line in lines]


def test_a_chart_without_points_is_an_error() -> None:
    """Nothing to draw is told, not drawn."""
    with pytest.raises(ReportError, match="expected at least one finite point, got none"):
        chart([Series("a", [(0, math.nan)])])


@pytest.mark.parametrize(("low", "high", "logarithmic"), [(0, 7, False), (-3, 1e6, False), (1e-9, 1e3, True), (2, 9, True), (5, 5, False)])
def test_ticks_lie_within_the_range(low: float, high: float, *, logarithmic: bool) -> None:
    """Ticks are few, ascending and inside; their places are in order."""
    axis = Axis(low, high, 0, 100, logarithmic)
    ticks = axis.ticks()
    assert 1 <= len(ticks) <= 10
    assert ticks == sorted(set(ticks))
    assert all(low - 1e-9 * abs(low) <= tick <= high * (1 + 1e-9) for tick in ticks)


@pytest.mark.parametrize(("low", "high"), [(1.35, 2.36), (11, 19), (0.15, 0.9), (6, 49)])
def test_values_can_be_read_off_a_short_logarithmic_axis(low: float, high: float) -> None:
    """An axis within a decade has three ticks at least, though few round powers lie on it."""
    assert len(Axis(low, high, 0, 100, logarithmic=True).ticks()) >= 3


def test_the_page_is_one_file() -> None:
    """The page asks for nothing else, runs no script, escapes text, ranks methods by loss and says what was left out."""
    text = page(record())
    assert re.findall(r"(?:src|href)=", text) == []
    assert "<script" not in text
    assert "a &lt;problem&gt;" in text
    assert "<problem>" not in text
    assert text.index('<th scope="row">quick') < text.index('<th scope="row">slow')
    assert "large: forms a matrix" in text
    assert "stopped: &amp; why" in text
    assert text.count("<svg") == 6
    names = re.findall(r'id="([^"]+)"', text)
    assert len(names) == len(set(names))


def test_json_keeps_every_row_and_no_nan() -> None:
    """The numbers come back as they were; what is not finite is null."""
    found = json.loads(as_json(record()))
    assert found["methods"][1]["rows"][1]["loss"] == 1.0
    assert found["methods"][1]["rows"][0]["kl"] is None
    assert (found["schema"], found["facts"]) == (1, {"seed": "7"})


def test_no_two_of_seventy_series_look_alike() -> None:
    """The thirteenth method of a training had the line of the first."""
    looks = {(index % len(LIGHT), dash(index)) for index in range(70)}
    assert len(looks) == 70
    assert all(dash(index) != dash(index + 1) for index in range(10))
