"""``fisherproof audit``: an installed library's closed forms against exact references."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify.console import console_of, console_options, writable, write_whole

if TYPE_CHECKING:
    from verify.console import Console

_FILE = click.Path(path_type=Path)


@click.command
@click.argument("library", metavar="[LIBRARY]", default="scipy")
@click.option("--json", "target", metavar="FILE", type=_FILE, help="Write JSON; - prints it.")
@console_options
def command(*, library: str, target: Path | None, quiet: bool, no_color: bool) -> int:
    """Compare an installed library with exact references.

    Ordinary, extreme and nearly equal parameters; every finding with three lines that reproduce it. scipy by default; others are torch,
    tensorflow-probability, numpyro, ngboost, geomstats (laws), curvlinops and nngeometry (Fisher matrices of networks).

    \b
    Example: fisherproof audit scipy --json audit.json

    \b
    Exit codes: 0 no finding; 1 some; 2 the library is not installed or not known.
    """  # noqa: D301 - \b keeps click from wrapping a block
    from verify.audits import session
    from verify.runs.progress import ProgressBar

    console = console_of(quiet=quiet, no_color=no_color)
    if target is not None and str(target) != "-":
        writable(target)
    of = session.library(library)
    module, number = session.loaded(of)
    with ProgressBar(len(of), console) as bar:
        found = session.audit(of, module, bar.advance)
    record = session.record(of, number, found)
    text = json.dumps(record, indent=2, allow_nan=False) + "\n"
    if target is not None and str(target) == "-":
        console.result(text.rstrip("\n"))
    else:
        _tell(record, console)
        if target is not None:
            write_whole(target, text, "an audit")
    if found.interrupted:
        console.message("Interrupted: not every constructor was looked at.")
    return int(bool(record["findings"]) or found.interrupted)


def _tell(record: dict[str, Any], console: Console) -> None:
    """Every finding with its reproduction, then what was compared."""
    for finding in record["findings"]:
        error = "" if finding["relative_error"] is None else f", relative error {finding['relative_error']:.2g}"
        head = f"{finding['function']}, {finding['quantity']}, {finding['regime']}: {finding['class']}"
        console.result(f"{head} ({finding['count']} values; the worst: {finding['library_value']}, exactly {finding['reference']}{error})")
        console.result(textwrap.indent(finding["reproduction"], "    ") + "\n")
    compared, open_ = sum(record["compared"].values()), sum(record["without_reference"].values())
    missing = ", ".join(sorted(record["missing"])) or "none"
    console.result(f"{record['library']} {record['version']}: {compared} values compared, {len(record['findings'])} findings.")
    refused = sum(record["refused"].values())
    console.message(f"Without a reference: {open_} values. Refused with an exception: {refused}.")
    console.message(f"Not offered by some constructors of the library: {missing}.")
    console.message("\n".join(textwrap.wrap(record["threshold"], min(console.width(), 100))))
