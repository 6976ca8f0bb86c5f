"""The families of laws: one file each, which holds one constant ``FAMILY``; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.family import Family


@cache
def families() -> Mapping[str, Family]:
    """All built-in families by name, in alphabetical order.

    >>> families()["Normal"].law(0, 1).name
    'Normal'
    """
    found: dict[str, Family] = {}
    for module in pkgutil.iter_modules(__path__):
        family = importlib.import_module(f"{__name__}.{module.name}").FAMILY
        if family.name in found:
            message = f"Discovering families: expected one file for each name, got a second {family.name!r} in {module.name}. Rename one."
            raise ClaimError(message)
        found[family.name] = family
    return MappingProxyType(dict(sorted(found.items())))
