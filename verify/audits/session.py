"""One audit from the name of a library to its findings, and the record that says what was compared."""

from __future__ import annotations

import importlib
import platform
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from derivations.errors import ClaimError
from verify.audits import names
from verify.audits.examine import Examination, examine
from verify.audits.findings import REASON

if TYPE_CHECKING:
    from verify.audits.peer import Library

Advance = Callable[[], None]


def library(name: str) -> Library:
    """The audit of a library.

    Raises:
        ClaimError: there is none; the message lists those that there are.
    """
    if name not in names():
        message = f"Auditing {name}: expected one of {', '.join(names())}, got {name!r}. Name one of these."
        raise ClaimError(message)
    found: Library = importlib.import_module(f"verify.audits.{name.replace('-', '_')}").LIBRARY
    return found


def loaded(of: Library) -> tuple[Any, str]:
    """What the library is used by, and its version.

    Raises:
        ClaimError: it is not installed, or cannot be imported here.
    """
    try:
        return of.load(), version(of.distribution)
    except PackageNotFoundError as error:
        message = f"Auditing {of.name}: expected it to be installed here, got no package {of.distribution}. Install it, or name another."
        raise ClaimError(message) from error
    except Exception as error:
        message = f"Auditing {of.name}: expected it to be installed here, got {type(error).__name__}: {error}. Install it, or name another."
        raise ClaimError(message) from error


def audit(of: Library, module: Any, advance: Advance) -> Examination:
    """Ask everything; ``advance`` is called after each constructor."""
    return examine(of, module, advance)


def record(of: Library, number: str, found: Examination) -> dict[str, Any]:
    """The audit as JSON."""
    return {
        "schema": 1,
        "library": of.name,
        "version": number,
        "python": platform.python_version(),
        "threshold": REASON,
        "compared": dict(sorted(found.compared.items())),
        "without_reference": dict(sorted(found.without_reference.items())),
        "refused": dict(sorted((+found.refused).items())),
        "missing": dict(sorted(found.missing.items())),
        "findings": [finding.record() for _, finding in sorted(found.findings.items())],
        **({"interrupted": True} if found.interrupted else {}),
    }
