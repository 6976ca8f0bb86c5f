"""The files of a training run: the page, the figures, the numbers; and its summary on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.training import as_json, charts, page
from verify.engine.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from reports.training import MethodRecord, TrainingRecord


def write(record: TrainingRecord, folder: Path) -> list[Path]:
    """Write ``index.html``, ``curves.json`` and one SVG a figure; the paths, the page first."""
    texts = {"index.html": page(record), "curves.json": as_json(record)}
    texts |= {f"loss-per-{name}.svg": text for name, text in charts(record).items()}
    for name, text in texts.items():
        write_atomically(folder / name, text)
    return [folder / name for name in texts]


def summary(record: TrainingRecord) -> str:
    """One line a method: loss, error, iterations, gradients and seconds."""
    width = max(len(each.name) for each in record.methods)
    head = f"{'method':{width}}  {'loss':>10}  {'error':>10}  {'steps':>6}  {'gradients':>9}  {'seconds':>8}"
    return "\n".join([f"{record.title} (error: {record.error_name})", head, *(_line(each, width) for each in record.methods)])


def _line(method: MethodRecord, width: int) -> str:
    if not method.rows:
        return f"{method.name:{width}}  left out: {method.reason}"
    end = method.rows[-1]
    error = "-" if method.error is None else f"{method.error:.5g}"
    text = f"{method.name:{width}}  {end['loss']:10.5g}  {error:>10}  {end['step']:6}  {end['cost']:9.0f}  {end['seconds']:8.2f}"
    return f"{text}  {method.reason}" if method.reason else text
