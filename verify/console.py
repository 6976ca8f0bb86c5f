"""Where words go: results to standard output, messages and progress to standard error, details of a failure to a file."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from derivations.errors import FisherproofError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BUILD = Path("build")


@dataclass(frozen=True)
class Console:
    """How a command speaks: ``quiet`` leaves out messages and progress, ``color`` allows colours on a terminal."""

    quiet: bool
    color: bool

    def result(self, text: str) -> None:
        """Print what the command was asked for."""
        self._say(text, to_error=False)

    def message(self, text: str) -> None:
        """Print what is good to know beside the result."""
        if not self.quiet:
            self._say(text, to_error=True)

    def error(self, text: str) -> None:
        """Print why the command fails; no option hides it."""
        self._say(text, to_error=True)

    def _say(self, text: str, *, to_error: bool) -> None:
        """Print; a reader that has seen enough (`fisherproof list | head`) changes nothing about the outcome."""
        try:
            click.echo(text, err=to_error, color=None if self.color else False)
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, (sys.stderr if to_error else sys.stdout).fileno())
            os.close(nowhere)
            if not to_error and not isinstance(error, BrokenPipeError):
                message = f"Printing a result: expected a place that can be written, got none ({error.strerror}). Choose another place."
                raise FisherproofError(message) from error

    def colors(self, *, to_error: bool = False) -> bool:
        """Tell whether a text may hold colours: it goes to a terminal and nobody asked for none."""
        return self.color and (sys.stderr if to_error else sys.stdout).isatty() and os.environ.get("TERM") != "dumb"

    def width(self) -> int:
        """Columns of the terminal or as many as COLUMNS asks for, 80 where there is neither."""
        asked = os.environ.get("COLUMNS", "")
        return shutil.get_terminal_size().columns if sys.stdout.isatty() or (asked.isdecimal() and int(asked)) else 80


def console_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--quiet`` and ``--no-color``."""
    command = click.option("--no-color", is_flag=True, help="Print without colours (the variable NO_COLOR does the same).")(command)
    return click.option("-q", "--quiet", is_flag=True, help="Print neither messages nor progress.")(command)


def console_of(*, quiet: bool, no_color: bool) -> Console:
    """Return the console that the options and the environment ask for."""
    return Console(quiet, color=not (no_color or os.environ.get("NO_COLOR")))


def write_down(error: BaseException) -> str:
    """Write the traceback of an unexpected error to a file and return a sentence that says where."""
    import tempfile
    import traceback

    from verify.engine.files import write_atomically

    text = "".join(traceback.format_exception(error))
    for folder in (BUILD / "logs", Path(tempfile.gettempdir())):
        path = folder / f"fisherproof-failure-{os.getpid()}.txt"
        with contextlib.suppress(OSError):
            write_atomically(path, text)
            return f"This is a defect of the tool. The details are in {path}."
    return "This is a defect of the tool. Its details could not be written anywhere."


def write_whole(path: Path, text: str, what: str) -> None:
    """Write an output file whole or not at all.

    Raises:
        FisherproofError: it cannot be written.
    """
    from verify.engine.files import write_atomically

    try:
        write_atomically(path, text)
    except OSError as error:
        message = f"Writing {what}: expected a place that can be written, got {path} ({error.strerror or error}). Choose another place."
        raise FisherproofError(message) from error


def require_apart(outputs: Iterable[Path], inputs: Iterable[Path] = ()) -> None:
    """Refuse to write two results to one file, or a result over what it is made from; devices and pipes take any number.

    Raises:
        FisherproofError: an output is an input, or another output.
    """
    read, written = {path.resolve() for path in inputs}, set[Path]()
    for path in outputs:
        if str(path) == "-" or (path.exists() and not path.is_file()):
            continue
        place = path.resolve()
        if place in read or any(place.exists() and one.samefile(place) for one in read):
            message = f"Preparing output: expected a file other than those that are read, got {path}. Choose another place."
            raise FisherproofError(message)
        if place in written:
            message = f"Preparing output: expected a file for each result, got {path} twice. Choose another place for one of them."
            raise FisherproofError(message)
        written.add(place)


def writable(path: Path) -> Path:
    """Return the path of an output file after making sure that it can be written, before hours of work depend on it.

    Raises:
        FisherproofError: it is a folder, a link that leads back to itself, or its folder cannot be made or written.
    """
    try:
        path.resolve()
    except (OSError, RuntimeError) as error:  # which of the two depends on the version of Python
        message = f"Preparing output: expected a file that can be written, got {path}, a link that leads nowhere. Choose another place."
        raise FisherproofError(message) from error
    if path.exists() and not path.is_dir() and not os.access(path, os.W_OK):
        message = f"Preparing output: expected a file that can be written, got {path}. Choose another place."
        raise FisherproofError(message)
    if path.exists() and not path.is_dir() and not path.is_file():
        return path  # a device or a pipe
    if path.is_dir():
        message = f"Preparing output: expected the name of a file, got the folder {path}. Name a file in it."
        raise FisherproofError(message)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"Preparing output: expected a folder that can be made, got {path.parent} ({error.strerror}). Choose another place."
        raise FisherproofError(message) from error
    if not os.access(path.parent, os.W_OK):
        folder = "the current folder" if path.parent == Path() else path.parent
        message = f"Preparing output: expected a folder that can be written, got {folder}. Choose another place."
        raise FisherproofError(message)
    return path
