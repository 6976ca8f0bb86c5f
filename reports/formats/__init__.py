"""Report formats, one a file: a module that defines ``FORMAT`` is a format, found by its file's name."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.record import Report


@dataclass(frozen=True)
class Format:
    """One format: ``render`` turns a report into text, ``suffix`` ends the name of a file that holds it."""

    name: str
    suffix: str
    summary: str
    render: Callable[[Report], str]


def names() -> tuple[str, ...]:
    """Return the names of all formats, sorted; nothing is imported for it."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def format_named(name: str) -> Format:
    """Return a format; only its module is imported.

    Raises:
        ReportError: There is no format of that name.
    """
    if name not in names():
        raise ReportError(f"Writing a report: expected a format among {', '.join(names())}, got {name!r}. Choose one of these.")
    found: Format = importlib.import_module(f"{__name__}.{name}").FORMAT
    return found


def render(report: Report, name: str) -> str:
    """Return the report in the format of that name."""
    return format_named(name).render(report)
