"""Losses as negative log-densities: one file each, which holds one constant ``LOSS``; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.losses.loss import LocationLoss, SmoothLoss

MACHINERY = frozenset({"curvature", "loss", "table", "__main__"})


@cache
def losses() -> Mapping[str, SmoothLoss | LocationLoss]:
    """All losses by name, in alphabetical order.

    >>> "squared" in losses()
    True
    """
    return MappingProxyType({loss.name: loss for loss in sorted(by_file().values(), key=lambda loss: loss.name)})


@cache
def by_file() -> Mapping[str, SmoothLoss | LocationLoss]:
    """All losses by the names of their files, by which the training core knows them."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in MACHINERY)
    return MappingProxyType({name: importlib.import_module(f"{__name__}.{name}").LOSS for name in names})
