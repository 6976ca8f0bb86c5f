"""The objects that are kept of every family: each file holds a table ``OBJECTS``; a new row is kept and compared by itself."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.snapshots.item import Object
    from verify.snapshots.subject import Subject


def _collected() -> dict[str, Callable[[Subject], Object]]:
    found: dict[str, Callable[[Subject], Object]] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        table = importlib.import_module(f"{__name__}.{module.name}").OBJECTS
        if taken := sorted(found.keys() & table.keys()):
            message = f"Discovering kept objects: expected each name once, got {taken} again in {module.name}. Rename them."
            raise ClaimError(message)
        found |= table
    return found


OBJECTS = _collected()


def derive(name: str, of: Subject) -> Object:
    """One object of a family.

    Raises:
        DerivationError: the family does not have it.
    """
    return OBJECTS[name](of)
