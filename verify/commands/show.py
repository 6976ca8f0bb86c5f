"""``fisherproof show``: the whole story of one claim."""

from __future__ import annotations

from pathlib import Path

import click

from verify.console import console_of, console_options
from verify.options import run_options

_DOCUMENT = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command(short_help="Show one claim and all that its verdict rests on.")
@click.argument("identifier", metavar="ID")
@click.option("--document", metavar="FILE", type=_DOCUMENT, help="Look the claim up in this document instead of the built-in ledgers.")
@run_options
@console_options
def command(  # noqa: PLR0913 - one argument an option
    *, identifier: str, document: Path | None, jobs: int, timeout: float, quiet: bool, no_color: bool
) -> int:
    """Show one claim: statement, derivation steps, evidence, mutants, witness.

    The claim is checked if no earlier run decided it.

    \b
    Example: fisherproof show H2.7
    """  # noqa: D301 - \b keeps click from wrapping a block
    from glob import escape

    from verify.built_in import ledgers
    from verify.engine.limits import Limits
    from verify.records.story import story
    from verify.runs.run import Settings, check, read

    console = console_of(quiet=quiet, no_color=no_color)
    settings = Settings(jobs=jobs, limits=Limits(timeout), only=escape(identifier), keep_going=True)
    readings = [one for one in read([document] if document else ledgers(), settings) if one.claims]
    if not readings:
        where = str(document) if document else "the built-in ledgers"
        message = f"expected the id of a well-formed claim of {where}, got {identifier!r}. See `fisherproof list`."
        raise click.BadParameter(message, param_hint="ID")
    checked = check(readings[:1], settings)
    (claim,) = checked.report.claims
    console.result(story(claim, str(readings[0].document.path), color=console.colors(), width=console.width()))
    return 1 if checked.report.summary["unexpected"] else 0
