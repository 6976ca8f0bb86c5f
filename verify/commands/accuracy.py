"""``fisherproof accuracy``: the errors of a generated kernel, in ulps against ball arithmetic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports.wording import sentence
from verify.console import console_of, console_options, require_apart, writable, write_whole
from verify.options import run_options

if TYPE_CHECKING:
    from verify.accuracy.provenance import Provenance
    from verify.console import Console

_OUTPUT = click.Path(dir_okay=False, path_type=Path)
_INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
NAMES = ("ordinary", "near-equal", "extreme", "boundary")


@click.command(short_help="Measure the errors of a kernel that `fisherproof kernel` wrote.")
@click.argument("file", metavar="FILE.py", type=_INPUT)
@click.option("--regimes", metavar="NAME,...", default=",".join(NAMES), show_default=True, help="Where to measure.")
@click.option("--points", type=click.IntRange(min=1), metavar="N", default=200, show_default=True, help="Points of each regime.")
@click.option("--seed", type=click.IntRange(min=0), metavar="N", default=0, show_default=True, help="Of the points.")
@click.option("--dtype", type=click.Choice(("float64", "float32")), help="Dtype of the arguments.  [default: that of the kernel]")
@click.option("--json", "target", metavar="FILE", type=click.Path(path_type=Path), help="Write JSON; - prints it.")
@click.option("--plot", type=_OUTPUT, metavar="FILE.svg", help="Draw ulps against the magnitude of the arguments.")
@run_options
@console_options
def command(file: Path, target: Path | None, plot: Path | None, **options: Any) -> int:
    """Measure a kernel that `fisherproof kernel` wrote, over the types of its arguments.

    Columns: ulps in the median and at worst; the conditioning there, which is what exact values would show if the arguments were off by
    half an ulp; the largest error over the conditioning where that is above one; wrong signs; nan or inf where there is a value. The
    regimes are ordinary, near-equal (arguments that are compared, at distances 1e-1 to 1e-15 and 0), extreme (1e-300 to 1e300) and
    boundary.

    FILE.py is imported, so it runs: in a process of its own, and only if its text carries our provenance, which anybody can write.

    \b
    Example: fisherproof accuracy kl_gamma.py --regimes near-equal \\
        --plot kl_gamma.svg

    Exit codes: 0 no error above 8 ulps (8 times the conditioning where that is above one), no wrong sign, no nan or inf; 1 there is.
    """  # noqa: D301 - \b keeps click from wrapping a block
    console = console_of(quiet=options["quiet"], no_color=options["no_color"])
    from verify.accuracy.provenance import read_provenance
    from verify.accuracy.table import as_expected, lines

    outputs = [writable(path) for path in (target, plot) if path is not None and str(path) != "-"]
    require_apart(outputs, [file])
    provenance = read_provenance(file.read_text(encoding="utf-8", errors="replace"), str(file))
    names = _chosen(options["regimes"])
    records = _measured(file, names, options, console)
    faults = [record for record in records if "verdict" in record or "fault" in record]
    for record in faults:
        told = record.get("message") or sentence(f"Measuring {file}: {record['reason']}")
        console.error(f"Error: {told}")
    if faults:
        return 2 if any(record.get("fault") == "input" for record in faults) else 1
    dtype = options["dtype"] or provenance.dtype
    if str(target) == "-":
        console.result(_json(provenance, dtype, records))
    else:
        console.result("\n".join(lines(provenance, dtype, records)))
    _write(provenance, dtype, records, target, plot)
    for path in outputs:
        console.message(f"Wrote {path}.")
    return 0 if all(map(as_expected, records)) and len(records) == len(names) else 1


def _chosen(text: str) -> list[str]:
    from verify.accuracy.regimes import regimes

    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in regimes()]
    if unknown or not names:
        message = f"expected some of {', '.join(regimes())}, got {text!r}. Separate names by commas."
        raise click.BadParameter(message, param_hint="--regimes")
    return names


def _measured(file: Path, names: list[str], options: dict[str, Any], console: Console) -> list[dict[str, Any]]:
    """One worker a regime; after Ctrl-C those that had ended."""
    from verify.accuracy.measure import MEASURE
    from verify.engine import Limits, Task, run

    common = {"path": str(file.resolve()), **{key: options[key] for key in ("points", "seed", "dtype")}}
    tasks = [Task(name, "", {**common, "regime": name}) for name in names]
    done = run(tasks, MEASURE, jobs=options["jobs"], limits=Limits(options["timeout"]))
    if not done.interrupted:
        return [result.record for result in done.results]
    ended = [result.record for result in done.results if "applies" in result.record]
    if not ended:
        raise KeyboardInterrupt
    console.message(f"Interrupted: {len(ended)} of {len(names)} regimes were measured.")
    return ended


def _json(provenance: Provenance, dtype: str, records: list[dict[str, Any]]) -> str:
    kernel = {"name": provenance.name, "expression": provenance.expression, "let": dict(provenance.let), "dtype": dtype}
    return json.dumps({"schema": 1, "kernel": kernel, "regimes": records}, indent=1)


def _write(provenance: Provenance, dtype: str, records: list[dict[str, Any]], target: Path | None, plot: Path | None) -> None:
    """The files that were asked for."""
    from verify.accuracy.plot import drawing

    if target is not None and str(target) != "-":
        write_whole(target, _json(provenance, dtype, records) + "\n", "measurements")
    if plot is not None:
        write_whole(plot, drawing(provenance, dtype, records), "a plot")
