"""``fisherproof list``: the claims of the built-in ledgers, or of a document."""

from __future__ import annotations

import textwrap
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.console import console_of, console_options
from verify.records.listing import listing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from verify.records.listing import Listing, Row

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

    console = console_of(quiet=quiet, no_color=no_color)
    found = faults = 0
    for path in documents or ledgers():
        document = listing(path)
        rows = [row for row in document.rows if fnmatchcase(row.id, glob)]
        for problem in document.problems:
            console.error(problem)
        if rows:
            console.result("\n".join([*([] if not found else [""]), *_lines(path, document, rows, console.width())]))
        found, faults = found + len(rows), faults + len(document.problems)
    if not found and not faults:
        console.message(f"No claim has an id that matches {glob!r}.")
    return 2 if faults else 0


def _lines(path: Path, document: Listing, rows: list[Row], columns: int) -> Iterable[str]:
    """A heading, then one line a claim that fits the terminal, or two where that is narrow."""
    from verify.built_in import shown

    identifier = max(len(row.id) for row in rows)
    line = max(4, *(len(str(row.line)) for row in rows))
    yield from textwrap.wrap(f"{document.title} ({shown(path)})", columns)
    for row in rows:
        start = f"{row.id:{identifier}}  {row.line:{line}}  {row.expect:7}  "
        if len(start) + LEAST_STATEMENT <= columns:
            yield start + _cut(row.text, columns - len(start))
        else:
            yield from (start.rstrip(), f"  {_cut(row.text, max(columns, LEAST_STATEMENT) - 2)}")


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
