"""``fisherproof list``: the claims of the built-in ledgers, or of a document."""

from __future__ import annotations

import shutil
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.console import console_of, console_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from verify.claim import Claim
    from verify.documents import Document

LEAST_STATEMENT = 24  # columns
_DOCUMENT = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command
@click.argument("glob", default="*")
@click.option("--document", "documents", multiple=True, metavar="FILE", type=_DOCUMENT, help="List the claims of this document instead.")
@console_options
def command(*, glob: str, documents: tuple[Path, ...], quiet: bool, no_color: bool) -> int:
    """List claims: id, line, expected verdict, statement.

    Without --document the claims are those of the built-in ledgers; GLOB selects ids.

    \b
    Example: fisherproof list "H2.*"
    """  # noqa: D301 - \b keeps click from wrapping a block
    from verify.built_in import ledgers
    from verify.documents import read_document

    console = console_of(quiet=quiet, no_color=no_color)
    found = faults = 0
    for document in (read_document(path) for path in documents or ledgers()):
        claims = [claim for claim in document.claims if fnmatchcase(claim.id, glob)]
        for problem in document.problems:
            console.error(str(problem))
        if claims:
            console.result("\n".join([*([] if not found else [""]), *_lines(document, claims)]))
        found, faults = found + len(claims), faults + len(document.problems)
    if not found and not faults:
        console.message(f"No claim has an id that matches {glob!r}.")
    return 2 if faults else 0


def _lines(document: Document, claims: list[Claim]) -> Iterable[str]:
    """A heading, then one line a claim that fits the terminal."""
    from verify.built_in import shown

    columns = shutil.get_terminal_size((80, 24)).columns
    identifier = max(len(claim.id) for claim in claims)
    line = max(4, *(len(str(claim.line)) for claim in claims))
    yield f"{document.title} ({shown(Path(document.path))})"
    for claim in claims:
        start = f"{claim.id:{identifier}}  {claim.line:{line}}  {claim.expect:7}  "
        statement = " ".join((claim.statement or f"experiment {claim.experiment}").split())
        room = max(columns - len(start), LEAST_STATEMENT)
        yield start + (statement if len(statement) <= room else f"{statement[: room - 1]}…")
