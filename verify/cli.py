"""The command line: finds the commands, and turns whatever happens into one of the four exit codes.

0: every claim as expected; 1: some claim is not (also: the run was interrupted, some claims were not checked);
2: the input or the call is wrong; 3: the tool itself failed.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import importlib
import os
import pkgutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

import verify.commands
from derivations.errors import FisherproofError
from verify.complaints import show
from verify.missing import missing_package

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)  # what a caller can mend: the device, not the tool
AS_EXPECTED, NOT_AS_EXPECTED, WRONG_INPUT, TOOL_FAILED = 0, 1, 2, 3


class Commands(click.Group):
    """The files of `verify/commands`, imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in alphabetical order."""
        return sorted(module.name for module in pkgutil.iter_modules(verify.commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"verify.commands.{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name; the complaint about an unknown one suggests the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1)
            if not near:
                raise
            message = f"{error.message} Did you mean {near[0]!r}?"
            raise click.UsageError(message, ctx) from error


def _print_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    if value:
        from verify.engine.fingerprint import own_version, versions

        click.echo(", ".join([f"fisherproof {own_version()}", *(f"{name} {number}" for name, number in versions().items())]))
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print versions and exit.")
def fisherproof() -> None:
    """Check mathematical claims about Fisher information, divergences and natural gradients.

    A claim document is Markdown with ```claim blocks. Every claim is proved, refuted with an exact witness, or supported with digits.

    \b
    Example: fisherproof check notes.md --html notes.html

    \b
    Exit codes: 0 every claim as expected; 1 some claim is not, or the run was
                interrupted; 2 the input or the call is wrong; 3 the tool failed.
    """  # noqa: D301 - \b keeps click from wrapping a block


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave the process with its exit code."""
    sys.exit(run(arguments))


def _open(stream: TextIO | None) -> TextIO:
    """A stream that can be written, also where the caller has closed it."""
    return stream or Path(os.devnull).open("w", encoding="utf-8")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; no exception escapes."""
    sys.stdout, sys.stderr = _open(sys.stdout), _open(sys.stderr)
    try:
        status = fisherproof.main(arguments, prog_name="fisherproof", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        with contextlib.suppress(BrokenPipeError):
            show(error)
        return error.exit_code if isinstance(error, click.UsageError) else WRONG_INPUT
    except FisherproofError as error:
        click.echo(f"Error: {error}", err=True)
        return WRONG_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return NOT_AS_EXPECTED
    except BrokenPipeError:  # `fisherproof list | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return AS_EXPECTED
    except Exception as error:  # noqa: BLE001 - a user never sees a traceback
        return _told(error)
    return status if isinstance(status, int) else AS_EXPECTED


def _told(error: Exception) -> int:
    """Say what no command expected, and return the exit code: a full device and a missing package are no defects."""
    if isinstance(error, OSError) and error.errno in FULL:
        text = f"Error: Writing: expected a place that can be written, got none ({error.strerror}). Choose another place."
        click.echo(text, err=True)
        return WRONG_INPUT
    if (advice := missing_package(error)) is not None:
        click.echo(f"Error: {advice}", err=True)
        return WRONG_INPUT
    from verify.console import write_down

    click.echo(f"fisherproof failed: {type(error).__name__}: {error}\n{write_down(error)}", err=True)
    return TOOL_FAILED
