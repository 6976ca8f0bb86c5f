"""What is wrong with a call, in the form that all errors have: what was being done, what was expected, what came, what to do."""

from __future__ import annotations

import re
from pathlib import Path

import click

FORMS = (  # what click says; what was expected, and what came instead
    (r"(.*) is not in the range x(.*)\.", "a number {1}", "{0}"),
    (r"(.*) is not in the range (.*)\.", "a number with {1}", "{0}"),
    (r"(.*) is not a valid integer(?: range)?\.", "an integer", "{0}"),
    (r"(.*) is not a valid float(?: range)?\.", "a number", "{0}"),
    (r"(.*) is not one of (.*)\.", "one of {1}", "{0}"),
    (r"(.*) is not ('[^']*')\.", "{1}", "{0}"),
    (r"File (.*) does not exist\.", "a file", "{0}, which does not exist"),
    (r"Directory (.*) does not exist\.", "a folder", "{0}, which does not exist"),
    (r"File (.*) is a directory\.", "a file", "{0}, which is a folder"),
    (r"Directory (.*) is a file\.", "a folder", "{0}, which is a file"),
    (r"(?:File|Directory) (.*) is not (readable|writable)\.", "a place that is {1}", "{0}"),
    (r"Got unexpected extra arguments? \((.*)\)", "no further argument", "{0}"),
    (r"Option (.*) requires an argument\.", "a value after {0}", "none"),
    (r"No such command (.*?)\.( Did you mean .*\?)?", "a command", "{0}"),
)


def show(error: click.ClickException) -> None:
    """Print the usage, where the error knows its command, and what is wrong."""
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return
    usage = f"{context.get_usage()}\n\n" if context else ""
    click.echo(f"{usage}Error: {complaint(error)}", err=True)


def complaint(error: click.ClickException) -> str:
    """The text of an error of click; what is not known here keeps its own words.

    >>> complaint(click.UsageError("No such command 'chekc'."))
    "Reading the call: expected a command, got 'chekc'. See `fisherproof --help`."
    """
    context = getattr(error, "ctx", None)
    advice = f"See `{context.command_path if context else 'fisherproof'} --help`."
    if isinstance(error, click.MissingParameter):
        return f"Reading the call: expected {_about(error)}, got none. {advice}"
    if isinstance(error, click.NoSuchOption):
        near = f"Did you mean {' or '.join(sorted(error.possibilities))}?" if error.possibilities else advice
        return f"Reading the call: expected an option of the command, got {error.option_name!r}. {near}"
    about = _about(error) if isinstance(error, click.BadParameter) else ""
    if error.message.startswith("expected "):
        return f"Reading {about or 'the call'}: {error.message}"
    for pattern, wanted, got in FORMS:
        if found := re.fullmatch(pattern, error.message):
            texts = [text or "" for text in found.groups()]
            near = texts[1].strip() if "command" in wanted else ""
            place = f" as {about}" if about else ""
            what = got.format(*texts)
            if what.endswith("does not exist") and Path(texts[0].strip("'")).is_symlink():
                what = f"{texts[0]}, a link that leads nowhere"
            return f"Reading the call: expected {wanted.format(*texts)}{place}, got {what}. {near or advice}"
    return error.format_message()


def _about(error: click.BadParameter) -> str:
    """The option or the argument that the error is about, as the help names it."""
    hint = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param and error.ctx else "")
    return (hint if isinstance(hint, str) else " / ".join(hint)).replace("'", "")
