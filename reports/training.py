"""The record of a training run and its page: one file with the curves of all methods, and the same as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.figures.line_chart import NARROW, WIDE, Chart, Series, Sheet, render
from reports.formats.html import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA = 1
SPREAD = 10  # times: runs whose ends differ by more stand on a logarithmic axis
VIEWS = (
    ("iteration", "step", "iterations", "Loss per iteration"),
    ("gradients", "cost", "gradient equivalents", "Loss per gradient equivalent"),
    ("seconds", "seconds", "seconds of steps", "Loss per second"),
)


@dataclass(frozen=True)
class MethodRecord:
    """One method's run.

    ``rows`` hold a mapping a step: step, cost, seconds, loss and what the step reported. ``reason`` says why it ended early, or why it was
    left out (then there are no rows).
    """

    name: str
    settings: str
    rows: Sequence[Mapping[str, float | None]] = ()
    error: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class TrainingRecord:
    """A problem and the runs of methods on it; ``facts`` are shown as they are."""

    title: str
    error_name: str
    facts: Mapping[str, str]
    methods: Sequence[MethodRecord]
    command: str = ""
    schema: int = field(default=SCHEMA)


def as_json(record: TrainingRecord) -> str:
    """Every row of every method; numbers that are not finite are null."""
    return json.dumps(_finite(asdict(record)), indent=1, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and (value != value or abs(value) == float("inf")) else value  # noqa: PLR0124 - nan


def charts(record: TrainingRecord, sheet: Sheet = WIDE) -> dict[str, str]:
    """The three figures as SVG by name; a horizontal axis whose runs differ by more than tenfold is logarithmic."""
    found = {}
    for name, key, across, title in VIEWS:
        lines = [Series(each.name, [_point(row, key) for row in each.rows]) for each in record.methods if each.rows]
        ends = [line.points[-1][0] for line in lines]
        wide = max(ends) > SPREAD * max(min(ends), 1e-9)
        chart = Chart(f"{title}: {record.title}", _finding(record), across, "loss (nats)", lines, wide)
        found[name] = render(chart, name if sheet is WIDE else f"{name}-narrow", sheet)
    return found


def _point(row: Mapping[str, float | None], key: str) -> tuple[float, float]:
    across, loss = row[key], row["loss"]
    return (float("nan") if across is None else across, float("nan") if loss is None else loss)


def _finding(record: TrainingRecord) -> str:
    """The order of the methods by their last losses, in words."""
    ranked = sorted((_last(each), each.name) for each in record.methods if each.rows)
    return "Losses at the end, least first: " + ", ".join(f"{name} {loss:.4g}" for loss, name in ranked) + "."


def _last(method: MethodRecord) -> float:
    losses = [row["loss"] for row in method.rows if row["loss"] is not None]
    return float(losses[-1] if losses else "inf")


def page(record: TrainingRecord) -> str:
    """The page: complete without a script, a network or another file."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    drawn = [charts(record, sheet) for sheet in (WIDE, NARROW)]
    figures = [(title, *(Markup(each[name]) for each in drawn)) for name, _, _, title in VIEWS]  # noqa: S704 - our own SVG, its text escaped
    ran = sorted((each for each in record.methods if each.rows), key=_last)
    left_out = [each for each in record.methods if not each.rows]
    template = environment.get_template("training.html.j2")
    return template.render(record=record, figures=figures, ran=ran, left_out=left_out, last=_last, finding=_finding(record)) + "\n"
