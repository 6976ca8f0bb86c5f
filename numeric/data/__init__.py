"""Data sets, one a file: ``load(samples, seed)`` gives inputs and targets. New files are found."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from numeric.data.data_set import DataSet

MACHINERY = frozenset({"data_set", "installed"})


@cache
def data_sets() -> Mapping[str, ModuleType]:
    """The modules of all data sets by name, in alphabetical order.

    Example:
        >>> list(data_sets())
        ['breast-cancer', 'curves', 'diabetes', 'digits', 'wine']
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in MACHINERY)
    return {name.replace("_", "-"): importlib.import_module(f"{__name__}.{name}") for name in names}


def load(name: str, samples: int | None = None, seed: int = 0) -> DataSet:
    """A data set by name: ``samples`` of it (all, or the set's own default, without), drawn by ``seed``.

    Raises:
        DomainError: the name is unknown, or there are not so many samples.
        DataError: the package that ships the set is not installed.
    """
    if name not in data_sets():
        message = f"Loading data: expected one of {', '.join(data_sets())}, got {name!r}. Choose one of them."
        raise DomainError(message)
    found: DataSet = data_sets()[name].load(samples, seed)
    return found
