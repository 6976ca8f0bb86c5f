"""Optimizers, one a file: ``init(problem, theta)`` gives a state, ``step(state)`` the next one with a report. New files are found.

A file holds one frozen dataclass of settings with the attribute ``name``; its defaults are the settings of the ``train`` command.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numeric.optimizers.protocol import Optimizer

MACHINERY = frozenset({"protocol"})


@cache
def optimizers() -> Mapping[str, type[Optimizer]]:
    """All optimizers by name, in alphabetical order.

    Example:
        >>> "natural-gradient" in optimizers()
        True
    """
    found: dict[str, type[Optimizer]] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda each: each.name):
        if module.name in MACHINERY:
            continue
        maker = importlib.import_module(f"{__name__}.{module.name}").OPTIMIZER
        if maker.name in found:
            message = f"Reading the optimizers: expected one file a name, got {maker.name!r} twice. Rename one."
            raise DomainError(message)
        found[maker.name] = maker
    return dict(sorted(found.items()))
