"""``fisherproof check``: the user's own claim documents."""

from __future__ import annotations

from pathlib import Path

import click

from verify.console import console_of, console_options, require_apart, writable
from verify.options import run_options

_DOCUMENT = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_TARGET = click.Path(allow_dash=True, path_type=Path)
_FORMATS = {"json": "json", "html": "html", "junit": "junit", "md": "markdown", "sarif": "sarif"}


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=_DOCUMENT)
@click.option("--json", metavar="F", type=_TARGET, help="Write the results as JSON; - is standard output.")
@click.option("--html", metavar="F", type=_TARGET, help="Write the report as one offline page.")
@click.option("--junit", metavar="F", type=_TARGET, help="Write JUnit XML for a CI server.")
@click.option("--md", metavar="F", type=_TARGET, help="Write Markdown.")
@click.option("--sarif", metavar="F", type=_TARGET, help="Write SARIF for code-scanning tools.")
@click.option("--require", type=click.Choice(["proved"]), default=None, help="Accept nothing less than a proof of a true claim.")
@click.option("--keep-going", is_flag=True, help="Check the well-formed claims of a document that has faults (the exit code stays 2).")
@click.option("--cluster", metavar="ADDRESS", default=None, help="Let the workers of this Dask scheduler decide, e.g. tcp://host:8786.")
@click.option(
    "--replay", metavar="F", type=_TARGET, help="Write the certificates of replayed proofs, and decide each again without the engines."
)
@run_options
@console_options
def command(  # noqa: PLR0913 - one argument an option
    *,
    files: tuple[Path, ...],
    require: str | None,
    keep_going: bool,
    cluster: str | None,
    replay: Path | None,
    jobs: int,
    timeout: float,
    quiet: bool,
    no_color: bool,
    **formats: Path | None,
) -> int:
    """Check claim documents (Markdown with ```claim blocks, or TOML).

    Nothing is checked until every document is well formed; all faults are reported together.

    \b
    Example: fisherproof check notes.md --html build/notes.html --json -
    """  # noqa: D301 - \b keeps click from wrapping a block
    from verify.engine.limits import Limits
    from verify.runs.checking import check_and_tell
    from verify.runs.run import Settings

    console = console_of(quiet=quiet, no_color=no_color)
    settings = Settings(jobs=jobs, limits=Limits(timeout), require=require or "", keep_going=keep_going, cluster=cluster)
    certificates, targets = replay if replay is None else writable(replay), _targets(formats)
    require_apart([*targets.values(), *([] if certificates is None else [certificates])], files)
    return check_and_tell(list(files), settings, console, targets, certificates=certificates)


def _targets(formats: dict[str, Path | None]) -> dict[str, Path]:
    """The files to write, by format; at most one of them may be standard output."""
    wanted = {_FORMATS[name]: path for name, path in formats.items() if path is not None}
    if sum(str(path) == "-" for path in wanted.values()) > 1:
        message = "expected at most one format on standard output (-), got several. Write the others to files."
        raise click.UsageError(message)
    return {name: path if str(path) == "-" else writable(path) for name, path in wanted.items()}
