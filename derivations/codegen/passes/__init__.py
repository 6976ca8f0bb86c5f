"""Stabilising passes: rewrites of a derived expression that keep its value and save its digits; one a file, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import sympy as sp

    from derivations.codegen.request import Request


@dataclass(frozen=True)
class Pass:
    """A rewrite of one entry; lower ``order`` runs earlier. It returns the entry unchanged where it has nothing to say."""

    name: str
    order: int
    rewrite: Callable[[sp.Expr], sp.Expr]


@cache
def passes() -> tuple[Pass, ...]:
    """All passes in order."""
    found = [importlib.import_module(f"{__name__}.{module.name}").PASS for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda entry: (entry.order, entry.name)))


def stabilised(request: Request) -> Sequence[sp.Expr]:
    """The entries of the request's value after all passes."""
    entries = list(request.value.entries)
    for step in passes():
        entries = [step.rewrite(entry) for entry in entries]
    return entries
