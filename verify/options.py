"""Options that several commands share, and the values they accept."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from verify.engine.limits import processors

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_SECONDS = 1e7  # a hundred days: beyond it kernels overflow


def seconds(_context: click.Context, _parameter: click.Parameter, value: str) -> float:
    """Read a positive number of seconds; nan and infinity are no durations."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 < number <= MAX_SECONDS:
        message = f"expected a number of seconds above 0 and at most {MAX_SECONDS:g}, got {value!r}. Write e.g. --timeout 60."
        raise click.BadParameter(message)
    return number


def finite(_context: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    """Refuse nan and infinity: no run has used so much, and it would never end."""
    if value is not None and not math.isfinite(value):
        message = f"expected a finite number, got {value}. Leave the option away for its default."
        raise click.BadParameter(message)
    return value


def timeout_option(words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--timeout``."""
    return click.option("--timeout", metavar="S", default="60", show_default=True, callback=seconds, help=words)


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--jobs`` and ``--timeout``."""
    natural = click.IntRange(min=1)
    jobs = click.option("--jobs", type=natural, metavar="N", default=processors, show_default="processors", help="Workers at a time.")
    return jobs(timeout_option("Processor time in seconds, for each claim or other piece of work.")(command))


def declared(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read ``NAME=TYPE`` options into a table, in their order."""
    table: dict[str, str] = {}
    for value in values:
        name, equals, kind = (part.strip() for part in value.partition("="))
        if not (name and equals and kind):
            message = f"expected NAME=TYPE, got {value!r}. Write e.g. --let k=positive."
            raise click.BadParameter(message)
        if name in table:
            message = f"expected every name once, got {name!r} again. Remove one of the two."
            raise click.BadParameter(message)
        table[name] = kind
    return table


def of_options(message: str) -> str:
    """A complaint about an expression, for a call in which names are declared by options."""
    return message.replace("in `let`, `define` or a context block", "with --let")
