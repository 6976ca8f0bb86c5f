"""``fisherproof report``: the main job, both built-in ledgers to a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.console import console_of, console_options, writable
from verify.options import run_options

if TYPE_CHECKING:
    from verify.console import Console
    from verify.runs.run import Settings

FILES = {"html": "index.html", "json": "report.json", "junit": "junit.xml", "markdown": "report.md", "sarif": "report.sarif"}
CERTIFICATES = "certificates.json"
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command
@click.option("--out", metavar="FOLDER", type=_FOLDER, default=Path("build/report"), show_default=True, help="Where to write the report.")
@click.option("--only", metavar="GLOB", default="*", help='Check only claims whose id matches, e.g. "H2.*".')
@click.option("--fresh", is_flag=True, help="Decide everything anew instead of remembering.")
@click.option("--replay", is_flag=True, help="Decide every replayed proof again from its certificate, without the engines.")
@run_options
@console_options
def command(  # noqa: PLR0913 - one argument an option
    *, out: Path, only: str, fresh: bool, replay: bool, jobs: int, timeout: float, quiet: bool, no_color: bool
) -> int:
    """Check both built-in ledgers and write the report.

    Writes index.html (one offline file), report.json, junit.xml, report.md and report.sarif. A second run decides only what changed.
    With --replay also certificates.json, which a small checker without any engine decides again.

    \b
    Example: fisherproof report --only "H2.*" --out build/ho
    """  # noqa: D301 - \b keeps click from wrapping a block
    from verify.engine.limits import Limits
    from verify.runs.run import Settings

    settings = Settings(jobs=jobs, limits=Limits(timeout), only=only, fresh=fresh)
    return _report(out, settings, console_of(quiet=quiet, no_color=no_color), out / CERTIFICATES if replay else None)


def _report(out: Path, settings: Settings, console: Console, certificates: Path | None) -> int:
    from verify.built_in import ledgers
    from verify.runs.checking import check_and_tell

    targets = {name: writable(out / file) for name, file in FILES.items()}
    return check_and_tell(ledgers(), settings, console, targets, certificates=certificates)
