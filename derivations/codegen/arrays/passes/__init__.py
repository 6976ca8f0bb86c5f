"""Rewrites of indexed expressions that keep their value and save their digits; one a file, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import sympy as sp


@dataclass(frozen=True)
class Pass:
    """A rewrite of a body without deltas into other forms of the same value; lower ``order`` runs earlier."""

    name: str
    order: int
    rewrite: Callable[[sp.Expr], Iterable[sp.Expr]]


@cache
def passes() -> tuple[Pass, ...]:
    """All passes in order."""
    found = [importlib.import_module(f"{__name__}.{module.name}").PASS for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda entry: (entry.order, entry.name)))
