"""``python -m accuracy [--points N] [NAME ...]``: the errors of the committed kernels by regime, written to docs/accuracy.md with plots.

Every cell is measured in a worker that can be killed; a cell that ran out of time says so. With names, only a table is printed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reports.figures.scatter import Group, Scatter, render
from verify.accuracy.measure import MEASURE
from verify.accuracy.regimes import regimes
from verify.engine import Limits, Task, run
from verify.engine.limits import processors

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
PLOTS = ROOT / "docs" / "accuracy"
POINTS, SECONDS, BOUND = 25, 30.0, 8.0
DTYPES = ("float64", "float32")
PLOTTED = ("kl_gamma", "kl_normal", "kl_beta", "kl_multivariate_normal", "inverse_fisher_gamma", "loss_cross_entropy_on_logits_hessian")
HEAD = f"""# Accuracy of the kernels

Written by `python -m accuracy`: {{points}} points of every regime, seed 0, against ball arithmetic. A cell is the worst error in
units in the last place, of the precision of the arguments. Where it is above {BOUND:g}, the conditioning of the problem there
follows in parentheses: the units that exact values would show if every argument were off by half a unit. No formula does
better than that, so the bound is {BOUND:g} units where the conditioning is at most one, and {BOUND:g} times the conditioning
elsewhere; **bold** cells exceed it. *sign* and *nan* count wrong signs and missing values, - is a regime that means nothing
for the kernel, *time* was cut off after {SECONDS:g} s of processor time.

"""


def measured(names: list[str], points: int, dtype: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The records of all cells."""
    cells = [(name, regime) for name in names for regime in regimes()]
    common = {"points": points, "seed": 0, "dtype": dtype}
    tasks = [
        Task(f"{name} {regime}", "", {"path": str(ROOT / "numeric" / "kernels" / f"{name}.py"), "regime": regime, **common})
        for name, regime in cells
    ]
    done = run(tasks, MEASURE, jobs=processors(), limits=Limits(SECONDS))
    return {cell: result.record for cell, result in zip(cells, done.results, strict=False)}


def cell(record: dict[str, Any]) -> str:
    """One cell of the table."""
    if "verdict" in record or "fault" in record:
        return "time" if "stopped after" in record.get("reason", "") else "fault"
    if not record["applies"]:
        return "-"
    if record["worst"] is None:
        return "no value"
    text = f"{record['worst']:.3g}"
    if record["worst"] > BOUND:
        text += f" ({record['conditioning']:.2g})"
    text = f"**{text}**" if record["excess"] > BOUND else text
    marks = [f"{record[key]} {word}" for key, word in (("sign_errors", "sign"), ("not_finite", "nan")) if record[key]]
    return ", ".join([text, *marks])


def table(records: dict[tuple[str, str], dict[str, Any]]) -> str:
    """The rows of all kernels."""
    names = list(dict.fromkeys(name for name, _ in records))
    head = ["| kernel | " + " | ".join(regimes()) + " |", "|---" * (1 + len(regimes())) + "|"]
    rows = [
        f"| {name} | " + " | ".join(cell(records[name, regime]) for regime in regimes() if (name, regime) in records) + " |"
        for name in names
    ]
    return "\n".join([*head, *rows])


def summary(records: dict[tuple[str, str], dict[str, Any]]) -> str:
    """How many cells keep the bound, are explained, and are not."""
    known = [record for record in records.values() if record.get("applies") and record.get("worst") is not None]
    bad = [record for record in known if record["excess"] > BOUND or record["sign_errors"] or record["not_finite"]]
    within = sum(record["worst"] <= BOUND for record in known if record not in bad)
    explained = len(known) - within - len(bad)
    unknown = sum("verdict" in record or "fault" in record for record in records.values())
    told = f"Of {len(known)} cells {within} keep the bound, {explained} are explained by conditioning, {len(bad)} are not"
    return f"{told}; {unknown} ran out of time or could not be measured.\n\n"


def plot(name: str, records: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Errors against the size or the distance of the arguments."""
    shown = [records[name, regime] for regime in regimes() if records[name, regime].get("plot")]
    groups = [Group(each["regime"], each["across"], [(at, min(max(error, 0.01), 1e20)) for at, error in each["plot"]]) for each in shown]
    worst = ", ".join(f"{each['regime']} {each['worst']:.3g}" for each in shown)
    (PLOTS / f"{name}.svg").write_text(
        render(Scatter(f"Errors of {name}", f"Worst errors in ulps: {worst}.", "ulps", groups, BOUND)), encoding="utf-8"
    )


@click.command
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--points", type=click.IntRange(1), default=POINTS, show_default=True, help="Points of every regime.")
def main(names: tuple[str, ...], points: int) -> None:
    """Measure the errors of the committed kernels by regime, for some minutes, and write docs/accuracy.md with its plots.

    With names, only their table is printed.
    """
    chosen = list(names) or sorted(path.stem for path in (ROOT / "numeric" / "kernels").glob("*.py") if path.stem != "__init__")
    measurements = {dtype: measured(chosen, points, dtype) for dtype in DTYPES}
    tables = "\n\n".join(f"## {dtype}\n\n{summary(records)}{table(records)}" for dtype, records in measurements.items())
    print(tables)
    if names:
        return
    PLOTS.mkdir(exist_ok=True)
    drawn = [name for name in PLOTTED if name in chosen]
    for name in drawn:
        plot(name, measurements["float64"])
    pictures = "\n".join(f"![Errors of {name}](accuracy/{name}.svg)\n" for name in drawn)
    PAGE.write_text(f"{HEAD.format(points=points)}{tables}\n\n{pictures}", encoding="utf-8")


if __name__ == "__main__":
    main()
