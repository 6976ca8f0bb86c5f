"""``fisherproof snapshot``: every derivation compared by meaning with what it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from derivations.errors import FisherproofError
from verify.console import console_of, console_options, writable, write_whole
from verify.options import run_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.console import Console
    from verify.snapshots.session import Outcome, Setup

_FOLDER = click.Path(file_okay=False, path_type=Path)
_THERE = click.Path(exists=True, file_okay=False, path_type=Path)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what the three commands have in common."""
    only = click.option("--only", metavar="GLOB", default="*", help='Only objects whose name matches, e.g. "Gamma.*".')
    target = click.option("--json", "target", metavar="FILE", type=click.Path(path_type=Path), help="Write JSON; - prints it.")
    return only(target(run_options(console_options(command))))


def _data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--data", type=_FOLDER, metavar="FOLDER", help="The snapshot; by default the one that is shipped.")(command)


@click.group(short_help="Compare every derived object with what it was.")
def command() -> None:
    """Compare every derived object with what it was: same, moved (equal, another form) or changed.

    \b
    Example: fisherproof snapshot check --only "Gamma.*"

    The options stand after check, update or diff: --only, --json, --quiet, --no-color and others.

    Exit codes: 0 nothing changed; 1 something changed, is gone or cannot be told; 2 a file is damaged.
    """  # noqa: D301 - \b keeps click from wrapping a block


@command.command
@_data_option
@_options
def check(*, data: Path | None, **options: Any) -> int:
    """Derive everything anew and compare it with the snapshot.

    \b
    Example: fisherproof snapshot check
    """  # noqa: D301 - \b keeps click from wrapping a block
    from verify.snapshots.folder import DATA, read_folder
    from verify.snapshots.session import check as checked

    setup, console, bar, target = _prepared(**options)
    return _told(checked(read_folder(data or DATA), setup, bar), console, target, setup)


@command.command
@_data_option
@_options
def update(*, data: Path | None, **options: Any) -> int:
    """Derive everything anew and write the snapshot.

    What could not be derived within its limits stays as it was kept, and the exit code is 1.

    \b
    Example: fisherproof snapshot update --only "Gamma.*"
    """  # noqa: D301 - \b keeps click from wrapping a block
    from verify.snapshots.folder import DATA, read_folder, write_family
    from verify.snapshots.session import check as checked
    from verify.snapshots.session import updated

    setup, console, bar, target = _prepared(**options)
    folder = data or DATA
    kept = read_folder(folder)
    outcome = checked(kept, setup, bar)
    count = sum(write_family(folder, family) for family in updated(kept, outcome))
    _told(outcome, console, target, setup)
    console.message(f"Wrote {count} file{'' if count == 1 else 's'} in {folder}.")
    return int(any(line.record is None and line.state in {"undecided", "damaged"} for line in outcome.lines))


@command.command
@click.argument("old", type=_THERE, required=False)
@click.argument("new", type=_THERE, required=False)
@_options
def diff(*, old: Path | None, new: Path | None, **options: Any) -> int:
    """Compare two snapshots, and show both forms of what differs.

    OLD and NEW are snapshot folders; then nothing is derived. Without NEW the other side is what is derived now, and without OLD
    the snapshot that is shipped is compared with that.

    \b
    Example: fisherproof snapshot diff before after
    """  # noqa: D301 - \b keeps click from wrapping a block
    from verify.snapshots.folder import DATA, read_folder
    from verify.snapshots.session import check as checked
    from verify.snapshots.session import compare

    setup, console, bar, target = _prepared(**options)
    kept = read_folder(old or DATA)
    outcome = checked(kept, setup, bar) if new is None else compare(kept, read_folder(new), setup, bar)
    return _told(outcome, console, target, setup, forms=True)


def _prepared(  # noqa: PLR0913 - one argument an option
    *, only: str, target: Path | None, jobs: int, timeout: float, quiet: bool, no_color: bool
) -> tuple[Setup, Console, Callable[[int], Any], Path | None]:
    from verify.engine.limits import Limits
    from verify.runs.progress import ProgressBar
    from verify.snapshots.session import Setup

    console = console_of(quiet=quiet, no_color=no_color)
    if target is not None and str(target) != "-":
        writable(target)
    return Setup(jobs, Limits(timeout), only), console, lambda total: ProgressBar(total, console), target


def _told(outcome: Outcome, console: Console, target: Path | None, setup: Setup, *, forms: bool = False) -> int:
    if not outcome.lines and setup.only != "*":
        message = f"Choosing objects: expected a name or a glob that matches some, got {setup.only!r}. Names look like Gamma.entropy."
        raise FisherproofError(message)
    from verify.snapshots.telling import as_json, as_text

    if target is not None and str(target) == "-":
        console.result(as_json(outcome, forms=forms).rstrip("\n"))
    else:
        console.result(as_text(outcome, min(console.width(), 100), color=console.colors(), forms=forms))
        if target is not None:
            write_whole(target, as_json(outcome, forms=forms), "a comparison")
    return int(outcome.failed())
